// The chart of minutes, drawn by uPlot: a bar for each minute by its state, and a line for each comparison. For a keyboard and a screen
// reader it is a slider over the minutes.

/* global uPlot */

const states = ['final', 'early', 'restated'];
const dashes = { day: [6, 4], week: [2, 3] };

export class Chart {
  /** on: { onSelect(minute or null): the first minute of a bin; null for the newest } */
  constructor(host, { onSelect }) {
    this.host = host;
    this.onSelect = onSelect;
    this.view = null;
    this.selected = null;
    this.plot = null;
    new ResizeObserver(() => this.resize()).observe(host);
    host.addEventListener('pointermove', (event) => this.selectAt(event));
    host.addEventListener('pointerdown', (event) => this.selectAt(event));
    host.addEventListener('pointerleave', () => this.select(null));
    host.addEventListener('blur', () => this.select(null));
    host.addEventListener('keydown', (event) => this.onKey(event));
  }

  /** view: { step, bins: [{ start, value, state, day?, week? }], compare: [names], axis(number) -> text } */
  show(view) {
    const isOther = !this.view || this.view.compare.join() !== view.compare.join();
    this.view = view;
    if (isOther) this.rebuild();
    else this.plot?.setData(this.columns());
  }

  /** Draws anew, since the comparisons or the colours have changed. */
  rebuild() {
    this.plot?.destroy();
    this.plot = null;
    this.resize();
  }

  resize() {
    const { width, height } = this.host.getBoundingClientRect();
    if (!this.view || width < 60 || height < 60) return;
    if (this.plot) this.plot.setSize({ width, height });
    else this.plot = new uPlot(this.options(width, height), this.columns(), this.host);
  }

  columns() {
    const { bins, compare } = this.view;
    return [
      bins.map((bin) => bin.start * 60),
      ...states.map((state) => bins.map((bin) => (bin.state === state ? bin.value : null))),
      ...compare.map((name) => bins.map((bin) => bin[name])),
    ];
  }

  options(width, height) {
    const colour = (name) => getComputedStyle(document.querySelector(`.key.${name}`)).backgroundColor;
    const { color: stroke, fontFamily } = getComputedStyle(this.host);
    const axis = { stroke, font: `12px ${fontFamily}`, ticks: { show: false } };
    const bars = uPlot.paths.bars({ size: [0.86, 48], radius: 0.12 });
    this.ink = stroke;
    return {
      width,
      height,
      padding: [12, 8, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      scales: {
        x: { range: (plot, least, greatest) => [least - 30 * this.view.step, greatest + 30 * this.view.step] },
        y: { range: (plot, least, greatest) => [0, Math.max(1, (greatest ?? 0) * 1.05)] },
      },
      axes: [
        { ...axis, grid: { show: false }, values: [[86400, '{D} {MMM}', null, null, null, null, null, null, 1], [60, '{HH}:{mm}', null, null, '\n{D} {MMM}', null, null, null, 1]] },
        { ...axis, size: 52, grid: { stroke: colour('grid'), width: 1 }, values: (plot, splits) => splits.map((value) => this.view.axis(value)) },
      ],
      series: [
        {},
        ...states.map((state) => ({ paths: bars, fill: colour(state), width: 0, points: { show: false } })),
        ...this.view.compare.map((name) => ({ stroke: colour(name), width: 1.5, dash: dashes[name], points: { show: false } })),
      ],
      hooks: { draw: [(plot) => this.drawSelected(plot)] },
    };
  }

  drawSelected(plot) {
    if (this.selected === null) return;
    const left = plot.valToPos((this.selected - this.view.step / 2) * 60, 'x', true);
    const right = plot.valToPos((this.selected + this.view.step / 2) * 60, 'x', true);
    plot.ctx.save();
    plot.ctx.globalAlpha = 0.22;
    plot.ctx.fillStyle = this.ink;
    plot.ctx.fillRect(left, plot.bbox.top, Math.max(2, right - left), plot.bbox.height);
    plot.ctx.restore();
  }

  selectAt(event) {
    if (!this.plot) return;
    const left = event.clientX - this.plot.over.getBoundingClientRect().left;
    const isInside = left >= 0 && left <= this.plot.over.clientWidth;
    this.select(isInside ? this.view.bins[this.plot.posToIdx(left)]?.start ?? null : null);
  }

  onKey(event) {
    if (!this.view) return;
    const { bins } = this.view;
    const last = bins.length - 1;
    const found = this.selected === null ? -1 : bins.findIndex((bin) => bin.start === this.selected);
    const now = found < 0 ? last : found;
    const next = {
      ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1, PageUp: now + 10, PageDown: now - 10, Home: 0, End: last,
    }[event.key];
    if (event.key === 'Escape') this.select(null);
    if (next === undefined) return;
    event.preventDefault();
    this.select(bins[Math.min(last, Math.max(0, next))].start);
  }

  select(minute) {
    if (minute === this.selected) return;
    this.selected = minute;
    this.plot?.redraw(false);
    this.onSelect(minute);
  }
}
