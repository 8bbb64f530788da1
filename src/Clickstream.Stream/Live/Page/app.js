// Wires the page: what the connection says goes into the state, what was chosen into the view, and both onto the page.

import { AlertFeed } from './alerts.js';
import { get } from './api.js';
import { Chart } from './chart.js';
import { Connection } from './connection.js';
import { renderCost } from './cost.js';
import { byId, choice, setText } from './dom.js';
import { Filters } from './filters.js';
import { change, clock, count, day, dayAndClock, localSeconds, money, moneyParts, short } from './format.js';
import { renderCompaction, renderReconciliation, told } from './lake.js';
import { Minutes } from './minutes.js';
import { renderNow } from './now.js';
import { renderPanels, renderTable } from './panels.js';
import { Poll } from './poll.js';
import { Quarantine } from './quarantine.js';
import { startSession } from './session.js';
import { apply, emptyState } from './state.js';
import { startTheme } from './theme.js';
import { comparisons, ranges, unfilterable, View } from './view.js';

const announceEvery = 15000; // A screen reader hears of alerts at most this often.
const tableMinutes = 60;
const dayMinutes = 1440; // The stream of events holds a day of minutes; what is older is asked for.
const metrics = { events: 'Events', users: 'Users', orders: 'Orders', revenue: 'Revenue', purchases: 'Purchases', late: 'Late' };
const stateWords = { early: 'early, still counting', final: 'final', restated: 'restated after late events' };

const state = emptyState();
const minutes = new Minutes(state);
const view = new View(() => { renderChoices(); renderChart(); polls.minutes.now(); polls.now.now(); });
let heardAt = null;
let unannounced = [];
let lastAnnouncement = 0;
let shown = null; // The bins of the chart.

const chart = new Chart(byId('chart'), { onSelect: renderReadout });
const filters = new Filters(byId('filters'), view);
const feed = new AlertFeed(state);
const quarantine = new Quarantine();
choice(byId('metric'), Object.entries(metrics), view.metric, (metric) => view.set({ metric }));
choice(byId('range'), ranges.map(([value, label]) => [String(value), label]), '', (value) => view.set({ range: Number(value) }));
choice(byId('compare'), comparisons, view.compare, (names) => view.set({ compare: names }), 'checkbox');
startTheme(byId('theme'), () => chart.rebuild());
startSession(byId('sign-out'));
byId('minutes-details').addEventListener('toggle', renderMinutesTable);
byId('retry').addEventListener('click', () => connection.retryNow());

const polls = {
  minutes: new Poll(askMinutes, { every: 60, atMost: 3 }),
  now: new Poll(() => told('now-problem', async () => renderNow(await get('api/now', { minutes: 60, ...view.filters }))), { every: 60, atMost: 3 }),
  reconciliation: new Poll(renderReconciliation, { every: 30 }),
  compaction: new Poll(renderCompaction, { every: 30 }),
  quarantine: new Poll(() => quarantine.refresh(), { every: 30 }),
  cost: new Poll(renderCost, { every: 60 }),
};

