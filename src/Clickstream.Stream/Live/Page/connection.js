// The stream of events from the server: reconnects by itself, slower each time, and notices a connection that is silently dead.

const firstWait = 1000;
const longestWait = 15000;
const silenceLimit = 16000; // Three missed heartbeats of five seconds.

export class Connection {
  /** on: { message(state), open(), lost({ seconds, reason }) } */
  constructor(url, on) {
    this.url = url;
    this.on = on;
    this.wait = firstWait;
    this.source = null;
    this.timer = null;
    this.retryAt = 0;
    document.addEventListener('visibilitychange', () => this.whenVisible());
    window.addEventListener('online', () => this.retryNow());
    setInterval(() => this.tick(), 1000);
    this.open();
  }

  open() {
    clearTimeout(this.timer);
    this.timer = null;
    this.close();
    const source = new EventSource(this.url);
    this.source = source;
    this.heard = performance.now();
    const receive = (event) => {
      if (source !== this.source) return;
      this.heard = performance.now();
      this.wait = firstWait;
      this.reason = '';
      this.on.message(JSON.parse(event.data));
    };
    source.addEventListener('snapshot', receive);
    source.addEventListener('delta', receive);
    source.addEventListener('beat', () => { this.heard = performance.now(); });
    source.addEventListener('open', () => { if (source === this.source) this.on.open(); });
    source.addEventListener('error', () => { if (source === this.source) this.lose(source.readyState === EventSource.CLOSED); });
  }

  close() {
    this.source?.close();
    this.source = null;
  }

  async lose(isRefused) {
    this.close();
    const wait = this.wait * (0.75 + 0.5 * crypto.getRandomValues(new Uint8Array(1))[0] / 255); // Spread, so that many pages do not come back at once.
    this.wait = Math.min(longestWait, this.wait * 2);
    this.retryAt = performance.now() + wait;
    this.timer = setTimeout(() => this.open(), wait);
    this.tell();
    if (!isRefused) return;
    // An event source does not say which status it met.
    const status = await fetch('api/state', { cache: 'no-store' }).then((answer) => answer.status, () => 0);
    this.reason = status === 401 ? 'You are not signed in (any more): reload the page.' : status === 503 ? 'Too many pages are open.' : '';
    if (this.timer) this.tell();
  }

  retryNow() {
    if (this.timer) this.open();
  }

  tick() {
    if (this.timer) this.tell();
    else if (this.source && performance.now() - this.heard > silenceLimit) this.lose(false);
  }

  tell() {
    this.on.lost({ seconds: Math.max(0, Math.ceil((this.retryAt - performance.now()) / 1000)), reason: this.reason ?? '' });
  }

  whenVisible() {
    if (!document.hidden) this.retryNow();
  }
}
