// What the server has said so far: a snapshot, and the changes after it.

const maxAlerts = 50;

export function emptyState() {
  return { instance: '', version: 0, status: null, totals: null, recent: null, breakdown: null, firstMinute: null, minutes: new Map(), alerts: [], shards: [] };
}

/** Takes a message in; returns the alerts that are new. */
export function apply(state, message) {
  const known = new Set(message.snapshot && state.instance !== message.instance ? [] : state.alerts.map((alert) => alert.id));
  const isFirst = state.version === 0;
  if (message.snapshot) {
    state.minutes.clear();
    state.alerts = [];
    state.firstMinute = null;
  }
  state.instance = message.instance;
  state.version = message.version;
  for (const section of ['status', 'totals', 'recent', 'breakdown', 'shards']) {
    if (message[section]) state[section] = message[section];
  }
  for (const minute of message.minutes ?? []) state.minutes.set(minute.minute, minute);
  if (message.first_minute !== undefined) {
    state.firstMinute = message.first_minute;
    for (const minute of state.minutes.keys()) if (minute < message.first_minute) state.minutes.delete(minute);
  }
  state.alerts = [...state.alerts, ...(message.alerts ?? [])].slice(-maxAlerts);
  return isFirst ? [] : (message.alerts ?? []).filter((alert) => !known.has(alert.id));
}
