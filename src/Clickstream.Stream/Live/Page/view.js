// What the visitor has chosen to see. It is kept in the address, so that a reload and a link show the same.

const metrics = ['events', 'users', 'orders', 'revenue', 'purchases', 'late'];
export const ranges = [[15, '15 min'], [60, '1 h'], [180, '3 h'], [360, '6 h'], [1440, '24 h'], [10080, '7 d']];
export const comparisons = [['day', 'Yesterday'], ['week', 'Last week']];
export const dimensions = [['device', 'Device'], ['country', 'Country'], ['type', 'Event type']];

/** Metrics that are kept by minute only, not by device, country and type. */
export const unfilterable = new Set(['users', 'orders', 'late']);

export class View {
  constructor(onChange) {
    this.onChange = onChange;
    const query = new URLSearchParams(location.search);
    this.metric = metrics.includes(query.get('metric')) ? query.get('metric') : 'events';
    this.range = ranges.some(([minutes]) => minutes === Number(query.get('range'))) ? Number(query.get('range')) : null; // Null: the shortest that holds everything.
    this.compare = query.getAll('compare').filter((name) => comparisons.some(([known]) => known === name));
    this.filters = Object.fromEntries(dimensions.map(([name]) => [name, query.getAll(name).slice(0, 20)]));
  }

  get isFiltered() {
    return Object.values(this.filters).some((values) => values.length > 0);
  }

  /** The metric that is shown: one that is not kept by dimension gives way to the events while a filter holds. */
  get shownMetric() {
    return this.isFiltered && unfilterable.has(this.metric) ? 'events' : this.metric;
  }

  set(changes) {
    Object.assign(this, changes);
    const query = new URLSearchParams();
    if (this.metric !== 'events') query.set('metric', this.metric);
    if (this.range) query.set('range', this.range);
    for (const name of this.compare) query.append('compare', name);
    for (const [name, values] of Object.entries(this.filters)) for (const value of values) query.append(name, value);
    history.replaceState(null, '', query.size ? `?${query}` : location.pathname);
    this.onChange();
  }
}
