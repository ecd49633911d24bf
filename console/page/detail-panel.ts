import { h } from 'preact';
import type { JudgedResource, JudgingRule, Overview, ResourceDetail } from '../console-data.ts';
import { DoorDrawing } from './door-drawing.ts';
import { html, type Markup } from './html.ts';
import { useLive } from './live.ts';
import { Loading, ProblemNote, VerdictMark } from './parts.ts';
import { PortDrawing } from './port-drawing.ts';
import { hashOf } from './route.ts';

interface DetailProps {
  readonly row: JudgedResource;
  readonly rules: readonly JudgingRule[];
  readonly overview: Overview;
}

/** One resource: what reaches it now, drawn; what each rule says of it; and of what it consists. */
export function DetailPanel({ row, rules, overview }: DetailProps): Markup {
  const { type, id, name, about, verdicts, place } = row;
  const path = `/api/resource?key=${encodeURIComponent(`${type}/${id}`)}`;
  const live = useLive<ResourceDetail>(path, overview.everyMs.compliance);
  const judged = rules.filter((rule) => verdicts[rule.id] !== undefined);
  return html`<div class="card detail">
    <header class="detail-head">
      <h2>${name ?? id}</h2>
      <p class="quiet">${name === undefined ? '' : html`<span class="id">${id}</span>`} ${about ?? ''}</p>
      ${place === undefined ? null : html`<p class="quiet">${place.account}, ${place.region}</p>`}
    </header>
    ${live.problem === undefined ? null : h(ProblemNote, { problem: live.problem, what: 'It was not read as it is now.' })}
    ${live.data === undefined ? (live.problem === undefined ? h(Loading, { what: 'the resource' }) : null) : h(Drawn, { detail: live.data })}
    <h3>Verdicts</h3>
    <ul class="verdicts">
      ${judged.map(({ id: rule, severity }) => {
        const verdict = verdicts[rule] ?? { status: 'unknown' as const };
        return html`<li key=${rule}>
          <span class="verdict-mark">${h(VerdictMark, { verdict, severity })}</span>
          <div>
            <code>${rule}</code>
            ${verdict.annotation === undefined ? null : html`<p class="annotation">${verdict.annotation}</p>`}
          </div>
        </li>`;
      })}
    </ul>
    ${live.data === undefined ? null : h(AsItIs, { detail: live.data })}
    <p class="detail-links">
      <a href=${hashOf('queue', id)}>What would be done</a>
      <a href=${hashOf('history', id)}>What was done</a>
      ${live.data?.url === undefined ? null : html`<a href=${live.data.url} target="_blank" rel="noopener noreferrer">In the AWS console</a>`}
    </p>
  </div>`;
}

function Drawn({ detail }: { readonly detail: ResourceDetail }): Markup {
  const { picture } = detail;
  switch (picture.kind) {
    case 'ports':
      return h(PortDrawing, { picture });
    case 'doors':
      return h(DoorDrawing, { picture });
  }
}

function AsItIs({ detail }: { readonly detail: ResourceDetail }): Markup {
  const { lines } = detail;
  if (lines.length === 0) return null;
  return html`<h3>As it is now</h3>
    <ul class="lines">
      ${lines.map((line) => html`<li key=${line}>${line}</li>`)}
    </ul>`;
}
