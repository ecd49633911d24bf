import { h } from 'preact';
import type { Health, Overview, Reading } from '../console-data.ts';
import { html, type Markup } from './html.ts';
import { ProblemNote, When } from './parts.ts';
import { hashOf } from './route.ts';
import type { ViewProps } from './view-props.ts';
import { number, span } from './words.ts';

type Ask = ViewProps<Health>['ask'];

interface TileProps {
  readonly title: string;
  readonly tone: 'good' | 'warn' | 'bad' | 'plain';
  readonly value: string;
  readonly children?: Markup;
}

function Tile({ title, tone, value, children }: TileProps): Markup {
  return html`<section class="card tile tile-${tone}" aria-label=${title}>
    <h2>${title}</h2>
    <p class="tile-value">${value}</p>
    ${children}
  </section>`;
}

export function GateTile({ health, ask }: { readonly health: Health; readonly ask: Ask }): Markup {
  const { gate, canWrite } = health;
  const isOpen = gate.state === 'open';
  return h(Tile, {
    title: 'Gate',
    tone: gate.state === 'unknown' ? 'warn' : 'plain',
    value: gate.state,
    children: html`
      <p>
        ${gate.state === 'unknown' ? 'While it cannot be read nothing is changed.' : isOpen ? 'What is found is mended.' : 'Nothing is changed.'}
      </p>
      <p class="quiet"><code>${gate.parameter}</code></p>
      ${gate.problem === undefined ? null : h(ProblemNote, { problem: gate.problem, what: 'It was not read.' })}
      ${canWrite ? html`<button type="button" class="small" onClick=${() => ask({ kind: 'gate', open: !isOpen })}>${isOpen ? 'Close the gate…' : 'Open the gate…'}</button>` : null}
    `,
  });
}

export function BreakerTile({
  health,
  overview,
  ask,
}: {
  readonly health: Health;
  readonly overview: Overview;
  readonly ask: Ask;
}): Markup {
  const { safety, canWrite } = health;
  if (safety.kind === 'failed') return h(Unread, { title: 'Breaker', reading: safety });
  const { tripped, mendsOfHour } = safety.data;
  const mends = `${number(mendsOfHour, 'mend')} within the hour.`;
  if (tripped === null)
    return h(Tile, { title: 'Breaker', tone: 'good', value: 'not tripped', children: html`<p>${mends}</p>` });
  return h(Tile, {
    title: 'Breaker',
    tone: 'bad',
    value: 'tripped',
    children: html`
      <p>
        ${tripped.cause}, at ${h(When, { at: tripped.at, now: overview.now })}. Nothing is changed until it is reset:
        look at the <a href=${hashOf('queue')}>queue</a> first.
      </p>
      ${canWrite ? html`<button type="button" class="small" onClick=${() => ask({ kind: 'reset' })}>Reset the breaker…</button>` : html`<p><code>configmend breaker reset</code></p>`}
    `,
  });
}

export function QueueTile({
  health: { queue },
  overview,
}: {
  readonly health: Health;
  readonly overview: Overview;
}): Markup {
  if (queue.kind === 'failed') return h(Unread, { title: 'Queue', reading: queue });
  const { visible, inFlight, delayed, oldestAt } = queue.data;
  const all = visible + inFlight + delayed;
  return h(Tile, {
    title: 'Queue',
    tone: 'plain',
    value: number(all, 'message'),
    children: html`
      <p>${visible} waiting, ${inFlight} being worked on, ${delayed} delayed.</p>
      ${oldestAt === undefined ? null : html`<p>The oldest is ${span(oldestAt, overview.now)} old.</p>`}
    `,
  });
}

export function DeadTile({ health: { deadLetters } }: { readonly health: Health }): Markup {
  if (deadLetters.kind === 'failed') return h(Unread, { title: 'Dead letters', reading: deadLetters });
  const { visible, inFlight } = deadLetters.data.depth;
  const all = visible + inFlight;
  return h(Tile, {
    title: 'Dead letters',
    tone: all === 0 ? 'good' : 'bad',
    value: String(all),
    children: html`<p>
      ${all === 0 ? 'Everything that was asked for could be worked on.' : 'They wait for a person: see why below.'}
    </p>`,
  });
}

function Unread({
  title,
  reading,
}: {
  readonly title: string;
  readonly reading: Extract<Reading<unknown>, { kind: 'failed' }>;
}): Markup {
  return h(Tile, {
    title,
    tone: 'warn',
    value: 'not known',
    children: html`<p><code>${reading.problem.code}</code> ${reading.problem.message}</p>`,
  });
}
