// What happens now: the funnel, and where the events of the last minutes come from and go to.

import { byId, el, follow, setData, setText } from './dom.js';
import { clock, count, percent } from './format.js';

const barRows = 8;
const stepWords = { view: 'View', cart: 'Cart', checkout: 'Checkout', purchase: 'Purchase' };

/** now: an answer of api/now, or null while there is none. */
export function renderNow(now) {
  if (!now) return;
  const text = now.from === null ? '' : `${clock(now.from)} to ${clock(now.to)}`;
  for (const element of document.querySelectorAll('[data-span]')) setText(element, text);
  renderFunnel(now.funnel);
  for (const id of ['types', 'devices', 'countries']) renderBars(byId(id), now[id]);
  for (const id of ['pages', 'products']) renderTop(byId(id), now[id]);
  if (now.active) setText(byId('active-users-long'), `${count(now.active.users_30)} in the last 30 min`);
}

function renderFunnel(steps) {
  follow(byId('funnel'), steps, (step) => step.step,
    (step) => el('li', { 'data-step': step.step },
      el('span', { class: 'name', title: step.types.join(', ') }, stepWords[step.step] ?? step.step), el('data', {}), el('span', { class: 'muted small rate' }), el('i', { 'aria-hidden': 'true' })),
    (row, step) => {
      setData(row.children[1], count(step.events), step.events);
      setText(row.children[2], step.of_previous === null ? '' : `${percent(step.of_previous)} of the step before`);
      row.children[3].style.inlineSize = `${100 * Math.min(1, step.of_first ?? 1)}%`;
      row.children[3].hidden = step.events === 0;
    });
}

function renderTop(list, top) {
  if (!top) {
    sayEmpty(list, 'Not kept by device, country and event type.');
    return;
  }
  renderBars(list, top.items, top.max_error);
}

function renderBars(list, items, maxError = 0) {
  const shown = items.slice(0, barRows);
  if (!shown.length) {
    sayEmpty(list, 'Nothing in these minutes.');
    return;
  }
  list.title = maxError ? `Each is counted too low by at most ${count(maxError)}.` : '';
  const greatest = shown[0].count;
  follow(list, shown, (item) => item.name,
    (item) => el('li', {}, el('span', { class: 'name', title: item.name }, item.name), el('data', {}), el('i', { 'aria-hidden': 'true' })),
    (row, item) => {
      setData(row.children[1], count(item.count), item.count);
      row.children[2].style.inlineSize = `${(100 * item.count) / greatest}%`;
    });
}

function sayEmpty(list, text) {
  if (list.querySelector('.empty')?.textContent !== text) list.replaceChildren(el('li', { class: 'empty' }, text));
}
