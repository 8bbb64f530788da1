// The workbench of the quarantine: rejected inputs by reason, samples of them, and a replay once the cause is mended.

import { get, post } from './api.js';
import { byId, cells, el, follow, setText } from './dom.js';
import { bytes, count, since } from './format.js';
import { hourText, told } from './lake.js';

export class Quarantine {
  constructor() {
    this.reason = null;
    this.session = null;
    byId('quarantine-close').addEventListener('click', () => this.close());
    byId('dry-run').addEventListener('click', () => this.replay(true));
    byId('replay').addEventListener('click', () => this.confirm());
    byId('confirm-replay').addEventListener('click', () => this.replay(false));
    byId('cancel-replay').addEventListener('click', () => byId('replay-dialog').close());
  }

  async refresh() {
    await told('quarantine-problem', async () => {
      this.session ??= await get('api/session');
      const answer = await get('api/quarantine');
      this.groups = answer.groups;
      setText(byId('quarantine-waiting'), answer.waiting ? `${count(answer.waiting)} inputs wait` : 'Nothing is rejected');
      setText(byId('quarantine-damaged'), [
        ...answer.damaged.map((one) => `${one.key} cannot be read: ${one.problem}`),
        ...(answer.truncated ? ['There are more entries than are counted here; clickstream quarantine list counts all.'] : []),
      ].join(' '));
      byId('quarantine').hidden = answer.groups.length === 0;
      follow(byId('quarantine').tBodies[0], answer.groups, (group) => group.reason, (group) => this.row(group), (row, group) => cells(row, [
        count(group.waiting), count(group.replayed), count(group.in_flight), group.last ? since(group.last) : '–',
        group.sources.slice(0, 2).map((source) => source.name).join(', '),
      ]));
    });
  }

  row(group) {
    const show = el('button', { type: 'button', 'aria-label': `Samples of ${group.reason}` }, 'Samples');
    show.addEventListener('click', () => this.open(group.reason));
    return el('tr', {}, el('th', { scope: 'row' }, group.reason), el('td', { class: 'num' }), el('td', { class: 'num' }), el('td', { class: 'num' }), el('td', {}), el('td', {}), el('td', {}, show));
  }

  async open(reason) {
    this.reason = reason;
    setText(byId('bench-title'), `Rejected: ${reason}`);
    setText(byId('replay-result'), '');
    byId('replay-form').hidden = !this.session?.can_replay;
    byId('quarantine-bench').hidden = false;
    byId('bench-title').focus();
    await told('quarantine-problem', async () => {
      const { samples } = await get('api/quarantine/samples', { reason, limit: 10 });
      if (reason !== this.reason) return;
      byId('samples').replaceChildren(...samples.map((sample) => el('li', {},
        el('p', { class: 'muted small' }, [hourText(sample.hour), sample.source, bytes(sample.length), sample.state.replace('_', ' '), sample.detail].filter(Boolean).join(' · ')),
        el('pre', { tabindex: '0', 'aria-label': 'Input' }, sample.payload))));
    });
  }

  close() {
    byId('quarantine-bench').hidden = true;
    this.reason = null;
  }

  confirm() {
    const group = this.groups?.find((one) => one.reason === this.reason);
    setText(byId('replay-question'), `Put up to ${count(group?.waiting ?? 0)} inputs (${this.reason}) into the stream again? Each is put at most once.`);
    byId('replay-dialog').showModal();
  }

  async replay(isDry) {
    byId('replay-dialog').close();
    const result = byId('replay-result');
    setText(result, isDry ? 'Trying…' : 'Replaying…');
    for (const id of ['dry-run', 'replay']) byId(id).disabled = true;
    try {
      const order = { reason: this.reason, renames: pairs('mend-renames'), sets: pairs('mend-sets'), dry_run: isDry };
      setText(result, outcomeText(await post('api/quarantine/replay', order, this.session.csrf)));
      if (!isDry) await this.refresh();
    } catch (error) {
      if (error.status === 403) this.session = null; // The worker was restarted; its token is another.
      setText(result, error.message);
    } finally {
      for (const id of ['dry-run', 'replay']) byId(id).disabled = false;
    }
  }
}

/** A text area of name=value lines. */
function pairs(id) {
  const lines = byId(id).value.split('\n').map((line) => line.trim()).filter(Boolean);
  const wrong = lines.find((line) => line.indexOf('=') < 1);
  if (wrong !== undefined) throw new Error(`'${wrong}' is not of the form name=value.`);
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1).trim()]));
}

function outcomeText(outcome) {
  const put = `${count(outcome.replayed)} ${outcome.dry_run ? 'would be put into the stream' : 'put into the stream'}`;
  const invalid = outcome.still_invalid.map((one) => `${count(one.count)} still invalid (${one.name})`);
  const rest = [[outcome.before, 'put before'], [outcome.unfit, 'kept in part only'], [outcome.in_flight, 'still in flight']].filter(([number]) => number > 0);
  return [put, ...invalid, ...rest.map(([number, words]) => `${count(number)} ${words}`), ...outcome.problems].join('; ') + (outcome.complete ? '.' : '; not complete.');
}
