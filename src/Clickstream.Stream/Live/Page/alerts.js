// The feed of alerts: new ones come with the stream of events, older ones and those behind a filter are asked for.

import { get } from './api.js';
import { byId, el, follow, setText } from './dom.js';
import { count, money, seconds } from './format.js';

const mostRows = 500;
const pageOf = 50;

export class AlertFeed {
  constructor(state) {
    this.state = state;
    this.older = []; // Newest first.
    this.next = null;
    this.rules = new Set();
    this.asked = 0;
    for (const id of ['alert-rule', 'alert-severity', 'alert-amount']) byId(id).addEventListener('change', () => this.refilter());
    byId('alerts-older').addEventListener('click', () => this.more());
  }

  get filter() {
    return { rule: byId('alert-rule').value, severity: byId('alert-severity').value, min_amount: byId('alert-amount').value };
  }

  /** fresh: the alerts that have just come. */
  render(fresh) {
    const { rule, severity, min_amount: least } = this.filter;
    const isShown = (alert) => (!rule || alert.rule === rule) && (!severity || alert.severity === severity) && (least === '' || alert.amount.amount >= Number(least));
    const rows = new Map();
    for (const alert of [...[...this.state.alerts].reverse(), ...this.older]) if (isShown(alert) && !rows.has(alert.id)) rows.set(alert.id, alert);
    const shown = [...rows.values()].slice(0, mostRows);
    this.offerRules();
    setText(byId('alerts-empty'), rule || severity || least !== '' ? 'No alert passes this filter.' : 'No alerts yet. Each purchase appears here once.');
    byId('alerts-empty').hidden = shown.length > 0;
    byId('alerts').hidden = shown.length === 0;
    byId('alerts-older').hidden = shown.length === 0 || shown.length >= mostRows || (this.asked > 0 && this.next === null) || shown.length < Math.min(pageOf, this.state.totals?.alerts ?? 0);
    const isNew = new Set(fresh.map((alert) => alert.id));
    follow(byId('alerts'), shown, (alert) => alert.id, (alert) => row(alert, isNew.has(alert.id)), () => {});
  }

  async refilter() {
    this.older = [];
    this.next = null;
    this.render([]);
    await this.more();
  }

  async more() {
    const round = ++this.asked;
    try {
      const answer = await get('api/alerts', { ...this.filter, before: this.next, limit: pageOf });
      if (round !== this.asked) return; // The filter has changed meanwhile.
      this.older.push(...answer.items);
      this.next = answer.next;
      for (const rule of answer.rules) this.rules.add(rule);
      setText(byId('alerts-problem'), '');
    } catch (error) {
      setText(byId('alerts-problem'), error.message);
    }
    this.render([]);
  }

  offerRules() {
    for (const alert of this.state.alerts) this.rules.add(alert.rule);
    follow(byId('alert-rule'), ['', ...[...this.rules].sort()], (rule) => rule, (rule) => el('option', { value: rule }, rule || 'All rules'), () => {});
  }
}

function row(alert, isNew) {
  return el('li', { 'data-severity': alert.severity, ...(isNew ? { class: 'new' } : {}) },
    el('span', { class: 'amount' }, alert.event_type === 'minute' ? alert.rule : money(alert.amount)),
    el('time', { datetime: alert.event_time, title: `of ${alert.event_time}, alert ${alert.alert_time}` }, seconds(alert.event_time)),
    el('span', { class: 'order', title: alert.order || alert.rule }, alert.order || 'about a minute'),
    el('span', { class: 'items' }, alert.severity === 'info' ? '' : `${alert.severity} · `, alert.items === 1 ? '1 item' : alert.items ? `${count(alert.items)} items` : ''));
}
