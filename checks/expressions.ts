/**
 * A text with each `${…}` in it changed by a function, and every other character passed to another. Braces within one are counted, so that it may hold an object; `$${` is text
 * (Terraform, "Strings and Templates").
 */
export function replaceExpressions(
  text: string,
  replace: (expression: string) => string,
  pass: (character: string, before: string) => void = () => {},
): string {
  let result = '';
  let at = 0;
  while (at < text.length) {
    const end = text.startsWith('${', at) && text[at - 1] !== '$' ? endOfExpression(text, at) : at + 1;
    const part = text.slice(at, end);
    if (end === at + 1) pass(part, text[at - 1] ?? '');
    result += end > at + 1 ? replace(part) : part;
    at = end;
  }
  return result;
}

/**
 * JSON with expressions as JSON has them: the quotes within one are Terraform's, and not escaped, and one in the place of a value, which
 * makes JSON of it, becomes a string.
 */
export function asJson(text: string): string {
  let isInString = false;
  return replaceExpressions(
    text,
    (expression) => {
      const string = JSON.stringify(expression);
      return isInString ? string.slice(1, -1) : string;
    },
    (character, before) => {
      if (character === '"' && before !== '\\') isInString = !isInString;
    },
  );
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
