'use strict';

// Reads all of a stream by lifion-kinesis, used well: by polling, without waits, and with all conversions of records switched off.
// Arguments: endpoint, stream, events in it, endpoint of DynamoDB.
const { randomUUID } = require('node:crypto');
const { report } = require('./usage');
const Kinesis = require('lifion-kinesis');

async function main([endpoint, stream, count, dynamoDb]) {
  const expected = Number(count);
  let events = 0, bytes = 0;
  const consumer = new Kinesis({
    streamName: stream,
    endpoint,
    region: 'us-east-1',
    consumerGroup: randomUUID(),
    createStreamIfNeeded: false,
    dynamoDb: { endpoint: dynamoDb, region: 'us-east-1', tableName: 'lifion' },
    initialPositionInStream: 'TRIM_HORIZON',
    pollDelay: 0,
    noRecordsPollDelay: 250,
    shouldDeaggregate: false,
    shouldParseJson: false,
    logger: { debug() {}, warn: console.log, error: console.log },
  });
  consumer.on('error', fault => { throw fault; });
  consumer.on('data', ({ records }) => {
    for (const record of records) {
      events++;
      bytes += record.data.length;
    }
    if (events >= expected) {
      report({ events, bytes });
      process.exit(0);
    }
  });
  await consumer.startConsumer();
}

main(process.argv.slice(2)).catch(fault => { console.log(fault); process.exit(1); });
