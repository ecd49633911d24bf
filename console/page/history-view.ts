import { h } from 'preact';
import { useState } from 'preact/hooks';
import type { HistoryAction, HistoryData, Overview } from '../console-data.ts';
import { ActionDetail } from './action-detail.ts';
import { html, type Markup } from './html.ts';
import { Empty, Notes, OutcomeBadge, When } from './parts.ts';
import { hashOf } from './route.ts';
import type { ViewProps } from './view-props.ts';
import { number } from './words.ts';

/** What was done, from the ledger, and undoing it. */
export function HistoryView({ data, overview, item, ask, again }: ViewProps<HistoryData>): Markup {
  const { actions, unreadable, since, canUndo } = data;
  const shown = actions.filter(({ resource, id }) => item === '' || resource.id === item || id === item);
  const [opened, open] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string): void => {
    const next = new Set(opened);
    if (!next.delete(id)) next.add(id);
    open(next);
  };
  return html`
    <div class="view-head">
      <p>
        ${number(shown.length, 'action')} since ${h(When, { at: since, now: overview.now })} UTC
        ${item === '' ? null : html`of <code>${item}</code>, <a href=${hashOf('history')}>show all</a>`}
      </p>
      ${overview.mode === 'local' ? null : html`<div class="buttons"><button type="button" class="small" onClick=${again}>Read again</button></div>`}
    </div>
    ${h(Notes, { notes: unreadable.map(({ key, reason }) => `${key} cannot be read: ${reason}`) })}
    ${
      shown.length === 0
        ? h(Empty, {
            title: item === '' ? 'Nothing was changed' : 'Nothing was done to it',
            children:
              overview.gate.state === 'open'
                ? html`<p>Every mend is recorded here before its first call.</p>`
                : html`<p>The gate is closed: what would be done waits in the <a href="#/queue">queue</a>.</p>`,
          })
        : html`<ul class="card actions">
            ${shown.map((action) =>
              h(ActionRow, {
                key: action.id,
                action,
                overview,
                canUndo,
                ask,
                isOpen: opened.has(action.id) || shown.length === 1,
                toggle,
              }),
            )}
          </ul>`
    }
  `;
}

interface ActionProps {
  readonly action: HistoryAction;
  readonly overview: Overview;
  readonly canUndo: boolean;
  readonly isOpen: boolean;
  readonly ask: ViewProps<HistoryData>['ask'];
  toggle(id: string): void;
}

/** One line that says what was done, and the rest behind it. */
function ActionRow({ action, overview, canUndo, ask, isOpen, toggle }: ActionProps): Markup {
  const { id, at, outcome, resource, name, plan, failure } = action;
  const called = name ?? resource.id;
  const change = failure ?? `${plan.before.join('; ') || 'nothing'} → ${plan.after.join('; ') || 'nothing'}`;
  return html`<li class="action" data-action=${id}>
    <div class="action-head">
      <span class="action-when">${h(When, { at, now: overview.now })}</span>
      <span>${h(OutcomeBadge, { outcome })}</span>
      <h2>
        <button
          type="button"
          class="unfold"
          aria-expanded=${isOpen ? 'true' : 'false'}
          aria-label=${`${called}, ${outcome}: what was changed`}
          onClick=${() => toggle(id)}
        >
          ${called}
        </button>
      </h2>
      ${overview.places === undefined ? null : html`<span class="quiet">${action.accountName ?? resource.accountId} ${resource.region}</span>`}
      <span class="action-change" title=${change}>${isOpen ? '' : change}</span>
      ${
        action.undo !== undefined && canUndo
          ? html`<button
              type="button"
              class="small"
              aria-label=${`Undo ${id} of ${called}`}
              onClick=${() => ask({ kind: 'restore', action: id })}
            >
              Undo…
            </button>`
          : html`<span class="quiet action-undone">${action.restoredBy === undefined ? '' : 'undone'}</span>`
      }
    </div>
    ${isOpen ? h(ActionDetail, { action, canUndo }) : null}
  </li>`;
}
