// Menus of check boxes, one for each dimension; several values of one are added, several dimensions narrow each other.

import { el, follow, setText } from './dom.js';
import { count } from './format.js';
import { dimensions } from './view.js';

const sources = { device: 'devices', country: 'countries', type: 'types' };

export class Filters {
  constructor(host, view) {
    this.host = host;
    this.view = view;
    this.menus = dimensions.map(([name, label]) => this.menu(name, label));
    this.clear = el('button', { type: 'button', class: 'plain', id: 'clear-filters' }, 'Clear filters');
    this.clear.addEventListener('click', () => view.set({ filters: Object.fromEntries(dimensions.map(([name]) => [name, []])) }));
    host.append(...this.menus.map((menu) => menu.details), this.clear);
    document.addEventListener('click', (event) => this.closeOutside(event.target));
    host.addEventListener('keydown', (event) => { if (event.key === 'Escape') this.closeOutside(document.body, true); });
  }

  /** breakdown: what the last hour had, unfiltered; chosen values that it had not stay in the list. */
  show(breakdown) {
    for (const { name, label, summary, list } of this.menus) {
      const chosen = this.view.filters[name];
      const seen = (breakdown?.[sources[name]] ?? []).slice(0, 20);
      const options = [...seen, ...chosen.filter((value) => !seen.some((one) => one.name === value)).map((value) => ({ name: value, count: 0 }))];
      setText(summary, chosen.length === 0 ? `${label}: all` : `${label}: ${chosen.length > 2 ? `${chosen.length} chosen` : chosen.join(', ')}`);
      summary.parentElement.classList.toggle('chosen', chosen.length > 0);
      follow(list, options, (option) => option.name, (option) => this.option(name, option), (item, option) => {
        item.querySelector('input').checked = chosen.includes(option.name);
        setText(item.querySelector('data'), count(option.count));
      });
    }
    this.clear.hidden = !this.view.isFiltered;
  }

  menu(name, label) {
    const summary = el('summary', {});
    const list = el('ul', { 'aria-label': label });
    const details = el('details', { class: 'menu', 'data-filter': name }, summary, list);
    return { name, label, summary, list, details };
  }

  option(name, option) {
    const input = el('input', { type: 'checkbox', value: option.name });
    input.addEventListener('change', () => {
      const others = this.view.filters[name].filter((value) => value !== option.name);
      this.view.set({ filters: { ...this.view.filters, [name]: input.checked ? [...others, option.name].slice(-20) : others } });
    });
    return el('li', {}, el('label', {}, input, el('span', { class: 'name' }, option.name), el('data', {})));
  }

  closeOutside(target, isByKey = false) {
    for (const { details, summary } of this.menus) {
      if (!details.open || details.contains(target)) continue;
      details.open = false;
      if (isByKey) summary.focus();
    }
  }
}
