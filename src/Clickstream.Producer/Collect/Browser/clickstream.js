// Clickstream in the browser: what it sends, and how it is set up, is in docs/formats.md.
const script = new URL(import.meta.url);
const option = name => script.searchParams.get(name);
const wanted = option('ids') ?? (navigator.globalPrivacyControl || navigator.doNotTrack == 1 ? 'off' : 'on');
const prefix = 'clickstream.';
const maxQueued = 200, maxStored = 3e5, maxBytes = 5e4, sessionIdle = 18e5; // Browsers send up to 64 KiB from a page that is closed.

const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, 0)).join('');

// Without ids nothing is stored on the device: the queue lasts as long as the page.
let store = {};
if (wanted != 'off') {
  try {
    localStorage.setItem(prefix + 'on', 1);
    store = localStorage;
  } catch { /* Storage is refused or full: the page's own memory has to do. */ }
}

const put = (key, value) => {
  try {
    store[prefix + key] = value;
    return true;
  } catch { /* The storage is full. */ }
};

// Each event has an item of its own, so that tabs do not overwrite each other's.
const queued = () => Object.keys(store).filter(key => key.startsWith(prefix + 'event.')).sort();
const forget = keys => keys.forEach(key => delete store[key]);
const address = () => {
  const url = new URL('events', script);
  url.search = new URLSearchParams({ key: option('key') ?? '', sent_at: Date.now() });
  return url;
};
const batches = keys => {
  const all = [];
  let bytes = maxBytes;
  for (const key of keys) {
    const text = store[key];
    if (!text) continue; // Another tab has sent it.
    const size = new Blob([text]).size + 1;
    if (bytes + size > maxBytes) {
      all.push({ keys: [], texts: [] });
      bytes = 0;
    }
    bytes += size;
    all.at(-1).keys.push(key);
    all.at(-1).texts.push(text);
  }
  return all.map(({ keys, texts }) => ({ keys, body: texts.join('\n') }));
};

let sending = [], timer, failures = 0;
const later = wait => {
  clearTimeout(timer);
  timer = setTimeout(flush, wait);
};

export async function flush() {
  const [batch] = batches(queued());
  if (!batch || sending.length) return;
  sending = batch.keys;
  let wait = Math.min(1e3 * 2 ** failures++, 3e5) * (.5 + Math.random());
  try {
    const { status, headers } = await fetch(address(), { method: 'POST', body: batch.body, keepalive: batch.body.length < maxBytes, credentials: 'omit' });
    if (status < 300 || [400, 413, 422].includes(status)) { // Taken, or never to be.
      forget(sending);
      wait = failures = 0;
    } else {
      wait = Math.max(wait, headers.get('Retry-After') * 1e3);
    }
  } catch { /* The network is away: the queue keeps them. */ }
  sending = [];
  if (queued().length) later(wait);
}

// A page that is left cannot hear an answer, so its events stay in the queue, and may come twice, with the same id.
let left = [];
const leave = () => {
  for (const { keys, body } of batches(queued().filter(key => ![...sending, ...left].includes(key)))) {
    if (navigator.sendBeacon(address(), body)) left.push(...keys);
  }
};
const come = () => {
  left = [];
  flush();
};

let page, before = document.referrer, count = 0; // The count keeps events of one millisecond in their order.
export function track(event_type, properties, click_id = newId()) {
  const now = Date.now(), event = {
    ...properties, click_id, event_type, event_timestamp: now,
    page_url: location.href, referrer_url: before, title: document.title, language: navigator.language, is_bot: navigator.webdriver || undefined,
  };
  if (wanted != 'off') {
    const [id, last] = (store[prefix + 'session'] ?? '').split('.');
    const session_id = now - last < sessionIdle ? id : newId();
    const anonymous_id = store[prefix + 'visitor'] ?? newId();
    put('session', session_id + '.' + now);
    put('visitor', anonymous_id);
    Object.assign(event, { session_id, anonymous_id, user_id: store[prefix + 'user'] });
  }
  const text = JSON.stringify(event);
  let room = maxStored - text.length;
  forget(queued().reverse().filter((key, place) => (room -= store[key].length) < 0 || place > maxQueued - 2)); // The oldest leave.
  put(`event.${now}.${1e6 + count++}.${click_id}`, text) || navigator.sendBeacon(address(), text);
  if (!failures) later(100);
}

export function view(properties) {
  if (page) before = page;
  page = location.href;
  track('page_view', properties);
}

// The order is the id, and is remembered, so a page of thanks that is loaded again buys nothing.
export function purchase(order) {
  const id = `purchase-${location.host}-${order.order_id ?? newId()}`;
  const bought = (store[prefix + 'bought'] ?? '').split('\n').slice(-20);
  if (bought.includes(id)) return;
  put('bought', [...bought, id].join('\n'));
  track('purchase', order, id);
}

export function identify(user) {
  if (wanted == 'off') return;
  if (user == null) forget([prefix + 'user', prefix + 'visitor', prefix + 'session']);
  else put('user', user);
}

addEventListener('click', ({ target }) => {
  const data = target.closest?.('[data-event]')?.dataset;
  if (!data) return;
  const properties = {};
  for (const name in data) if (name.startsWith('event') && name != 'event') properties[name[5].toLowerCase() + name.slice(6)] = data[name];
  track(data.event, properties);
}, true);
addEventListener('pagehide', leave);
addEventListener('visibilitychange', () => document.visibilityState == 'hidden' ? leave() : come());
addEventListener('online', come);

const api = { track, view, purchase, identify, flush };
window.clickstream?.forEach?.(([name, ...values]) => api[name](...values)); // What the page asked for before the script was there.
window.clickstream = { ...api, push: ([name, ...values]) => api[name](...values) };

if (option('views') != 'off') {
  const moved = () => setTimeout(() => location.href.split('#')[0] != page?.split('#')[0] && view());
  for (const name of ['pushState', 'replaceState']) {
    const original = history[name];
    history[name] = function (...state) {
      original.apply(this, state);
      moved();
    };
  }
  addEventListener('popstate', moved);
  addEventListener('pageshow', ({ persisted }) => persisted && view());
  if (document.prerendering) document.addEventListener('prerenderingchange', () => view(), { once: true });
  else view();
}
flush();
