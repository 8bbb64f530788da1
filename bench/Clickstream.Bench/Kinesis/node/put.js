'use strict';

// Puts a file of events by the AWS SDK, used well: 500 records a call, several calls in flight, connections kept open, nothing parsed.
// Arguments: endpoint, stream, file.
const fs = require('node:fs');
const { report } = require('./usage');
const { open } = require('./client');
const { PutRecordsCommand } = require('@aws-sdk/client-kinesis');

const RECORDS_PER_CALL = 500;
const CALLS_IN_FLIGHT = 4;
const BLOCK_BYTES = 1024 * 1024;
const UNIT_BYTES = 25 * 1024;

const keys = Array.from({ length: 10_000 }, (_, key) => String(key));

function* lines(path) {
  const file = fs.openSync(path, 'r');
  let kept = Buffer.alloc(0);
  for (;;) {
    const block = Buffer.allocUnsafe(BLOCK_BYTES);
    kept.copy(block);
    const length = kept.length + fs.readSync(file, block, kept.length, BLOCK_BYTES - kept.length);
    if (length === kept.length) break;
    let start = 0;
    for (let end; (end = block.indexOf(10, start)) >= 0 && end < length; start = end + 1) {
      if (end > start) yield block.subarray(start, end);
    }
    kept = block.subarray(start, length);
  }
  fs.closeSync(file);
}

async function main([endpoint, stream, path]) {
  const client = open(endpoint);
  const source = lines(path);
  let events = 0, bytes = 0, units = 0;

  async function putInTurn() {
    for (;;) {
      const Records = [];
      for (let next; Records.length < RECORDS_PER_CALL && !(next = source.next()).done;) {
        Records.push({ Data: next.value, PartitionKey: keys[events++ % keys.length] });
        bytes += next.value.length;
        units += Math.max(1, Math.ceil(next.value.length / UNIT_BYTES));
      }
      if (Records.length === 0) return;
      const answer = await client.send(new PutRecordsCommand({ StreamName: stream, Records }));
      if (answer.FailedRecordCount > 0) throw new Error(`${answer.FailedRecordCount} records were refused, and nobody throttles here.`);
    }
  }

  await Promise.all(Array.from({ length: CALLS_IN_FLIGHT }, putInTurn));
  client.destroy();
  report({ events, bytes, put_payload_units: units });
}

main(process.argv.slice(2)).catch(fault => { console.log(fault); process.exit(1); });
