// The JSON API of the worker: /openapi.json describes it. An answer that has not changed is not sent again.

const kept = new Map(); // The last answer of each path, by which the next question says what is known.

/** An answer that is no answer: status as in HTTP (0: not reached) and a sentence with the remedy. */
export class ApiError extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** Asks for a path; a parameter that is a list is sent once for each of its entries, an empty or missing one not at all. */
export async function get(path, parameters = {}) {
  const url = address(path, parameters);
  const known = kept.get(path);
  const headers = known?.url === url && known.etag ? { 'If-None-Match': known.etag } : {};
  const answer = await ask(url, { headers, cache: 'no-store' });
  if (answer.status === 304) return known.body;
  const body = await bodyOf(answer);
  kept.set(path, { url, etag: answer.headers.get('ETag'), body });
  return body;
}

/** Sends an order; the token proves that it comes from this page. */
export async function post(path, order, csrf) {
  const headers = { 'Content-Type': 'application/json', 'X-Clickstream-Csrf': csrf };
  return bodyOf(await ask(path, { method: 'POST', headers, body: JSON.stringify(order), cache: 'no-store' }));
}

function address(path, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') query.append(name, one);
    }
  }
  return query.size ? `${path}?${query}` : path;
}

async function ask(url, options) {
  try {
    return await fetch(url, options);
  } catch {
    throw new ApiError(0, 'The worker cannot be reached.');
  }
}

async function bodyOf(answer) {
  if (answer.ok) return answer.json();
  const isProblem = answer.headers.get('Content-Type')?.includes('json');
  const problem = isProblem ? await answer.json() : { detail: (await answer.text()).trim() };
  throw new ApiError(answer.status, problem.detail || problem.title || `The worker answered ${answer.status}.`);
}
