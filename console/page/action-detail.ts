import { h } from 'preact';
import type { HistoryAction } from '../console-data.ts';
import { html, type Markup } from './html.ts';
import { Calls, CopyCommand, Diff, Notes, SeverityBadge } from './parts.ts';
import { hashOf } from './route.ts';
import { shortArn } from './words.ts';

interface ActionDetailProps {
  readonly action: HistoryAction;
  readonly canUndo: boolean;
}

/** The whole of one action: what was wrong, before and after, each call, and how to undo it. */
export function ActionDetail({ action, canUndo }: ActionDetailProps): Markup {
  const { plan, calls, failure, violations } = action;
  return html`<div class="queued-body">
    <div>
      ${violations.length === 0 ? null : html`<h3>What was wrong</h3>`} ${h(Notes, { notes: violations })}
      ${failure === undefined ? null : html`<p class="note note-bad">${failure}</p>`}
      <dl class="facts">
        ${factsOf(action).map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>
    </div>
    <div>
      <h3>Before and after</h3>
      ${h(Diff, plan)} ${h(Notes, { notes: plan.notes })} ${calls.length === 0 ? null : h(MadeCalls, { calls })}
      ${h(Calls, { calls: plan.changes })}
      ${
        action.undo !== undefined && !canUndo
          ? html`<h3>To undo it</h3>
              ${h(CopyCommand, { command: action.undo })}`
          : null
      }
    </div>
  </div>`;
}

function factsOf(action: HistoryAction): (readonly [string, Markup])[] {
  const { id, resource, accountName, rules, severity, actor, restores, restoredBy, continues, durationMs } = action;
  const page = hashOf('compliance', `${resource.type}/${resource.id}`);
  const facts: (readonly [string, Markup | undefined])[] = [
    ['Resource', html`<a href=${page}><code>${resource.id}</code></a>`],
    ['Account', accountName === undefined ? resource.accountId : `${accountName} (${resource.accountId})`],
    ['Region', resource.region],
    ['Severity', h(SeverityBadge, { severity })],
    ['Action', html`<code>${id}</code>`],
    [rules.length === 1 ? 'Rule' : 'Rules', html`<code>${rules.join(', ')}</code>`],
    [restores === undefined ? 'Changed by' : 'Restored by', actor === undefined ? undefined : shortArn(actor)],
    ['Undoes', restores === undefined ? undefined : html`<code>${restores}</code>`],
    ['Undone by', restoredBy === undefined ? undefined : html`<code>${restoredBy}</code>`],
    ['Continues', continues === undefined ? undefined : html`<code>${continues}</code>`],
    ['Took', durationMs === undefined ? undefined : `${durationMs} ms`],
  ];
  return facts.filter(([, value]) => value !== undefined);
}

function MadeCalls({ calls }: { readonly calls: HistoryAction['calls'] }): Markup {
  return html`<ul class="made">
    ${calls.map(
      ({ service, operation, durationMs, requestId, error }, at) =>
        html`<li key=${at}>
          <span class=${error === undefined ? 'made-ok' : 'made-bad'}>${error === undefined ? 'done' : 'failed'}</span>
          <code title=${requestId === undefined ? undefined : `request ${requestId}`}>${service}:${operation}</code>
          <span class="quiet">${durationMs === undefined ? '' : `${durationMs} ms`}</span>
          ${error === undefined ? null : html`<p class="annotation">${error}</p>`}
        </li>`,
    )}
  </ul>`;
}
