// Everything but the chart: key figures, the account, alerts, breakdowns, the tables.

import { byId, el, follow, setData, setText } from './dom.js';
import { clock, count, dayAndClock, minuteOf, money, moneyParts, percent, seconds, span } from './format.js';

const tableMinutes = 60;
const barRows = 8;
const shardStates = {
  free: 'free', elsewhere: 'read elsewhere', waiting_for_parents: 'waiting for parents', reading: 'reading', idle: 'idle', ended: 'ended',
};

export function renderPanels(state, { latest, fresh, isTableOpen }) {
  renderTotals(state);
  renderRecent(state);
  renderAlerts(state.alerts, fresh);
  renderBreakdown(state.breakdown);
  renderShards(state.shards, state.status);
  if (isTableOpen) renderMinutes(state, latest);
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

function renderAlerts(alerts, fresh) {
  byId('alerts-empty').hidden = alerts.length > 0;
  byId('alerts').hidden = alerts.length === 0;
  const isNew = new Set(fresh.map((alert) => alert.id));
  follow(byId('alerts'), [...alerts].reverse(), (alert) => alert.id,
    (alert) => el('li', isNew.has(alert.id) ? { class: 'new' } : {},
      el('span', { class: 'amount' }, money(alert.amount)),
      el('time', { datetime: alert.event_time, title: `bought ${alert.event_time}, alert ${alert.alert_time}` }, seconds(alert.event_time)),
      el('span', { class: 'order', title: alert.order }, alert.order),
      el('span', { class: 'items' }, alert.items === 1 ? '1 item' : `${count(alert.items)} items`)),
    () => {});
}

function renderBreakdown(breakdown) {
  for (const id of ['types', 'devices', 'countries', 'pages', 'products']) renderBars(byId(id), breakdown?.[id] ?? []);
  if (!breakdown) return;
  const text = `${clock(minuteOf(breakdown.from))} to ${clock(minuteOf(breakdown.to))}`;
  for (const element of document.querySelectorAll('[data-span]')) setText(element, text);
}

function renderBars(list, items) {
  const shown = items.slice(0, barRows);
  if (!shown.length) {
    if (!list.querySelector('.empty')) list.replaceChildren(el('li', { class: 'empty' }, 'Nothing in the last hour.'));
    return;
  }
  const greatest = shown[0].count;
  follow(list, shown, (item) => item.name,
    (item) => el('li', {}, el('span', { class: 'name', title: item.name }, item.name), el('data', {}), el('i', { 'aria-hidden': 'true' })),
    (row, item) => {
      setData(row.children[1], count(item.count), item.count);
      row.children[2].style.inlineSize = `${(100 * item.count) / greatest}%`;
    });
}

function renderMinutes(state, latest) {
  const minutes = [];
  for (let minute = latest; minute !== null && minute > latest - tableMinutes; minute--) if (state.minutes.has(minute)) minutes.push(state.minutes.get(minute));
  follow(byId('minutes').tBodies[0], minutes, (minute) => minute.minute,
    (minute) => el('tr', {}, el('th', { scope: 'row' }, dayAndClock(minute.minute)), cell(), cell('num'), cell('num'), cell('num'), cell('num'), cell('num'), cell('num')),
    (row, minute) => setCells(row, [
      minute.state, count(minute.events), count(minute.users), count(minute.sessions), count(minute.orders),
      moneyParts(minute.revenue).map(money).join(' + '), count(minute.late),
    ]));
}

function renderShards(shards, status) {
  byId('shards-empty').hidden = shards.length > 0;
  byId('shards').hidden = shards.length === 0;
  setText(byId('worker-status'), [status?.reason, status?.problem].filter(Boolean).join(' '));
  follow(byId('shards').tBodies[0], shards, (shard) => shard.shard,
    (shard) => el('tr', {}, el('th', { scope: 'row', title: shard.shard }, shard.shard.replace(/^shardId-0*(?=\d)/, '')),
      cell(), cell(), cell('num'), cell('num'), cell(), cell('position')),
    (row, shard) => {
      setCells(row, [
        shard.problem ? `${shardStates[shard.state] ?? shard.state}: ${shard.problem}` : shardStates[shard.state] ?? shard.state,
        shard.owner ?? '–', count(shard.read), shard.lag_seconds === undefined ? '–' : span(shard.lag_seconds),
        shard.watermark ? `${dayAndClock(minuteOf(shard.watermark))}${seconds(shard.watermark).slice(5)}` : '–', shard.position,
      ]);
      row.dataset.state = shard.problem ? 'problem' : shard.state;
      row.lastElementChild.title = shard.position;
    });
}

const cell = (name) => el('td', name ? { class: name } : {});

function setCells(row, texts) {
  texts.forEach((text, index) => setText(row.children[index + 1], text));
}
