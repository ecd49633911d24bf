import { h } from 'preact';
import { actorsAmong } from '../../contract/actors-among.ts';
import type { Health, Overview } from '../console-data.ts';
import { BreakerTile, DeadTile, GateTile, QueueTile } from './health-tiles.ts';
import { html, type Markup } from './html.ts';
import { Empty, ProblemNote, When } from './parts.ts';
import { hashOf } from './route.ts';
import type { ViewProps } from './view-props.ts';
import { shortArn, span } from './words.ts';

type Ask = ViewProps<Health>['ask'];

/** What holds the pipeline up: gate, breaker, tugs of war, queues, exemptions that end. */
export function HealthView({ data, overview, ask, again }: ViewProps<Health>): Markup {
  return html`
    ${
      overview.mode === 'local'
        ? null
        : html`<div class="view-head">
            <p>Dead letters are looked at as inspect does, and given back at once.</p>
            <div class="buttons"><button type="button" class="small" onClick=${again}>Read again</button></div>
          </div>`
    }
    <div class="tiles">
      ${h(GateTile, { health: data, ask })} ${h(BreakerTile, { health: data, overview, ask })}
      ${h(QueueTile, { health: data, overview })} ${h(DeadTile, { health: data })}
    </div>
    ${h(TugsOfWar, { health: data, overview, ask })} ${h(DeadLetters, { health: data, overview })}
    ${h(Exemptions, { health: data, overview })}
  `;
}

function TugsOfWar({
  health,
  overview,
  ask,
}: {
  readonly health: Health;
  readonly overview: Overview;
  readonly ask: Ask;
}): Markup {
  const { safety, canWrite, names } = health;
  if (safety.kind === 'failed' || safety.data.tugsOfWar.length === 0) return null;
  return html`<section>
    <h2>Tugs of war</h2>
    <p class="quiet">What keeps coming back is left to people: settle it with whoever brings it back.</p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Resource</th>
            <th scope="col">Violation</th>
            <th scope="col" class="number">Mended</th>
            <th scope="col">Brought back by</th>
            <th scope="col">Since</th>
            <th scope="col"><span class="unseen">What to do</span></th>
          </tr>
        </thead>
        <tbody>
          ${safety.data.tugsOfWar.map(({ resource, violation, mends, since }) => {
            const actors = actorsAmong(mends).map(shortArn).join(', ');
            return html`<tr key=${`${resource.arn} ${violation}`}>
              <th scope="row">
                <a href=${hashOf('compliance', `${resource.type}/${resource.id}`)}
                  >${h(Named, { id: resource.id, names })}</a
                >
              </th>
              <td>${violation}</td>
              <td class="number">${mends.length} times</td>
              <td>${actors === '' ? 'not known' : actors}</td>
              <td>${h(When, { at: since, now: overview.now })}</td>
              <td>
                ${canWrite ? html`<button type="button" class="small" onClick=${() => ask({ kind: 'reset', resource: resource.id })} aria-label=${`Let ${resource.id} be mended again`}>Let go…</button>` : html`<code>configmend breaker reset ${resource.id}</code>`}
              </td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </section>`;
}

function Named({ id, names }: { readonly id: string; readonly names: Health['names'] }): Markup {
  const name = names[id];
  if (name === undefined) return html`${id}`;
  return html`${name}<br /><span class="id">${id}</span>`;
}

function DeadLetters({
  health: { deadLetters, names },
  overview,
}: {
  readonly health: Health;
  readonly overview: Overview;
}): Markup {
  if (deadLetters.kind === 'failed' || deadLetters.data.letters.length === 0) return null;
  return html`<section>
    <h2>Dead letters</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Resource</th>
            <th scope="col">Rule</th>
            <th scope="col">Why, and what to do</th>
            <th scope="col">Since</th>
          </tr>
        </thead>
        <tbody>
          ${deadLetters.data.letters.map(
            ({ messageId, resource, rule, code = 'moved by SQS', reason, means, next, at }) =>
              html`<tr key=${messageId}>
                <th scope="row">${h(Named, { id: resource?.id ?? 'no fix instruction', names })}</th>
                <td>${rule === undefined ? '–' : html`<code>${rule}</code>`}</td>
                <td>
                  <span class="badge tone-bad">${code}</span>
                  <p class="annotation">${reason ?? means}</p>
                  <p class="quiet">${next}</p>
                </td>
                <td>${h(When, { at, now: overview.now })}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

const exemptionTones = { 'in force': 'good', 'ends soon': 'warn', 'not yet': 'plain', ended: 'plain' } as const;

function Exemptions({
  health: { exemptions },
  overview,
}: {
  readonly health: Health;
  readonly overview: Overview;
}): Markup {
  if (exemptions.kind === 'failed') {
    return html`<section>
      <h2>Exemptions</h2>
      ${h(ProblemNote, { problem: exemptions.problem, what: 'They were not read; nothing is mended meanwhile.' })}
    </section>`;
  }
  const { exemptions: listed, byTags } = exemptions.data;
  return html`<section>
    <h2>
      Exemptions <span class="quiet">the next to end first${byTags ? '; tags may exempt resources as well' : ''}</span>
    </h2>
    ${
      listed.length === 0
        ? h(Empty, {
            title: 'Nothing is exempt',
            children: html`<p>
              A justified exception is written with <code>configmend exemptions add</code>, or in the stack’s variable.
            </p>`,
          })
        : html`<div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">Exemption</th>
                  <th scope="col">Ends</th>
                  <th scope="col">What</th>
                  <th scope="col">Owner and reason</th>
                </tr>
              </thead>
              <tbody>
                ${listed.map(
                  (one) =>
                    html`<tr key=${one.id}>
                      <th scope="row">
                        ${one.id}<br /><span class="badge tone-${exemptionTones[one.state]}">${one.state}</span>
                      </th>
                      <td class="nowrap">
                        in ${span(overview.now, one.until)}<br /><span class="quiet">${one.until.slice(0, 10)}</span>
                      </td>
                      <td>${one.selection}: ${one.target}<br /><code>${one.rule}</code></td>
                      <td>
                        ${one.owner}: ${one.reason}${one.ticket === undefined ? '' : ` (${one.ticket})`}<br /><span
                          class="quiet"
                          >${one.origin}</span
                        >
                      </td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}
