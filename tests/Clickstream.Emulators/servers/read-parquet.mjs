// Reads Parquet files with hyparquet: each line of standard input is a path; each line of standard output the rows of that file as JSON, a list of texts each.
import { createInterface } from 'node:readline';
import { asyncBufferFromFile, parquetReadObjects, parquetMetadataAsync, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

const places = 4;
const parsers = {
  timestampFromMilliseconds: value => value * 1000n,
  timestampFromMicroseconds: value => value,
};

const isMoney = element => element.converted_type === 'DECIMAL';

// The value of a leaf or of an entry of a map, as text.
const textOf = (value, element) =>
  value === null || value === undefined ? null : isMoney(element) ? Number(value).toFixed(places) : String(value);

// A map comes as an object, or as a list of its entries.
function mapOf(value, node) {
  const element = node.children[0].children[1].element;
  const entries = Array.isArray(value) ? value.map(entry => [entry.key, entry.value]) : Object.entries(value);
  return entries.map(([key, entry]) => `${key}=${textOf(entry, element) ?? ''}`).sort().join(',');
}

for await (const file of createInterface({ input: process.stdin })) {
  const buffer = await asyncBufferFromFile(file);
  const metadata = await parquetMetadataAsync(buffer);
  const columns = parquetSchema(metadata).children;
  const rows = await parquetReadObjects({ file: buffer, metadata, compressors, parsers });
  const texts = rows.map(row => columns.map(column => {
    const value = row[column.element.name];
    return value === null || value === undefined ? null : column.children.length > 0 ? mapOf(value, column) : textOf(value, column.element);
  }));
  console.log(JSON.stringify({ columns: columns.map(column => column.element.name), rows: texts }));
}
