// Wires the page: what the connection says goes into the state, and the state onto the page.

import { Chart } from './chart.js';
import { Connection } from './connection.js';
import { byId, choice, setText } from './dom.js';
import { clock, count, day, localSeconds, minuteOf, money, moneyParts, short } from './format.js';
import { apply, emptyState, latestMinute } from './state.js';
import { renderPanels } from './panels.js';

const announceEvery = 15000; // A screen reader hears of alerts at most this often.

const metrics = {
  events: { label: 'Events', of: (minute) => minute.events, axis: short },
  users: { label: 'Users', of: (minute) => minute.users, axis: short },
  orders: { label: 'Orders', of: (minute) => minute.orders, axis: short },
  revenue: { label: 'Revenue', of: (minute) => amountIn(minute, leadingCurrency()), axis: short },
};
const ranges = [['60', '1 h'], ['180', '3 h'], ['360', '6 h'], ['1440', '24 h']];
const stateWords = { early: 'early, still counting', final: 'final', restated: 'restated after late events' };

const state = emptyState();
let metric = 'events';
let range = null; // Null: the shortest that holds everything.
let heardAt = null;
let unannounced = [];
let lastAnnouncement = 0;

const chart = new Chart(byId('chart'), { onSelect: renderReadout });
choice(byId('metric'), Object.entries(metrics).map(([value, { label }]) => [value, label]), metric, (value) => { metric = value; renderChart(); });
choice(byId('range'), ranges, '', (value) => { range = Number(value); renderChart(); });
byId('minutes-details').addEventListener('toggle', () => render([]));
byId('retry').addEventListener('click', () => connection.retryNow());

const connection = new Connection('api/events', {
  message(message) {
    heardAt = new Date();
    const fresh = apply(state, message);
    render(fresh);
    announce(fresh);
  },
  open() {
    if (document.body.dataset.phase === 'lost') setText(byId('announcer'), 'Connected again.');
    byId('banner').hidden = true;
    setPhase(state.version ? 'live' : 'connecting');
  },
  lost({ seconds, reason }) {
    const known = heardAt ? `The numbers below are from ${localSeconds(heardAt)} (your clock). ` : '';
    // An alert is read out when it appears; the count-down would be read out every second, so it is in the button.
    setText(byId('banner-text'), `Connection lost. ${known}${reason || 'The worker may have been stopped; the page comes back by itself.'}`);
    setText(byId('retry'), seconds > 0 ? `Try now (${seconds} s)` : 'Trying…');
    byId('banner').hidden = false;
    setPhase('lost');
  },
});

function setPhase(phase) {
  const isWaiting = phase === 'live' && state.minutes.size === 0 && !(state.totals?.read > 0);
  document.body.dataset.phase = phase;
  const pill = byId('pill');
  const notReady = phase === 'live' && state.status && !state.status.ready;
  pill.dataset.tone = phase === 'lost' ? 'bad' : phase === 'connecting' ? 'quiet' : notReady ? 'warn' : isWaiting ? 'quiet' : 'good';
  setText(pill, phase === 'lost' ? 'Connection lost' : phase === 'connecting' ? 'Connecting…' : notReady ? 'Not ready' : isWaiting ? 'Waiting for events…' : 'Live');
  pill.title = state.status?.reason ?? '';
}

function render(fresh) {
  setPhase('live');
  const latest = newest();
  setText(byId('event-time'), latest === null ? 'No events yet' : `${day(latest)}, ${clock(latest)} event time`);
  renderChart();
  renderPanels(state, { latest, fresh, isTableOpen: byId('minutes-details').open });
}

/** The right edge of the chart: the last minute that the server calls recent. Minutes after it come from clocks that are fast. */
function newest() {
  return state.recent ? minuteOf(state.recent.to) - 1 : latestMinute(state);
}

function shownRange() {
  if (range) return range;
  const span = newest() - Math.min(...state.minutes.keys()) + 1;
  return Number(ranges.find(([minutes]) => span <= Number(minutes))?.[0] ?? 1440);
}

function renderChart() {
  const latest = newest();
  byId('chart-empty').hidden = latest !== null;
  if (latest === null) return;
  const minutes = shownRange();
  for (const input of byId('range').querySelectorAll('input')) input.checked = Number(input.value) === minutes;
  const { of, axis, label } = metrics[metric];
  chart.show({
    from: latest - minutes + 1,
    to: latest,
    value: (minute) => (state.minutes.has(minute) ? of(state.minutes.get(minute)) : undefined),
    state: (minute) => state.minutes.get(minute).state,
    axis,
  });
  byId('chart').setAttribute('aria-label', `${label} by minute from ${clock(latest - minutes + 1)} to ${clock(latest)} UTC, event time`);
  renderReadout(chart.selected);
}

function renderReadout(selected, isAsked = false) {
  const latest = newest();
  const at = selected ?? latest;
  const minute = state.minutes.get(at);
  const text = at === null ? '\u00a0'
    : minute ? [`${clock(at)}`, `${count(minute.events)} events`, `${count(minute.users)} users`, `${count(minute.orders)} orders`,
      moneyParts(minute.revenue).map(money).join(' + '), stateWords[minute.state], minute.late ? `${count(minute.late)} late` : ''].filter(Boolean).join('  ·  ')
      : `${clock(at)}  ·  no events`;
  setText(byId('readout'), text);
  if (isAsked) setText(byId('announcer'), text);
}

function announce(fresh) {
  unannounced.push(...fresh);
  if (!unannounced.length || Date.now() - lastAnnouncement < announceEvery) return;
  const last = unannounced.at(-1);
  setText(byId('announcer'), `${unannounced.length} new purchase ${unannounced.length === 1 ? 'alert' : 'alerts'}, the last over ${money(last.amount)}.`);
  unannounced = [];
  lastAnnouncement = Date.now();
}

function leadingCurrency() {
  return moneyParts(state.totals?.revenue)[0].currency;
}

function amountIn(minute, currency) {
  return minute.revenue.find((part) => part.currency === currency)?.amount ?? 0;
}
