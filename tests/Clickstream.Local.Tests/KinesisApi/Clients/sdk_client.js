'use strict';

// @aws-sdk/client-kinesis: puts, splits, merges, gets and subscribes. Arguments: endpoint, stream, http1 or http2 (the SDK's default).
const sdk = require('@aws-sdk/client-kinesis');
const { NodeHttpHandler } = require('@smithy/node-http-handler');

const [endpoint, stream, protocol] = process.argv.slice(2);
const kinesis = new sdk.KinesisClient({ endpoint, ...(protocol === 'http1' ? { requestHandler: new NodeHttpHandler() } : {}) });
const call = (operation, parameters) => kinesis.send(new sdk[`${operation}Command`](parameters));

const records = (start, count) => Array.from({ length: count }, (_, n) => n + start).map(i => ({
  Data: Uint8Array.from({ length: i * 37 % 500 }, (_, j) => (i * 31 + j * 7) % 256),
  PartitionKey: `key-é-${i}`,
}));

const seen = (shard, record) => ({
  shard,
  sequence: record.SequenceNumber,
  key: record.PartitionKey,
  data: Buffer.from(record.Data).toString('base64'),
  arrival: record.ApproximateArrivalTimestamp ? record.ApproximateArrivalTimestamp.getTime() : 0,
});

async function put(batch) {
  const answer = await call('PutRecords', { StreamName: stream, Records: batch });
  return answer.Records.map((result, i) => seen(result.ShardId, { ...batch[i], ...result }));
}

async function get(shard, children) {
  const got = [];
  let { ShardIterator: iterator } = await call('GetShardIterator', { StreamName: stream, ShardId: shard, ShardIteratorType: 'TRIM_HORIZON' });
  while (iterator) {
    const answer = await call('GetRecords', { ShardIterator: iterator, Limit: 25 });
    got.push(...answer.Records.map(record => seen(shard, record)));
    if (answer.ChildShards) children[shard] = answer.ChildShards.map(child => child.ShardId);
    iterator = answer.NextShardIterator;
    if (answer.MillisBehindLatest === 0 && iterator) break;
  }
  return got;
}

async function subscribe(consumer, shard, expected) {
  const answer = await call('SubscribeToShard', { ConsumerARN: consumer, ShardId: shard, StartingPosition: { Type: 'TRIM_HORIZON' } });
  const subscribed = [];
  for await (const { SubscribeToShardEvent: event } of answer.EventStream) {
    subscribed.push(...event.Records.map(record => seen(shard, record)));
    if (event.ChildShards || subscribed.length >= expected) break;
  }
  return subscribed;
}

async function main() {
  const done = await put(records(0, 60));
  const alone = { Data: Buffer.from('alone'), PartitionKey: 'p', ExplicitHashKey: (2n ** 127n).toString() };
  const answer = await call('PutRecord', { StreamName: stream, ...alone });
  done.push(seen(answer.ShardId, { ...alone, ...answer }));
  await call('SplitShard', { StreamName: stream, ShardToSplit: 'shardId-000000000000', NewStartingHashKey: (2n ** 126n).toString() });
  done.push(...await put(records(100, 30)));
  await call('MergeShards', { StreamName: stream, ShardToMerge: 'shardId-000000000002', AdjacentShardToMerge: 'shardId-000000000003' });
  done.push(...await put(records(200, 30)));

  const { Shards } = await call('ListShards', { StreamName: stream });
  const { StreamDescriptionSummary } = await call('DescribeStreamSummary', { StreamName: stream });
  const { Consumer } = await call('RegisterStreamConsumer', { StreamARN: StreamDescriptionSummary.StreamARN, ConsumerName: `sdk-${protocol}` });
  const [got, subscribed, children] = [[], [], {}];
  for (const { ShardId } of Shards) {
    const ofShard = await get(ShardId, children);
    got.push(...ofShard);
    if (ofShard.length) subscribed.push(...await subscribe(Consumer.ConsumerARN, ShardId, ofShard.length));
  }
  process.stdout.write(JSON.stringify({ put: done, got, subscribed, children }), () => process.exit(0));
}

main();
