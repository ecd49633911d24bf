/**
 * A text with each `${…}` in it changed by a function. Braces within one are counted, so that it may hold an object; `$${` is text
 * (Terraform, "Strings and Templates").
 */
export function replaceExpressions(text: string, replace: (expression: string) => string): string {
  let result = '';
  let at = 0;
  while (at < text.length) {
    const end = text.startsWith('${', at) && text[at - 1] !== '$' ? endOfExpression(text, at) : at + 1;
    const part = text.slice(at, end);
    result += end > at + 1 ? replace(part) : part;
    at = end;
  }
  return result;
}

/** JSON with expressions in its strings as JSON has them: the quotes within an expression are Terraform's, and not escaped. */
export function withoutExpressionQuotes(text: string): string {
  return replaceExpressions(text, (expression) => JSON.stringify(expression).slice(1, -1));
}

function endOfExpression(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0 && text[at] === '}') return at + 1;
  }
  return text.length;
}
