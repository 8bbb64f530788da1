// A bar chart of minutes in SVG: one path for each state of a minute, so a day of minutes costs three elements.

import { clock, day } from './format.js';

const svgNames = 'http://www.w3.org/2000/svg';
const margin = { top: 10, right: 4, bottom: 24, left: 48 };
const states = ['final', 'early', 'restated'];
const thinnest = 2; // Pixels; thinner bars are merged into bars of several minutes, by their average.

export class Chart {
  constructor(host, { onSelect }) {
    this.host = host;
    this.svg = host.querySelector('svg');
    this.onSelect = onSelect;
    this.view = null;
    this.selected = null; // A minute, or null for the newest.
    this.grid = this.add('g', { class: 'lines' });
    this.paths = Object.fromEntries(states.map((state) => [state, this.add('path', { class: `bar ${state}` })]));
    this.cursor = this.add('rect', { class: 'cursor', visibility: 'hidden' });
    new ResizeObserver(() => this.draw()).observe(host);
    host.addEventListener('pointermove', (event) => this.selectAt(event));
    host.addEventListener('pointerdown', (event) => this.selectAt(event));
    host.addEventListener('pointerleave', () => this.select(null));
    host.addEventListener('blur', () => this.select(null));
    host.addEventListener('keydown', (event) => this.onKey(event));
  }

  /** view: { from, to (minutes, inclusive), value(minute) -> number or undefined, state(minute), axis(number) -> text } */
  show(view) {
    this.view = view;
    this.draw();
  }

  draw() {
    const { width, height } = this.host.getBoundingClientRect();
    if (!this.view || width < 60 || height < 60) return;
    this.svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
    const bars = this.bars();
    const greatest = bars.reduce((so, bar) => Math.max(so, bar.value), 0);
    const step = niceStep(greatest);
    const top = Math.max(1, Math.ceil(greatest / step)) * step;
    this.drawGrid(width, top, step);
    this.drawBars(bars, top);
    this.drawCursor();
  }

  bars() {
    const { from, to, value, state } = this.view;
    const minutes = to - from + 1;
    const step = Math.max(1, Math.ceil((thinnest * minutes) / this.inner.width));
    const bars = [];
    for (let start = from - (from % step); start <= to; start += step) {
      let sum = 0, known = 0, shown = 'final';
      for (let minute = start; minute < start + step && minute <= to; minute++) {
        const here = value(minute);
        if (here === undefined) continue;
        sum += here;
        known++;
        const stateHere = state(minute);
        if (stateHere === 'early' || (stateHere === 'restated' && shown === 'final')) shown = stateHere;
      }
      if (known) bars.push({ minute: start, span: step, value: sum / known, state: shown });
    }
    return bars;
  }

  drawBars(bars, top) {
    const unit = this.inner.width / (this.view.to - this.view.from + 1);
    const gap = unit >= 14 ? 3 : unit >= 5 ? 1 : 0;
    const base = margin.top + this.inner.height;
    const path = { final: '', early: '', restated: '' };
    for (const bar of bars) {
      const left = margin.left + (Math.max(bar.minute, this.view.from) - this.view.from) * unit + gap / 2;
      const wide = Math.max(1, bar.span * unit - gap);
      const high = Math.max(bar.value > 0 ? 1.5 : 0, (bar.value / top) * this.inner.height);
      const round = Math.min(3, wide / 3, high);
      path[bar.state] += `M${left.toFixed(1)} ${base}v${(round - high).toFixed(1)}q0 ${-round.toFixed(1)} ${round.toFixed(1)} ${-round.toFixed(1)}`
        + `h${(wide - 2 * round).toFixed(1)}q${round.toFixed(1)} 0 ${round.toFixed(1)} ${round.toFixed(1)}v${(high - round).toFixed(1)}z`;
    }
    for (const state of states) this.paths[state].setAttribute('d', path[state]);
  }

  drawGrid(width, top, gridStep) {
    this.grid.replaceChildren();
    const base = margin.top + this.inner.height;
    for (let i = 0; i * gridStep <= top; i++) {
      const y = Math.round(base - ((i * gridStep) / top) * this.inner.height) + 0.5;
      this.grid.append(make('line', { x1: margin.left, x2: width - margin.right, y1: y, y2: y, class: i === 0 ? 'base' : '' }));
      this.grid.append(make('text', { x: margin.left - 8, y: y + 4, 'text-anchor': 'end' }, this.view.axis(i * gridStep)));
    }
    const { from, to } = this.view;
    const step = [5, 10, 15, 30, 60, 120, 180, 240, 360].find((minutes) => ((to - from) / minutes) * 64 <= this.inner.width) ?? 720;
    for (let minute = Math.ceil(from / step) * step; minute <= to; minute += step) {
      const x = margin.left + ((minute - from + 0.5) / (to - from + 1)) * this.inner.width;
      if (x > width - 24) continue;
      this.grid.append(make('text', { x: x.toFixed(1), y: base + 18, 'text-anchor': 'middle' }, minute % 1440 === 0 ? day(minute).slice(0, -5) : clock(minute)));
    }
  }

  drawCursor() {
    const { from, to } = this.view;
    const isShown = this.selected !== null && this.selected >= from && this.selected <= to;
    this.cursor.setAttribute('visibility', isShown ? 'visible' : 'hidden');
    if (!isShown) return;
    const unit = this.inner.width / (to - from + 1);
    const wide = Math.max(unit, 2);
    this.cursor.setAttribute('x', (margin.left + (this.selected - from) * unit - (wide - unit) / 2).toFixed(1));
    this.cursor.setAttribute('y', margin.top);
    this.cursor.setAttribute('width', wide.toFixed(1));
    this.cursor.setAttribute('height', this.inner.height);
  }

  selectAt(event) {
    if (!this.view || !this.inner) return;
    const { from, to } = this.view;
    const x = event.clientX - this.host.getBoundingClientRect().left - margin.left;
    const minute = from + Math.floor((x / this.inner.width) * (to - from + 1));
    this.select(minute >= from && minute <= to ? minute : null);
  }

  onKey(event) {
    if (!this.view) return;
    const { from, to } = this.view;
    const now = this.selected ?? to;
    const next = { ArrowLeft: now - 1, ArrowRight: now + 1, PageUp: now - 10, PageDown: now + 10, Home: from, End: to }[event.key];
    if (event.key === 'Escape') this.select(null);
    if (next === undefined) return;
    event.preventDefault();
    this.select(Math.min(to, Math.max(from, next)), true);
  }

  select(minute, byKey = false) {
    if (minute === this.selected && !byKey) return;
    this.selected = minute;
    if (this.view && this.inner) this.drawCursor();
    this.onSelect(minute, byKey);
  }

  add(name, attributes) {
    const element = make(name, attributes);
    this.svg.append(element);
    return element;
  }
}

function make(name, attributes, text) {
  const element = document.createElementNS(svgNames, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

/** The distance of the grid lines: 1, 2, 2.5 or 5 times a power of ten, at least 1, so that at most five reach the greatest value. */
function niceStep(greatest) {
  const step = Math.max(1, greatest / 5);
  const power = 10 ** Math.floor(Math.log10(step));
  return power * (step < 10 ? [1, 2, 5, 10] : [1, 2, 2.5, 5, 10]).find((factor) => factor * power >= step * 0.9999);
}
