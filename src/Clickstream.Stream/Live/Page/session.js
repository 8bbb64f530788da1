// Who is signed in, where a sign-in is asked for, and the way out.

import { get } from './api.js';
import { setText } from './dom.js';

export async function startSession(button) {
  button.addEventListener('click', async () => {
    await fetch('sign-out', { method: 'POST', cache: 'no-store' });
    location.reload();
  });
  try {
    const session = await get('api/session');
    button.hidden = session.sign_in === 'open';
    setText(button, session.name ? `Sign out ${session.name}` : 'Sign out');
  } catch {
    button.hidden = true; // Nobody is signed in, or nobody answers, which the banner says.
  }
}
