'use strict';

// aws-kinesis-agg: takes apart the aggregates of a stream, then puts one of its own. Arguments: endpoint, stream, records to put as JSON.
const sdk = require('@aws-sdk/client-kinesis');
const { NodeHttpHandler } = require('@smithy/node-http-handler');
const { RecordAggregator, deaggregateSync } = require('aws-kinesis-agg');

const [endpoint, stream, own] = process.argv.slice(2);
const kinesis = new sdk.KinesisClient({ endpoint, requestHandler: new NodeHttpHandler() });
const call = (operation, parameters) => kinesis.send(new sdk[`${operation}Command`](parameters));

async function main() {
  const { ShardIterator } = await call('GetShardIterator', { StreamName: stream, ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' });
  const { Records } = await call('GetRecords', { ShardIterator });
  const read = [];
  for (const record of Records) {
    deaggregateSync({ ...record, Data: Buffer.from(record.Data).toString('base64') }, true, (error, users) => {
      if (error) throw error;
      read.push(...users.map(user => ({ key: user.PartitionKey, hash: user.ExplicitPartitionKey ?? null, data: user.Data })));
    });
  }
  const aggregator = new RecordAggregator();
  for (const record of JSON.parse(own)) {
    aggregator.addUserRecord({ partitionKey: record.Key, explicitHashKey: record.Hash ?? undefined, data: Buffer.from(record.Data, 'base64') });
  }
  const aggregate = aggregator.build();
  await call('PutRecord', { StreamName: stream, PartitionKey: aggregate.partitionKey, Data: aggregate.data });
  process.stdout.write(JSON.stringify(read), () => process.exit(0));
}

main();
