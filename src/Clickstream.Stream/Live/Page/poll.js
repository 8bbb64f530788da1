// Asks again and again, but never twice at once, never in a tab that nobody sees, and not more often than is allowed.

export class Poll {
  /** ask: an async function. every: seconds between two questions without a reason; atMost: seconds between two with one. */
  constructor(ask, { every, atMost = 1 }) {
    this.ask = ask;
    this.every = every * 1000;
    this.atMost = atMost * 1000;
    this.askedAt = -Infinity;
    this.isAsking = false;
    this.isWanted = false;
    this.timer = null;
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.plan(); });
    this.plan();
  }

  /** Something may have changed. */
  soon() {
    this.isWanted = true;
    this.plan();
  }

  /** The question itself has changed: ask at once. */
  now() {
    this.askedAt = -Infinity;
    this.soon();
  }

  plan() {
    clearTimeout(this.timer);
    if (this.isAsking || document.hidden) return;
    const wait = this.askedAt + (this.isWanted ? this.atMost : this.every) - performance.now();
    this.timer = setTimeout(() => this.run(), Math.max(0, wait));
  }

  async run() {
    this.isAsking = true;
    this.isWanted = false;
    this.askedAt = performance.now();
    try {
      await this.ask();
    } finally {
      this.isAsking = false;
      this.plan();
    }
  }
}
