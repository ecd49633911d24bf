import { h } from 'preact';
import { useState } from 'preact/hooks';
import type { Compliance, Overview } from '../console-data.ts';
import { DetailPanel } from './detail-panel.ts';
import { html, type Markup } from './html.ts';
import { Matrix } from './matrix.ts';
import { Empty, Notes } from './parts.ts';
import { TrendChart } from './trend-chart.ts';
import type { ViewProps } from './view-props.ts';

/** Rules by resources, how it went since the console started, and one resource drawn. */
export function ComplianceView({ data, overview, item, ask }: ViewProps<Compliance>): Markup {
  const { rules, resources, trend, notes = [] } = data;
  const [worst] = resources;
  // Whichever was the worst at first stays drawn until another is chosen, also once it is mended.
  const [first, keep] = useState('');
  if (first === '' && worst !== undefined) keep(`${worst.type}/${worst.id}`);
  const asked = item === '' ? first : item;
  if (resources.length === 0) {
    return h(Empty, {
      title: notes.length === 0 ? 'AWS Config has judged nothing yet' : 'Nothing was judged where AWS Config was read',
      children: html`<p>
        ${notes.map((note) => html`<span key=${note}>${note} </span>`)} The rules are deployed. Their first verdicts
        come as soon as the recorder has recorded something: look at its state in AWS Config.
      </p>`,
    });
  }
  const chosen = resources.find(({ type, id }) => `${type}/${id}` === asked);
  const last = trend.at(-1) ?? { breaking: 0, exempt: 0, compliant: 0, partlyExempt: 0 };
  return html`
    <section class="summary" aria-label="In all">
      <dl class="figures">
        <div class="figure figure-bad">
          <dt>break a rule</dt>
          <dd>${last.breaking}</dd>
        </div>
        <div class="figure" title="All that is wrong with them is exempt. What breaks another rule counts on the left.">
          <dt>wholly exempt</dt>
          <dd>${last.exempt}</dd>
        </div>
        ${
          last.partlyExempt === 0
            ? null
            : html`<div class="figure" title="They break a rule, and are exempt from another.">
                <dt>of those that break, exempt in part</dt>
                <dd>${last.partlyExempt}</dd>
              </div>`
        }
        <div class="figure figure-good">
          <dt>compliant</dt>
          <dd>${last.compliant}</dd>
        </div>
      </dl>
      ${h(TrendChart, { trend, now: overview.now })}
    </section>
    ${h(Breakages, { overview, ask })} ${h(Notes, { notes })}
    <div class="split">
      <div class="split-main">${h(Matrix, { rules, resources, chosen: asked })}</div>
      <aside class="split-side" aria-label="The chosen resource">
        ${
          chosen === undefined
            ? html`<div class="card"><p class="quiet">Choose a resource on the left to see what reaches it.</p></div>`
            : h(DetailPanel, { key: asked, row: chosen, rules, overview })
        }
      </aside>
    </div>
  `;
}

function Breakages({
  overview,
  ask,
}: {
  readonly overview: Overview;
  readonly ask: ViewProps<Compliance>['ask'];
}): Markup {
  if (overview.breakages.length === 0) return null;
  const next =
    overview.gate.state === 'open'
      ? 'Break something, and watch it being found and mended:'
      : 'Break something, and watch it being found (the gate is closed, so it stays in the queue):';
  return html`<section class="breakages" aria-label="Break something">
    <p>${next}</p>
    <div class="buttons">
      ${overview.breakages.map(
        ({ id, label, about }) =>
          html`<button
            key=${id}
            type="button"
            class="small"
            title=${about}
            onClick=${() => ask({ kind: 'break', breakage: id })}
          >
            ${label}
          </button>`,
      )}
    </div>
  </section>`;
}
