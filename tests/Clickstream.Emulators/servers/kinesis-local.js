'use strict';

require('./dies-with-parent');
const net = require('net');
const path = require('path');

const PLAIN_PORT = 4568; // Its default without TLS; the other port is of no use here.

// It binds all interfaces on fixed ports, and has no option for that: every listen goes to a free port of the loopback instead.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...args) {
  const ready = args.find(arg => typeof arg === 'function');
  if (args.some(arg => arg === PLAIN_PORT || arg?.port === PLAIN_PORT)) {
    this.once('listening', () => console.log(`http://127.0.0.1:${this.address().port}`));
  }

  return listen.call(this, { port: 0, host: '127.0.0.1' }, ready);
};

const main = require.resolve('kinesis-local/main.js');
for (const [name, value] of Object.entries({
  KINESIS_MOCK_CERT_PATH: path.join(path.dirname(main), 'server.json'),
  KINESIS_MOCK_PLAIN_PORT: String(PLAIN_PORT),
  LOG_LEVEL: 'ERROR',
  SHARD_LIMIT: '10000', // The limit is of an account; here many tests share one.
  ON_DEMAND_STREAM_COUNT_LIMIT: '10000',
  ...Object.fromEntries([
    'CREATE_STREAM', 'DELETE_STREAM', 'REGISTER_STREAM_CONSUMER', 'DEREGISTER_STREAM_CONSUMER', 'MERGE_SHARDS', 'SPLIT_SHARD', 'UPDATE_SHARD_COUNT',
  ].map(change => [`${change}_DURATION`, '10ms'])),
})) {
  process.env[name] ??= value;
}

require(main);
