'use strict';

// Reads all of a stream by the AWS SDK, used well: 10,000 records a call, the shards side by side, no waits, nothing parsed.
// Arguments: endpoint, stream, events in it.
const { report } = require('./usage');
const { open } = require('./client');
const { GetRecordsCommand, GetShardIteratorCommand, ListShardsCommand } = require('@aws-sdk/client-kinesis');

const RECORDS_PER_CALL = 10_000;

async function main([endpoint, stream, count]) {
  const client = open(endpoint);
  const expected = Number(count);
  let events = 0, bytes = 0;

  async function read(shard) {
    let { ShardIterator } = await client.send(
      new GetShardIteratorCommand({ StreamName: stream, ShardId: shard.ShardId, ShardIteratorType: 'TRIM_HORIZON' }));
    for (let behind = 1; events < expected && behind > 0;) {
      const answer = await client.send(new GetRecordsCommand({ ShardIterator, Limit: RECORDS_PER_CALL }));
      for (const record of answer.Records) {
        events++;
        bytes += record.Data.length;
      }
      ShardIterator = answer.NextShardIterator;
      behind = answer.MillisBehindLatest;
    }
  }

  const { Shards } = await client.send(new ListShardsCommand({ StreamName: stream }));
  await Promise.all(Shards.map(read));
  client.destroy();
  if (events !== expected) throw new Error(`${events} events were read, and ${expected} are there.`);
  report({ events, bytes });
}

main(process.argv.slice(2)).catch(fault => { console.log(fault); process.exit(1); });
