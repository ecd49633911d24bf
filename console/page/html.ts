import htm from 'htm';
import { type ComponentChildren, h } from 'preact';

export type Markup = ComponentChildren;

const bound = htm.bind(h);
const asHtml = new WeakMap<TemplateStringsArray, TemplateStringsArray>();

/**
 * Markup as a template. White space means what it means in HTML, where a line break parts two words; htm by itself drops it. Components
 * are called with `h`, whose properties are checked when it is compiled.
 */
export function html(strings: TemplateStringsArray, ...values: unknown[]): Markup {
  let known = asHtml.get(strings);
  if (known === undefined) {
    known = spaced(strings);
    asHtml.set(strings, known);
  }
  return bound(known, ...values);
}

/** The same array for the same template, since htm knows its templates by it. */
function spaced(strings: TemplateStringsArray): TemplateStringsArray {
  const texts = strings.map((text) => text.replaceAll(/\s*\n\s*/g, ' '));
  const last = texts.length - 1;
  texts[0] = (texts[0] ?? '').trimStart();
  texts[last] = (texts[last] ?? '').trimEnd();
  return Object.assign(texts, { raw: texts });
}
