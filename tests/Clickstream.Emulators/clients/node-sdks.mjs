// Sends a page view and a purchase with each server library: node node-sdks.mjs URL. Ends when all have been answered.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { Analytics } = require('@segment/analytics-node');
const RudderAnalytics = require('@rudderstack/rudder-sdk-node');
const snowplow = require('@snowplow/node-tracker');

const [url] = process.argv.slice(2);

// The mistakes of a library are the test's: it ends with them.
const fail = fault => {
  console.error(fault);
  process.exitCode = 1;
};

async function segment() {
  const analytics = new Analytics({ writeKey: 'segment-node-key', host: url, flushInterval: 100, maxRetries: 5 });
  analytics.on('error', fail);
  analytics.identify({ userId: 'segment-node', traits: { country: 'DE', plan: 'pro' } });
  analytics.page({ userId: 'segment-node', name: 'Home', properties: { url: 'https://shop.example/', referrer: 'https://search.example/' } });
  analytics.track({
    userId: 'segment-node',
    event: 'Order Completed',
    context: { ip: '198.51.100.7', userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)' },
    properties: {
      order_id: 'order-segment-node', total: 59.5, revenue: 50, currency: 'EUR',
      products: [{ product_id: 'mug', price: 20, quantity: 2 }, { product_id: 'pot', price: 10, quantity: 1 }],
    },
  });
  await analytics.closeAndFlush();
}

async function rudderstack() {
  const analytics = new RudderAnalytics('rudder-node-key', { dataPlaneUrl: url, flushInterval: 100, logLevel: 'error' });
  analytics.page({ userId: 'rudder-node', name: 'Home', properties: { url: 'https://shop.example/' } });
  analytics.track({
    userId: 'rudder-node',
    event: 'Order Completed',
    properties: { order_id: 'order-rudder-node', total: 21, currency: 'EUR', products: [{ product_id: 'pot', price: 10.5, quantity: 2 }] },
  });
  await new Promise((done, failed) => analytics.flush(fault => fault ? failed(fault) : done()));
}

async function snowplowTracker() {
  let sent = 0;
  const tracker = snowplow.newTracker(
    { namespace: 'shop', appId: 'snowplow-node-key', encodeBase64: true },
    {
      endpoint: url, eventMethod: 'post', bufferSize: 10,
      onRequestSuccess: events => sent += events.length,
      onRequestFailure: ({ message, status, willRetry }) => willRetry || fail(`Snowplow: ${status} ${message}`),
    });
  tracker.setUserId('snowplow-node');
  tracker.track(snowplow.buildPageView({ pageUrl: 'https://shop.example/', pageTitle: 'Shop', referrer: 'https://search.example/' }));
  const commerce = name => `iglu:com.snowplowanalytics.snowplow.ecommerce/${name}/jsonschema/1-0-0`;
  tracker.track(
    snowplow.buildSelfDescribingEvent({ event: { schema: commerce('snowplow_ecommerce_action'), data: { type: 'transaction' } } }),
    [
      { schema: commerce('transaction'), data: { transaction_id: 'order-snowplow-node', revenue: 41, currency: 'EUR', payment_method: 'card' } },
      { schema: commerce('product'), data: { id: 'mug', category: 'kitchen', price: 20, quantity: 2, currency: 'EUR' } },
      { schema: commerce('product'), data: { id: 'tag', category: 'paper', price: 1, currency: 'EUR' } },
    ]);
  // What failed is kept for the next flush.
  for (let tries = 0; sent < 2 && tries < 20; tries++) {
    await tracker.flush();
    await new Promise(done => setTimeout(done, 100));
  }
  if (sent < 2) throw new Error(`Snowplow: ${sent} of 2 events were answered`);
}

await Promise.all([segment(), rudderstack(), snowplowTracker()].map(sent => sent.catch(fail)));
