'use strict';

const { Agent } = require('node:http');
const { KinesisClient } = require('@aws-sdk/client-kinesis');
const { NodeHttpHandler } = require('@smithy/node-http-handler');

/** A client with connections that are kept open. BENCH_HTTP2 takes the SDK's own handler, which is of HTTP/2. */
exports.open = endpoint => new KinesisClient({
  endpoint,
  ...(process.env.BENCH_HTTP2 ? {} : { requestHandler: new NodeHttpHandler({ httpAgent: new Agent({ keepAlive: true, maxSockets: 50 }) }) }),
});
