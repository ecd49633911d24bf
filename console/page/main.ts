import { h, render } from 'preact';
import { openSession } from './api.ts';
import { App, Unknown } from './app.ts';

/** The token comes once, behind `#`, where no server and no log sees it; what stays is a cookie that no script can read. */
async function begin(): Promise<void> {
  const root = document.querySelector('#app');
  if (root === null) return;
  const token = /^#([A-Za-z0-9_-]{43})$/.exec(location.hash)?.[1];
  if (token !== undefined) {
    history.replaceState(null, '', '#/compliance');
    const answer = await openSession(token);
    if (answer.kind === 'refused') {
      render(h(Unknown, {}), root);
      return;
    }
  }
  render(h(App, {}), root);
}

void begin();