const connection = new Connection('api/events', {
  message(message) {
    heardAt = new Date();
    const fresh = apply(state, message);
    render(fresh);
    announce(fresh);
    if (message.minutes?.length || message.snapshot) {
      polls.now.soon();
      if (needsAnswer()) polls.minutes.soon();
    }
  },
  open() {
    if (document.body.dataset.phase === 'lost') {
      setText(byId('announcer'), 'Connected again.');
      for (const poll of Object.values(polls)) poll.soon();
    }
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

/** Whether the stream of events alone does not fill the chart. */
function needsAnswer() {
  return view.isFiltered || view.compare.length > 0 || view.range > dayMinutes;
}

async function askMinutes() {
  if (!needsAnswer()) return;
  await told('minutes-problem', async () => {
    minutes.take(await get('api/minutes', { minutes: shownRange(), compare: view.compare, ...view.filters }));
    renderChart();
  });
}

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
  const latest = minutes.newest();
  setText(byId('event-time'), latest === null ? 'No events yet' : `${day(latest)}, ${clock(latest)} event time`);
  renderPanels(state);
  feed.render(fresh);
  renderChoices();
  renderChart();
}

function shownRange() {
  if (view.range) return view.range;
  if (!state.minutes.size) return 60;
  const span = minutes.newest() - Math.min(...state.minutes.keys()) + 1;
  return ranges.find(([length]) => length >= 60 && span <= length && length <= dayMinutes)?.[0] ?? dayMinutes;
}

function renderChoices() {
  const range = shownRange();
  for (const input of byId('range').querySelectorAll('input')) input.checked = Number(input.value) === range;
  for (const input of byId('metric').querySelectorAll('input')) {
    input.disabled = view.isFiltered && unfilterable.has(input.value);
    input.checked = input.value === view.shownMetric;
    input.parentElement.title = input.disabled ? 'Not kept by device, country and event type' : '';
  }
  for (const [name] of comparisons) byId(`legend-${name}`).hidden = !view.compare.includes(name);
  filters.show(state.breakdown);
}

function renderChart() {
  const latest = minutes.newest();
  byId('chart-empty').hidden = latest !== null;
  if (latest === null) return;
  const from = latest - shownRange() + 1;
  const metric = view.shownMetric;
  const currency = moneyParts(state.totals?.revenue)[0].currency;
  const asked = { from, to: latest, metric, view, currency };
  shown = { ...minutes.bins(asked), metric, currency };
  chart.show({ ...shown, compare: view.compare, axis: short });
  for (const name of view.compare) {
    const ratio = minutes.change({ ...asked, name });
    setText(byId(`change-${name}`), ratio === null ? '(not known)' : `(${change(ratio)})`);
  }
  const host = byId('chart');
  host.setAttribute('aria-label', `${metrics[metric]} by minute from ${dayAndClock(from)} to ${dayAndClock(latest)} UTC, event time`);
  host.setAttribute('aria-valuemax', String(shown.bins.length - 1));
  renderReadout(chart.selected);
  renderMinutesTable();
}

function renderReadout(selected) {
  const last = (shown?.bins.length ?? 0) - 1;
  if (last < 0) return;
  const found = shown.bins.findIndex((bin) => bin.start === selected);
  const index = found < 0 ? last : found;
  const bin = shown.bins[index];
  const text = shown.step === 1 ? minuteText(bin.start) : binText(bin);
  setText(byId('readout'), text);
  byId('chart').setAttribute('aria-valuenow', String(index));
  byId('chart').setAttribute('aria-valuetext', text);
}

function minuteText(minute) {
  const { currency, metric } = shown;
  const at = minutes.at(minute, view, currency);
  if (!at || at.events === null) return `${clock(minute)}  ·  ${at ? 'not kept by device, country and event type any more' : 'no events'}`;
  const words = [['events', 'events'], ['users', 'users'], ['orders', 'orders'], ['purchases', view.isFiltered ? 'purchases' : null]];
  const before = comparisons.filter(([name]) => view.compare.includes(name)).map(([name, label]) => {
    const value = minutes.before(name, minute, view, currency)?.[metric];
    return value == null ? '' : `${label.toLowerCase()} ${numberText(value)}`;
  });
  return [clock(minute), ...words.map(([name, word]) => (word && at[name] !== null ? `${count(at[name])} ${word}` : '')), money({ currency, amount: at.revenue ?? 0 }),
    stateWords[at.state], at.late ? `${count(at.late)} late` : '', ...before].filter(Boolean).join('  ·  ');
}

function binText(bin) {
  const name = metrics[shown.metric].toLowerCase();
  const before = comparisons.filter(([other]) => bin[other] != null).map(([other, label]) => `${label.toLowerCase()} ${numberText(bin[other])}`);
  return [`${dayAndClock(bin.start)}, ${shown.step} min`, bin.value === null ? 'nothing known' : `${numberText(bin.value)} ${name} a minute`, bin.value === null ? '' : stateWords[bin.state], ...before]
    .filter(Boolean).join('  ·  ');
}

const numberText = (value) => (shown.metric === 'revenue' ? money({ currency: shown.currency, amount: value }) : count(value));

function renderMinutesTable() {
  const latest = minutes.newest();
  if (!byId('minutes-details').open || latest === null || !shown) return;
  const rows = [];
  for (let minute = latest; minute > latest - tableMinutes; minute--) {
    const at = minutes.at(minute, view, shown.currency);
    if (at && at.events !== null) rows.push({ minute, currency: shown.currency, ...at });
  }
  renderTable(rows);
}

function announce(fresh) {
  unannounced.push(...fresh);
  if (!unannounced.length || Date.now() - lastAnnouncement < announceEvery) return;
  const last = unannounced.at(-1);
  setText(byId('announcer'), `${unannounced.length} new ${unannounced.length === 1 ? 'alert' : 'alerts'}, the last over ${money(last.amount)}.`);
  unannounced = [];
  lastAnnouncement = Date.now();
}
