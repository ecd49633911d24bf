import { lineDiff } from '../../cli/line-diff.ts';
import type { Severity } from '../../contract/instruction.ts';
import type { RuleVerdict } from '../console-data.ts';
import type { Problem } from '../problem.ts';
import { html, type Markup } from './html.ts';
import { clock, span } from './words.ts';

/** Small pieces that several pages are made of. */

export function SeverityBadge({ severity }: { readonly severity: Severity }): Markup {
  return html`<span class="badge severity-${severity}">${severity}</span>`;
}

/** By colour, sign and word. */
export function VerdictMark({
  verdict,
  severity,
}: {
  readonly verdict: RuleVerdict;
  readonly severity: Severity;
}): Markup {
  switch (verdict.status) {
    case 'breaks':
      return html`<span class="badge severity-${severity}">${severity}</span>`;
    case 'exempt':
      return html`<span class="badge verdict-exempt">exempt</span>`;
    case 'compliant':
      return html`<span class="verdict-ok"><span aria-hidden="true">✓</span> ok</span>`;
    case 'unknown':
      return html`<span class="quiet">no data</span>`;
  }
}

const outcomeTones: Readonly<Record<string, string>> = {
  mended: 'good',
  restored: 'info',
  'partly-mended': 'warn',
  'partly-restored': 'warn',
  interrupted: 'warn',
  contested: 'warn',
  failed: 'bad',
};

export function OutcomeBadge({ outcome }: { readonly outcome: string }): Markup {
  return html`<span class="badge tone-${outcomeTones[outcome] ?? 'plain'}">${outcome.replace('-', ' ')}</span>`;
}

/** What goes and what comes, line by line; read out as such. */
export function Diff({
  before,
  after,
}: {
  readonly before: readonly string[];
  readonly after: readonly string[];
}): Markup {
  const lines = lineDiff(before, after);
  const said = { '-': 'goes: ', '+': 'comes: ', ' ': 'stays: ' } as const;
  const names = { '-': 'gone', '+': 'come', ' ': 'kept' } as const;
  return html`<div class="diff" role="list" aria-label="Before and after">
    ${lines.map(
      ({ sign, text }, at) =>
        html`<div key=${at} role="listitem" class="diff-${names[sign]}">
          <span class="diff-sign" aria-hidden="true">${sign === '-' ? '−' : sign}</span>
          <span><span class="unseen">${said[sign]}</span>${text}</span>
        </div>`,
    )}
  </div>`;
}

export function When({ at, now }: { readonly at: string; readonly now: string }): Markup {
  return html`<time datetime=${at} title=${`${at} (${span(at, now)} ago)`}>${clock(at, now)}</time>`;
}

/** What is wrong, its stable code, and the next step, which the message ends with. */
export function ProblemNote({ problem, what }: { readonly problem: Problem; readonly what: string }): Markup {
  return html`<div class="note note-bad" role="alert">
    <p><strong>${what}</strong> <code>${problem.code}</code></p>
    <p>${problem.message}</p>
  </div>`;
}

export function Empty({ title, children }: { readonly title: string; readonly children?: Markup }): Markup {
  return html`<div class="empty">
    <p class="empty-title">${title}</p>
    ${children}
  </div>`;
}

export function Loading({ what }: { readonly what: string }): Markup {
  return html`<p class="loading" role="status">Reading ${what}…</p>`;
}

export function CopyCommand({ command }: { readonly command: string }): Markup {
  const copy = async (event: Event): Promise<void> => {
    const button = event.currentTarget;
    await navigator.clipboard.writeText(command);
    if (!(button instanceof HTMLButtonElement)) return;
    button.textContent = 'Copied';
    setTimeout(() => (button.textContent = 'Copy'), 1500);
  };
  return html`<span class="command">
    <code>${command}</code>
    <button type="button" class="small" onClick=${copy} aria-label=${`Copy ${command}`}>Copy</button>
  </span>`;
}

export function Notes({ notes }: { readonly notes: readonly string[] }): Markup {
  if (notes.length === 0) return null;
  return html`<ul class="notes">
    ${notes.map((note, at) => html`<li key=${at}>${note}</li>`)}
  </ul>`;
}

/** The exact AWS calls, whole behind a fold. */
export function Calls({
  calls,
}: {
  readonly calls: readonly { readonly service: string; readonly operation: string; readonly input?: unknown }[];
}): Markup {
  if (calls.length === 0) return null;
  const named = calls.map(({ service, operation }) => `${service}:${operation}`);
  return html`<details class="calls">
    <summary>
      ${calls.length === 1 ? 'The call' : `The ${calls.length} calls`}: ${[...new Set(named)].join(', ')}
    </summary>
    <pre tabindex="0">
${calls.map(({ service, operation, input }) => `${service}:${operation} ${JSON.stringify(input, null, 2)}`).join('\n')}</pre>
  </details>`;
}
