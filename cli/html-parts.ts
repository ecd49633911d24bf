import type { Severity } from '../contract/instruction.ts';
import { lineDiff } from './line-diff.ts';
import { type Markup, markup, type MarkupValue } from './markup.ts';

export interface HtmlColumn {
  readonly title: string;
  /** Numbers stand on the right. */
  readonly number?: boolean;
  /** Ids that are to stay in one line, such as regions and accounts; not on paper. */
  readonly short?: boolean;
}

/** A table whose header is repeated on every printed page. Cells are text unless they were made by `markup`. */
export function htmlTable(
  columns: readonly (string | HtmlColumn)[],
  rows: readonly (readonly MarkupValue[])[],
  caption?: string,
): Markup {
  const titled = columns.map((column) => (typeof column === 'string' ? { title: column } : column));
  const classOf = (at: number): string =>
    titled[at]?.number === true ? 'number' : titled[at]?.short === true ? 'short' : 'words';
  const head = titled.map(({ title }, at) => markup`<th scope="col" class="${classOf(at)}">${title}</th>`);
  const body = rows.map(
    (row) => markup`<tr>${row.map((cell, at) => markup`<td class="${classOf(at)}">${cell}</td>`)}</tr>
`,
  );
  return markup`<div class="scroll"><table>
${caption !== undefined && markup`<caption>${caption}</caption>`}
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody>
</table></div>`;
}

/** A few figures side by side. */
export function htmlFacts(facts: readonly (readonly [label: string, value: MarkupValue])[]): Markup {
  const items = facts.map(([label, value]) => markup`<div><dt>${label}</dt><dd>${value}</dd></div>`);
  return markup`<dl class="facts">${items}</dl>`;
}

const diffClasses = { ' ': 'kept', '-': 'gone', '+': 'come' } as const;

/** What would change: lines that go with a minus, lines that come with a plus, so that it can be read without colours. */
export function htmlDiff(before: readonly string[], after: readonly string[]): Markup {
  const lines = lineDiff(before, after).map(
    ({ sign, text }) => markup`<span class="${diffClasses[sign]}">${sign} ${text}</span>`,
  );
  return markup`<pre class="diff">${lines}</pre>`;
}

/** A severity, in its colour and in words. */
export function htmlSeverity(severity: Severity): Markup {
  return markup`<span class="severity ${severity}">${severity}</span>`;
}

/** Something that must not be missed: what is partial, what could not be read. */
export function htmlWarning(text: MarkupValue): Markup {
  return markup`<p class="warning" role="note">${text}</p>`;
}
