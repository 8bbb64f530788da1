// The minutes of the chart: what the API has answered for the range, and on top of it what the stream of events has said since.

const codes = ['unknown', 'early', 'final', 'restated'];
const mostBins = 720; // More are merged into bins of several minutes, by their average.
const steps = [1, 2, 5, 10, 15, 30, 60];

export class Minutes {
  constructor(state) {
    this.state = state;
    this.answer = null;
    this.filters = null; // Those that were last compared with the answer's, and whether they are the same.
    this.fits = false;
  }

  /** An answer of api/minutes. */
  take(answer) {
    this.answer = answer;
    this.filters = null;
  }

  /** The newest minute that counts as now; null while nothing is known. */
  newest() {
    if (this.state.recent) return Math.floor(Date.parse(this.state.recent.to) / 60000) - 1;
    return this.answer?.newest ?? null;
  }

  /** One minute: state and a number for each metric, or null if nothing is known of it. With filters only what was answered counts. */
  at(minute, view, currency) {
    const live = view.isFiltered ? undefined : this.state.minutes.get(minute);
    if (live) {
      const revenue = live.revenue.find((part) => part.currency === currency)?.amount ?? 0;
      return { state: live.state, events: live.events, users: live.users, sessions: live.sessions, orders: live.orders, purchases: live.purchases, late: live.late, revenue };
    }
    return this.isAnswerOf(view) ? read(this.answer.series, minute - this.answer.from, currency) : null;
  }

  /** Whether the answer has the filters that hold now; one that was asked for before they changed has not. */
  isAnswerOf(view) {
    if (this.answer === null) return false;
    if (this.filters === view.filters) return this.fits; // Asked for each minute of a range; a choice of the visitor makes another object.
    const { device, country, type } = view.filters;
    const same = (left, right) => [...left].sort().join('\n') === [...right].sort().join('\n');
    this.filters = view.filters;
    this.fits = same(this.answer.filters.devices, device) && same(this.answer.filters.countries, country) && same(this.answer.filters.types, type);
    return this.fits;
  }

  /** The same minute of the day or of the week before. */
  before(name, minute, view, currency) {
    const comparison = this.isAnswerOf(view) && this.answer.compare.find((one) => one.name === name);
    return comparison ? read(comparison.series, minute - this.answer.from, currency) : null;
  }

  /** The range in bins: start (minute), value (average of a minute), state, and the values before. */
  bins({ from, to, metric, view, currency }) {
    const step = steps.find((minutes) => (to - from + 1) / minutes <= mostBins) ?? steps.at(-1);
    const bins = [];
    for (let start = from - (from % step); start <= to; start += step) {
      const bin = { start, value: null, state: 'final' };
      const sums = new Mean();
      const before = Object.fromEntries(view.compare.map((name) => [name, new Mean()]));
      for (let minute = Math.max(start, from); minute < start + step && minute <= to; minute++) {
        const here = this.at(minute, view, currency);
        if (here) {
          sums.add(here[metric]);
          if (here.state === 'early' || (here.state === 'restated' && bin.state === 'final')) bin.state = here.state;
        }
        for (const name of view.compare) before[name].add(this.before(name, minute, view, currency)?.[metric]);
      }
      bin.value = sums.value;
      for (const name of view.compare) bin[name] = before[name].value;
      bins.push(bin);
    }
    return { step, bins };
  }

  /** How much more or less than before, over the minutes that are final and known on both sides; null if there are none. */
  change({ from, to, metric, view, currency, name }) {
    let now = 0, then = 0;
    for (let minute = from; minute <= to; minute++) {
      const here = this.at(minute, view, currency);
      const before = this.before(name, minute, view, currency)?.[metric];
      if (!here || here.state === 'early' || here[metric] == null || before == null) continue;
      now += here[metric];
      then += before;
    }
    return then > 0 ? now / then - 1 : null;
  }
}

class Mean {
  sum = 0;
  known = 0;

  add(value) {
    if (value === null || value === undefined) return;
    this.sum += value;
    this.known++;
  }

  get value() {
    return this.known ? this.sum / this.known : null;
  }
}

function read(series, index, currency) {
  const state = codes[series.state[index] ?? 0];
  if (state === 'unknown') return null;
  const column = series.revenue.find((one) => one.currency === currency);
  return {
    state,
    events: series.events[index],
    users: series.users?.[index] ?? null,
    sessions: series.sessions?.[index] ?? null,
    orders: series.orders?.[index] ?? null,
    purchases: series.purchases[index],
    late: series.late?.[index] ?? null,
    revenue: column ? column.amounts[index] : series.events[index] === null ? null : 0,
  };
}
