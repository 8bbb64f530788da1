// The proof and the state of recent hours: what was read and what is published, and what waits to be compacted.

import { get } from './api.js';
import { byId, cells, el, follow, setText } from './dom.js';
import { bytes, count, since, span } from './format.js';

const provenWords = { true: 'proven', false: 'does not hold', null: 'not yet' };

export async function renderReconciliation() {
  await told('reconciliation-problem', async () => {
    const answer = await get('api/reconciliation', { hours: 24 });
    setText(byId('reconciliation-report'), reportText(answer.report));
    byId('reconciliation-report').dataset.tone = answer.report ? (answer.report.reconciled ? 'good' : 'bad') : 'quiet';
    follow(byId('failed-checks'), answer.report?.failed ?? [], (check) => `${check.name} ${check.scope}`,
      (check) => el('li', {}, `${check.name}${check.scope ? ` of ${check.scope}` : ''}: expected ${check.expected}, is ${check.actual}. ${check.explanation ?? ''}`), () => {});
    table('reconciliation', answer.hours, 10, (hour) => [
      count(hour.read), count(hour.landed), count(hour.quarantined), count(hour.late), count(hour.published), count(hour.accepted), count(hour.duplicates),
      count(hour.erased), count(hour.waiting), provenWords[hour.proven],
    ]);
    [...byId('reconciliation').tBodies[0].rows].forEach((row, index) => { row.dataset.proven = String(answer.hours[index].proven); });
  });
}

export async function renderCompaction() {
  await told('compaction-problem', async () => {
    const answer = await get('api/compaction', { hours: 24 });
    const oldest = answer.oldest_pending_seconds === null ? '' : `, the oldest for ${span(answer.oldest_pending_seconds)}`;
    setText(byId('compaction-pending'), answer.pending_objects ? `${count(answer.pending_objects)} micro-batches wait (${bytes(answer.pending_bytes)})${oldest}` : 'Nothing waits');
    table('compaction', answer.hours, 7, (hour) => [
      hour.version ?? 'not published yet', hour.age_seconds === null ? '–' : `${span(hour.age_seconds)} ago`, count(hour.files), bytes(hour.bytes), count(hour.rows),
      count(hour.pending_objects), hour.oldest_pending_seconds === null ? '–' : span(hour.oldest_pending_seconds),
    ]);
    setText(byId('dimensions'), answer.dimensions ? `Dimensions: version ${answer.dimensions.version}, ${bytes(answer.dimensions.bytes)}, published ${since(answer.dimensions.created)}.` : '');
  });
}

function reportText(report) {
  if (!report) return 'clickstream reconcile has not run yet.';
  const result = report.reconciled ? `reconciled, ${count(report.checks)} checks hold` : `${count(report.failed.length)} of ${count(report.checks)} checks do not hold`;
  return `Latest proof ${since(report.time)}: ${result}.`;
}

function table(id, hours, columns, texts) {
  byId(id).hidden = hours.length === 0;
  byId(`${id}-empty`).hidden = hours.length > 0;
  follow(byId(id).tBodies[0], hours, (hour) => hour.hour,
    (hour) => el('tr', {}, el('th', { scope: 'row' }, hourText(hour.hour)), ...Array.from({ length: columns }, () => el('td', { class: 'num' }))),
    (row, hour) => cells(row, texts(hour)));
}

/** 2026/03/01/09 as 2026-03-01 09:00. */
export const hourText = (hour) => `${hour.slice(0, 10).replaceAll('/', '-')} ${hour.slice(11)}:00`;

/** Runs, and says on the page what went wrong, if anything did. */
export async function told(id, work) {
  try {
    await work();
    setText(byId(id), '');
  } catch (error) {
    setText(byId(id), error.message);
  }
}
