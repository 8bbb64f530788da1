// The cost meter: what a month on AWS would cost at the rate that is measured now.

import { get } from './api.js';
import { byId, el, follow, setText } from './dom.js';
import { count, money } from './format.js';
import { told } from './lake.js';

export async function renderCost() {
  await told('cost-problem', async () => {
    const session = await get('api/session');
    byId('cost').hidden = !session.has_cost;
    if (!session.has_cost) return;
    const cost = await get('api/cost');
    setText(byId('cost-month'), usd(cost.month.usd));
    setText(byId('cost-note'), `${usd(cost.usd_per_hour)} an hour${cost.usd_per_million_events === null ? '' : `, ${usd(cost.usd_per_million_events)} per million events`}`);
    setText(byId('cost-rate'), `at ${count(cost.measured.events_per_second)} events/s, measured over ${count(cost.measured.minutes)} min; ${cost.shards === 1 ? '1 shard' : `${count(cost.shards)} shards`}`);
    follow(byId('cost-lines').tBodies[0], cost.month.lines, (line) => line.part,
      (line) => el('tr', {}, el('th', { scope: 'row' }, line.part), el('td', {}), el('td', { class: 'num' })),
      (row, line) => [line.quantity, usd(line.usd)].forEach((text, index) => setText(row.children[index + 1], text)));
    setText(byId('cost-assumptions'), [...cost.assumptions, `Prices: ${cost.prices.region}, ${cost.prices.date}, ${cost.prices.source}.`].join(' '));
  });
}

const usd = (amount) => money({ currency: 'USD', amount });
