import { createHash } from 'node:crypto';
import { htmlStyle } from './html-style.ts';
import { type Markup, markup, type MarkupValue, styleElement, textOf } from './markup.ts';

export interface HtmlSection {
  readonly heading: string;
  readonly body: MarkupValue;
}

export interface HtmlReport {
  readonly title: string;
  /** When it was made; printed to the second, in UTC. */
  readonly at: Date;
  /** What stands before the first section: whose account, how many, how partial. */
  readonly lead?: MarkupValue;
  readonly sections: readonly HtmlSection[];
}

/**
 * One self-contained page: it requests nothing and runs nothing, and its Content-Security-Policy lets nothing be requested or run,
 * whatever a resource is called. Light or dark as the reader's system is, and fit to be printed. With several sections it lists them.
 * Its parts are made by `markup` and by html-parts.ts.
 */
export function htmlPage({ title, at, lead, sections }: HtmlReport): string {
  const named = sections.map((section, index) => ({ ...section, id: `section-${index + 1}` }));
  const links = named.map(({ id, heading }) => markup`<li><a href="#${id}">${heading}</a></li>`);
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="configmend">
<title>${title}</title>
${styleElement(htmlStyle)}
</head>
<body>
<header>
<h1 class="text">${title}</h1>
<p class="quiet">Made by configmend at ${timeTag(at)}</p>
${lead}
${links.length > 1 && markup`<nav aria-label="Sections"><ul>${links}</ul></nav>`}
</header>
<main>
${named.map(sectionOf)}</main>
</body>
</html>
`;
  return textOf(page);
}

const policy = [
  `default-src 'none'`,
  `style-src 'sha256-${createHash('sha256').update(htmlStyle).digest('base64')}'`,
  `base-uri 'none'`,
  `form-action 'none'`,
].join('; ');

function sectionOf({ id, heading, body }: HtmlSection & { id: string }): Markup {
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${heading}</h2>
${body}
</section>
`;
}

function timeTag(at: Date): Markup {
  const text = at.toISOString().replace(/\.\d+Z$/, 'Z');
  return markup`<time datetime="${text}">${text.replace('T', ' ').replace('Z', ' UTC')}</time>`;
}
