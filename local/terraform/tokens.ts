import { templateError } from './terraform-error.ts';

/** A token of an expression. A quoted string is a template: parts of text, and the tokens of what is interpolated. */
export type Token =
  | { readonly kind: 'name' | 'symbol'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'template'; readonly parts: readonly TemplatePart[] };
export type TemplatePart = string | readonly Token[];

const space = /\s+/y;
const name = /[A-Za-z_][\w-]*/y;
const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const symbol = /=>|==|!=|<=|>=|&&|\|\||\.\.\.|[-+*/%!<>?:.,()[\]{}=]/y;
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/**
 * Splits a string of the JSON syntax into text and interpolations (Terraform documentation, "Strings and Templates"): `$${` is a
 * literal `${`, and backslashes mean nothing outside of quoted strings. Directives, `%{…}`, are not read.
 */
export function templateParts(text: string): TemplatePart[] {
  const { parts } = readTemplate(text, 0, false);
  return parts;
}

function readTemplate(text: string, from: number, quoted: boolean): { parts: TemplatePart[]; end: number } {
  const parts: TemplatePart[] = [];
  let literal = '';
  let at = from;
  while (at < text.length) {
    const character = text.charAt(at);
    if (quoted && character === '"') break;
    if (text.startsWith('$${', at) || text.startsWith('%%{', at)) {
      literal += text.slice(at + 1, at + 3);
      at += 3;
    } else if (text.startsWith('${', at)) {
      if (literal !== '') parts.push(literal);
      literal = '';
      const { tokens, end } = readTokens(text, at + 2);
      parts.push(tokens);
      at = end;
    } else if (text.startsWith('%{', at)) {
      throw templateError(`template directives are not read: ${excerpt(text, at)}`);
    } else if (quoted && character === '\\') {
      const escaped = escapes[text.charAt(at + 1)];
      if (escaped === undefined) throw templateError(`unknown escape in a string: ${excerpt(text, at)}`);
      literal += escaped;
      at += 2;
    } else {
      literal += character;
      at += 1;
    }
  }
  if (quoted && at >= text.length) throw templateError(`a string does not end: ${excerpt(text, from - 1)}`);
  if (literal !== '') parts.push(literal);
  return { parts, end: at };
}

/** The tokens up to the brace that ends the interpolation. */
function readTokens(text: string, from: number): { tokens: Token[]; end: number } {
  const tokens: Token[] = [];
  let open = 0;
  let at = from;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined) at += found.length;
    return found;
  };
  while (at < text.length) {
    if (take(space) !== undefined) continue;
    if (text.charAt(at) === '"') {
      const { parts, end } = readTemplate(text, at + 1, true);
      tokens.push({ kind: 'template', parts });
      at = end + 1;
      continue;
    }
    const word = take(name);
    if (word !== undefined) {
      tokens.push({ kind: 'name', text: word });
      continue;
    }
    const digits = take(number);
    if (digits !== undefined) {
      tokens.push({ kind: 'number', value: Number(digits) });
      continue;
    }
    const sign = take(symbol);
    if (sign === undefined) throw templateError(`not of the Terraform language: ${excerpt(text, at)}`);
    if (sign === '}' && open === 0) return { tokens, end: at };
    if (sign === '{') open += 1;
    if (sign === '}') open -= 1;
    tokens.push({ kind: 'symbol', text: sign });
  }
  throw templateError(`an interpolation does not end: ${excerpt(text, from - 2)}`);
}

function excerpt(text: string, at: number): string {
  return text.slice(Math.max(0, at - 30), at + 30);
}
