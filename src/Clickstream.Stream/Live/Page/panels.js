// What the stream of events fills by itself: key figures, the account, the shards; and the table of minutes.

import { byId, cells, el, follow, setData, setText } from './dom.js';
import { count, dayAndClock, minuteOf, money, moneyParts, percent, seconds, span } from './format.js';

const shardStates = {
  free: 'free', elsewhere: 'read elsewhere', waiting_for_parents: 'waiting for parents', reading: 'reading', idle: 'idle', ended: 'ended',
};

export function renderPanels(state) {
  renderTotals(state);
  renderRecent(state);
  renderShards(state.shards, state.status);
}

function renderTotals({ totals }) {
  if (!totals) return;
  for (const element of document.querySelectorAll('[data-total]')) {
    const name = element.dataset.total;
    if (name === 'revenue') {
      const parts = moneyParts(totals.revenue);
      setData(element, money(parts[0]), Number(parts.reduce((sum, part) => sum + part.amount, 0).toFixed(4)));
      element.classList.toggle('long', element.textContent.length > 10);
    } else {
      setData(element, count(totals[name]), totals[name]);
    }
  }
  const open = totals.read - totals.accepted - totals.duplicates - totals.quarantined;
  setText(byId('balance'), totals.read === 0 ? 'Nothing read yet' : open === 0 ? 'In balance' : `${count(open)} on their way`);
  for (const part of byId('proportion').children) {
    part.style.flexGrow = String(totals[{ final: 'accepted', duplicates: 'duplicates', quarantined: 'quarantined' }[part.className]]);
  }
}

function renderRecent({ recent, totals }) {
  const others = moneyParts(totals?.revenue).slice(1).map(money);
  if (!recent) return;
  setData(byId('active-users'), count(recent.active_users), recent.active_users);
  setText(byId('active-users-note'), `${count(recent.active_sessions)} sessions, last 5 min`);
  const rate = recent.events / Math.max(1, minuteOf(recent.to) - minuteOf(recent.from));
  setData(byId('event-rate'), count(rate), rate);
  setText(byId('orders-note'), `${count(recent.orders)} in the last 5 min`);
  setText(byId('revenue-note'), [...others.map((text) => `and ${text}`), `${money(moneyParts(recent.revenue)[0])} in the last 5 min`].join(', '));
  if (recent.conversion === undefined) setData(byId('conversion'), '–', '');
  else setData(byId('conversion'), percent(recent.conversion), recent.conversion);
}

/** rows: minutes, newest first, with their numbers. */
export function renderTable(rows) {
  follow(byId('minutes').tBodies[0], rows, (row) => row.minute,
    (row) => el('tr', {}, el('th', { scope: 'row' }, dayAndClock(row.minute)), cell(), cell('num'), cell('num'), cell('num'), cell('num'), cell('num'), cell('num')),
    (line, row) => cells(line, [
      row.state, ...['events', 'users', 'sessions', 'orders'].map((name) => known(row[name])), row.revenue === null ? '–' : money({ currency: row.currency, amount: row.revenue }), known(row.late),
    ]));
}

const known = (number) => (number === null ? '–' : count(number));

function renderShards(shards, status) {
  byId('shards-empty').hidden = shards.length > 0;
  byId('shards').hidden = shards.length === 0;
  setText(byId('worker-status'), [status?.reason, status?.problem].filter(Boolean).join(' '));
  follow(byId('shards').tBodies[0], shards, (shard) => shard.shard,
    (shard) => el('tr', {}, el('th', { scope: 'row', title: shard.shard }, shard.shard.replace(/^shardId-0*(?=\d)/, '')),
      cell(), cell(), cell('num'), cell('num'), cell(), cell('position')),
    (row, shard) => {
      cells(row, [
        shard.problem ? `${shardStates[shard.state] ?? shard.state}: ${shard.problem}` : shardStates[shard.state] ?? shard.state,
        shard.owner ?? '–', count(shard.read), shard.lag_seconds === undefined ? '–' : span(shard.lag_seconds),
        shard.watermark ? `${dayAndClock(minuteOf(shard.watermark))}${seconds(shard.watermark).slice(5)}` : '–', shard.position,
      ]);
      row.dataset.state = shard.problem ? 'problem' : shard.state;
      row.lastElementChild.title = shard.position;
    });
}

const cell = (name) => el('td', name ? { class: name } : {});
