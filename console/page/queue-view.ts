import { h } from 'preact';
import { useState } from 'preact/hooks';
import type { InspectedResource } from '../../cli/inspect/inspection.ts';
import { accountText, standingText } from '../../cli/inspect/account-text.ts';
import type { Severity } from '../../contract/instruction.ts';
import type { QueueData } from '../console-data.ts';
import { html, type Markup } from './html.ts';
import { Calls, Diff, Empty, Notes, SeverityBadge, When } from './parts.ts';
import { hashOf } from './route.ts';
import type { ViewProps } from './view-props.ts';
import { number, shortArn, span } from './words.ts';

const severities = ['critical', 'high', 'medium', 'low'] as const satisfies readonly Severity[];

/** What would be done: resource by resource, with before and after. The same data as `configmend inspect`. */
export function QueueView({ data, overview, item, again }: ViewProps<QueueData>): Markup {
  const [severity, choose] = useState<Severity | 'all'>('all');
  const { resources, unreadable, partial, notes, names, at } = data;
  const present = severities.filter((one) => resources.some((resource) => resource.severity === one));
  const shown = resources.filter((one) => severity === 'all' || one.severity === severity);
  const isLocal = overview.mode === 'local';
  return html`
    <div class="view-head">
      <p>
        ${number(resources.length, 'resource')}
        ${overview.gate.state === 'open' ? 'about to be mended' : 'would be mended'}, read at
        ${h(When, { at, now: overview.now })}.
        ${isLocal ? '' : ' Reading holds the messages for a moment and changes nothing.'}
      </p>
      <div class="buttons">
        ${
          present.length < 2
            ? null
            : html`<div class="segments" role="group" aria-label="Severity">
                ${(['all', ...present] as const).map(
                  (one) =>
                    html`<button
                      key=${one}
                      type="button"
                      aria-pressed=${one === severity ? 'true' : 'false'}
                      onClick=${() => choose(one)}
                    >
                      ${one}
                    </button>`,
                )}
              </div>`
        }
        ${isLocal ? null : html`<button type="button" class="small" onClick=${again}>Read again</button>`}
      </div>
    </div>
    ${partial === undefined ? null : html`<p class="note">${partial}.</p>`} ${h(Notes, { notes })}
    ${
      resources.length === 0
        ? h(Empty, { title: 'The queue is empty', children: html`<p>${emptyNext(overview.gate.state, isLocal)}</p>` })
        : html`<ul class="cards">
            ${shown.map((one) => h(QueueCard, { key: `${one.resource.accountId} ${one.resource.region} ${one.resource.id}`, one, now: overview.now, name: names[one.resource.id], isChosen: one.resource.id === item, isOfSeveral: overview.places !== undefined || one.standing !== undefined }))}
          </ul>`
    }
    ${
      unreadable.length === 0
        ? null
        : html`<section>
            <h2>Not to be read</h2>
            <p class="quiet">The coordinator moves these to the dead letters.</p>
            <ul class="lines">
              ${unreadable.map(({ messageId, reason }) => html`<li key=${messageId}><code>${messageId}</code> ${reason}</li>`)}
            </ul>
          </section>`
    }
  `;
}

function emptyNext(gate: string, isLocal: boolean): Markup {
  if (isLocal) {
    const where = html`<a href="#/compliance">Compliance</a>`;
    return gate === 'open'
      ? html`What is found is mended at once while the gate is open. Break something in ${where}, or see what was done
          in <a href="#/history">History</a>.`
      : html`Break something in ${where}, and what would be done about it appears here.`;
  }
  return 'Nothing that could be mended was found, or all of it is mended. configmend scan judges the account by itself.';
}

interface CardProps {
  readonly one: InspectedResource;
  readonly now: string;
  readonly name: string | undefined;
  readonly isChosen: boolean;
  /** Whether the account has to be said. */
  readonly isOfSeveral: boolean;
}

function QueueCard({ one, now, name, isChosen, isOfSeveral }: CardProps): Markup {
  const {
    resource,
    severity,
    findings,
    plan,
    actor,
    oldestAt,
    attempts,
    exemption = [],
    harm = [],
    notBefore,
    stateReason,
  } = one;
  const standing = standingText(one);
  const found = [
    ...(isOfSeveral ? [`${accountText(one)} ${resource.region}`] : []),
    `found ${span(oldestAt, now)} ago`,
    ...(actor === undefined ? [] : [`brought in by ${shortArn(actor)}`]),
    ...(attempts === 0 ? [] : [number(attempts, 'attempt')]),
  ].join(', ');
  return html`<li class=${isChosen ? 'card queued chosen' : 'card queued'}>
    <header class="queued-head">
      ${h(SeverityBadge, { severity })}
      <h2><a href=${hashOf('compliance', `${resource.type}/${resource.id}`)}>${name ?? resource.id}</a></h2>
      ${name === undefined ? null : html`<span class="id">${resource.id}</span>`}
      <span class="spacer"></span>
      <span class="quiet">${found}</span>
    </header>
    <div class="queued-body">
      <div>
        <h3>Exposed</h3>
        <ul class="exposed">
          ${findings.map(({ rule, exposure }) => html`<li key=${rule}>${exposure.map((line) => html`<p key=${line}>${line}</p>`)}<code>${rule}</code></li>`)}
        </ul>
        ${standing === '' ? null : html`<p class="note">${standing}</p>`}
        ${stateReason === undefined ? null : html`<p class="note">${stateReason}</p>`}
        ${notBefore === undefined ? null : html`<p class="note">In its grace period until ${h(When, { at: notBefore, now })}.</p>`}
        ${
          exemption.length === 0
            ? null
            : html`<h3>Exempt</h3>
                ${h(Notes, { notes: exemption })}`
        }
        ${
          harm.length === 0
            ? null
            : html`<h3>Who could miss it</h3>
                ${h(Notes, { notes: harm })}`
        }
      </div>
      <div>
        <h3>Before and after</h3>
        ${plan.changes.length === 0 ? html`<p class="quiet">No change: it is left to people.</p>` : h(Diff, plan)}
        ${h(Notes, { notes: plan.notes })} ${h(Calls, { calls: plan.changes })}
      </div>
    </div>
  </li>`;
}
