import { h } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ConsoleAction } from '../console-action.ts';
import type { Overview, Reading, ViewData, ViewName } from '../console-data.ts';
import { readAgain } from './api.ts';
import { ComplianceView } from './compliance-view.ts';
import { ConfirmDialog } from './confirm-dialog.ts';
import { FeedView } from './feed-view.ts';
import { Head } from './head.ts';
import { HealthView } from './health-view.ts';
import { HistoryView } from './history-view.ts';
import { html, type Markup } from './html.ts';
import { useLive } from './live.ts';
import { Loading, ProblemNote } from './parts.ts';
import { QueueView } from './queue-view.ts';
import { useRoute } from './route.ts';
import { Tabs, titleOf } from './tabs.ts';
import type { ViewProps } from './view-props.ts';
import { number } from './words.ts';

const pages: { readonly [V in ViewName]: (props: ViewProps<ViewData[V]>) => Markup } = {
  compliance: ComplianceView,
  queue: QueueView,
  feed: FeedView,
  history: HistoryView,
  health: HealthView,
};

/** Everything, once this browser is known to the server. */
export function App(): Markup {
  const overview = useLive<Overview>('/api/overview', 1000);
  if (overview.status === 401) return h(Unknown, {});
  if (overview.data === undefined) {
    return overview.problem === undefined
      ? html`<main class="lone">${h(Loading, { what: 'the account' })}</main>`
      : html`<main class="lone">
          ${h(ProblemNote, { problem: overview.problem, what: 'The account was not read.' })}
        </main>`;
  }
  return h(Console, { overview: overview.data, isGone: overview.isGone, look: overview.now });
}

/** No token, or one of a console that has ended. */
export function Unknown(): Markup {
  return html`<main class="lone">
    <h1>Open the address that configmend printed</h1>
    <p>
      This browser is not known to the console. The address ends in a token, behind <code>#</code>: open it whole. A
      console that was started again has another one.
    </p>
  </main>`;
}

interface ConsoleProps {
  readonly overview: Overview;
  readonly isGone: boolean;
  look(): void;
}

function Console({ overview, isGone, look }: ConsoleProps): Markup {
  const { view, item } = useRoute();
  const [action, show] = useState<ConsoleAction>();
  const opener = useRef<Element | null>(null);
  const [said, say] = useState<readonly string[]>([]);
  useEffect(() => {
    document.title = `${titleOf(view)} · configmend console`;
  }, [view]);
  useEffect(() => {
    if (said.length === 0) return undefined;
    const timer = setTimeout(() => say([]), 8000);
    return () => clearTimeout(timer);
  }, [said]);
  const ask = useCallback((asked: ConsoleAction): void => {
    // A question may lead to another one: the focus goes back to where the first was asked.
    if (document.activeElement?.closest('dialog') === null) opener.current = document.activeElement;
    show(asked);
  }, []);
  useEffect(() => {
    if (action === undefined && opener.current instanceof HTMLElement) opener.current.focus();
  }, [action]);
  const end = useCallback(
    (lines: readonly string[] = []): void => {
      show(undefined);
      say(lines);
      look();
    },
    [look],
  );
  const breaking = overview.counts.compliance;
  return html`
    <a class="skip" href="#panel" onClick=${skip}>Skip to the page</a>
    <header class="top">
      ${h(Head, { overview, ask })}
      <nav>${h(Tabs, { view, counts: overview.counts })}</nav>
    </header>
    ${isGone ? html`<p class="banner" role="alert">The console’s server does not answer. What you see is as of the last answer; it goes on when configmend does.</p>` : null}
    <main id="panel" role="tabpanel" aria-labelledby="tab-${view}" tabindex="-1">
      <h1 class="unseen">${titleOf(view)}</h1>
      ${overview.gate.state === 'closed' && overview.mode === 'local' && view !== 'health' ? h(ClosedGate, { overview, ask }) : null}
      ${h(Page, { key: view, view, item, overview, ask })}
    </main>
    <p class="unseen" role="status" aria-live="polite">
      ${breaking === undefined ? '' : `${number(breaking, 'resource')} ${breaking === 1 ? 'breaks' : 'break'} a rule. The gate is ${overview.gate.state}.`}
    </p>
    ${said.length === 0 ? null : html`<div class="toast" role="status">${said.map((line, at) => html`<p key=${at}>${line}</p>`)}</div>`}
    ${action === undefined ? null : h(ConfirmDialog, { key: JSON.stringify(action), action, ask, end })}
  `;
}

/** The fragment is the route, so the link only moves the focus. */
function skip(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#panel')?.focus();
}

function ClosedGate({ overview, ask }: { readonly overview: Overview; ask(action: ConsoleAction): void }): Markup {
  const waiting = overview.counts.queue ?? 0;
  return html`<div class="note gate-note">
    <p>
      <strong>The gate is closed: nothing is changed.</strong>
      ${waiting === 0 ? 'What is found will wait in the queue.' : `What would be done to ${number(waiting, 'resource')} waits in the queue.`}
    </p>
    <button type="button" class="primary small" onClick=${() => ask({ kind: 'gate', open: true })}>
      Open the gate…
    </button>
  </div>`;
}

interface PageProps<V extends ViewName = ViewName> {
  readonly view: V;
  readonly item: string;
  readonly overview: Overview;
  ask(action: ConsoleAction): void;
}

function Page<V extends ViewName>({ view, item, overview, ask }: PageProps<V>): Markup {
  const live = useLive<Reading<ViewData[V]>>(`/api/${view}`, overview.everyMs[view]);
  const { data: reading, take } = live;
  const again = useCallback((): void => {
    void readAgain(view).then((answer) => take(answer));
  }, [view, take]);
  if (live.problem !== undefined) return h(ProblemNote, { problem: live.problem, what: 'The page was not read.' });
  if (reading === undefined) return h(Loading, { what: titleOf(view).toLowerCase() });
  if (reading.kind === 'failed') {
    return html`${h(ProblemNote, { problem: reading.problem, what: `${titleOf(view)} cannot be shown.` })}
      <p><button type="button" class="small" onClick=${again}>Try again</button></p>`;
  }
  return h(pages[view], { data: reading.data, overview, item, ask, again });
}
