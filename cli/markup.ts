const safe: unique symbol = Symbol('safe');

/** Markup that is safe to put into a page. Only this file makes it, so that no text becomes markup unescaped. */
export interface Markup {
  readonly [safe]: string;
}

/** What a template takes: text and numbers are escaped, a list is joined, `undefined` and `false` are nothing. */
export type MarkupValue = Markup | string | number | undefined | false | readonly MarkupValue[];

/** Tagged template: what is written is markup, what is interpolated is text. Attributes must be quoted. */
export function markup(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return { [safe]: strings.reduce((text, part, at) => text + textOf(values[at - 1]) + part) };
}

/** A style sheet of this program's own: no entity stands for itself in it, so it is not escaped. */
export function styleElement(sheet: string): Markup {
  if (sheet.includes('</')) throw new TypeError('a style sheet cannot hold an end tag');
  return { [safe]: `<style>${sheet}</style>` };
}

/** The text of the markup, for the one that writes the page. */
export function textOf(value: MarkupValue): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeMarkup(String(value));
  return isMarkup(value) ? value[safe] : value.map(textOf).join('');
}

function isMarkup(value: Markup | readonly MarkupValue[]): value is Markup {
  return safe in value;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe in an element and in a quoted attribute. Control characters, which HTML cannot hold, become U+FFFD. */
export function escapeMarkup(text: string): string {
  return (
    text
      // oxlint-disable-next-line no-control-regex -- they are what is replaced
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]|\p{Cs}/gu, '\uFFFD')
      .replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)
  );
}
