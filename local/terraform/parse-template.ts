import type { BinaryOperator, Expression, ForExpression } from './expression.ts';
import { templateError } from './terraform-error.ts';
import { type TemplatePart, templateParts, type Token } from './tokens.ts';

/** Weakest first (Terraform documentation, "Arithmetic and Logical Operators"). */
const precedence: readonly (readonly BinaryOperator[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];

/** Reads a string of a Terraform JSON file. Throws TerraformError with the place, for what is not of the language or not read here. */
export function parseTemplate(text: string): Expression {
  try {
    return templateOf(templateParts(text));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const shown = text.length > 200 ? `${text.slice(0, 197)}…` : text;
    throw templateError(`${error.message}, in ${shown}`);
  }
}

/** One interpolation alone keeps its type; beside text it becomes text. */
function templateOf(parts: readonly TemplatePart[]): Expression {
  const [first, ...more] = parts.map((part): Expression =>
    typeof part === 'string' ? { kind: 'literal', value: part } : parseTokens(part),
  );
  if (first === undefined) return { kind: 'literal', value: '' };
  return more.length === 0 ? first : { kind: 'template', parts: [first, ...more] };
}

function parseTokens(tokens: readonly Token[]): Expression {
  let at = 0;

  const isSymbol = (text: string, ahead = 0): boolean => {
    const token = tokens[at + ahead];
    return token?.kind === 'symbol' && token.text === text;
  };
  const isName = (text: string): boolean => {
    const token = tokens[at];
    return token?.kind === 'name' && token.text === text;
  };
  const accept = (text: string): boolean => {
    const found = isSymbol(text);
    if (found) at += 1;
    return found;
  };
  const expect = (text: string): void => {
    if (!accept(text)) throw templateError(`${text} expected before ${shownToken(tokens[at])}`);
  };
  const expectName = (): string => {
    const token = tokens[at];
    if (token?.kind !== 'name') throw templateError(`a name expected before ${shownToken(token)}`);
    at += 1;
    return token.text;
  };

  const conditional = (): Expression => {
    const condition = binary(0);
    if (!accept('?')) return condition;
    const whenTrue = conditional();
    expect(':');
    return { kind: 'conditional', condition, whenTrue, whenFalse: conditional() };
  };
  const binary = (level: number): Expression => {
    const operators = precedence[level];
    if (operators === undefined) return unary();
    let left = binary(level + 1);
    for (;;) {
      const operator = operators.find((candidate) => isSymbol(candidate));
      if (operator === undefined) return left;
      at += 1;
      left = { kind: 'binary', operator, left, right: binary(level + 1) };
    }
  };
  const unary = (): Expression => {
    if (accept('!')) return { kind: 'not', operand: unary() };
    if (accept('-')) return { kind: 'negative', operand: unary() };
    return postfix(primary());
  };
  const postfix = (start: Expression): Expression => {
    let of = start;
    for (;;) {
      if (accept('.')) {
        const token = tokens[at];
        if (token?.kind === 'number') throw templateError('write an index as [0], not as .0');
        of = { kind: 'attribute', of, name: expectName() };
      } else if (accept('[')) {
        const index = conditional();
        expect(']');
        of = { kind: 'index', of, index };
      } else {
        return of;
      }
    }
  };
  const primary = (): Expression => {
    if (accept('(')) {
      const inner = conditional();
      expect(')');
      return inner;
    }
    if (accept('[')) return list();
    if (accept('{')) return object();
    const token = tokens[at];
    at += 1;
    switch (token?.kind) {
      case 'number':
        return { kind: 'literal', value: token.value };
      case 'template':
        return templateOf(token.parts);
      case 'name':
        return accept('(') ? call(token.text) : named(token.text);
      default:
        throw templateError(`an expression expected before ${shownToken(token)}`);
    }
  };
  const named = (name: string): Expression => {
    switch (name) {
      case 'true':
      case 'false':
        return { kind: 'literal', value: name === 'true' };
      case 'null':
        return { kind: 'literal', value: null };
      default:
        return { kind: 'name', name };
    }
  };
  const until = <T>(close: string, read: () => T): T[] => {
    const items: T[] = [];
    while (!accept(close)) {
      items.push(read());
      if (!accept(',')) {
        expect(close);
        return items;
      }
    }
    return items;
  };
  const call = (name: string): Expression => ({ kind: 'call', name, arguments: until(')', conditional) });
  const list = (): Expression =>
    isName('for') ? forExpression(']') : { kind: 'list', items: until(']', conditional) };
  const object = (): Expression => {
    if (isName('for')) return forExpression('}');
    const entry = (): [Expression, Expression] => {
      const token = tokens[at];
      const bare = token?.kind === 'name' && (isSymbol('=', 1) || isSymbol(':', 1));
      const key: Expression = bare ? { kind: 'literal', value: token.text } : conditional();
      if (bare) at += 1;
      if (!accept('=')) expect(':');
      return [key, conditional()];
    };
    return { kind: 'object', entries: until('}', entry) };
  };
  const forExpression = (close: string): ForExpression => {
    at += 1;
    const first = expectName();
    const second = accept(',') ? expectName() : undefined;
    if (expectName() !== 'in') throw templateError('a for expression lacks its "in"');
    const collection = conditional();
    expect(':');
    const one = conditional();
    let key: Expression | undefined;
    let value = one;
    if (close === '}') {
      expect('=>');
      key = one;
      value = conditional();
    }
    if (isSymbol('...')) throw templateError('grouping in a for expression is not read');
    let condition: Expression | undefined;
    if (isName('if')) {
      at += 1;
      condition = conditional();
    }
    expect(close);
    const [keyName, valueName] = second === undefined ? [undefined, first] : [first, second];
    return { kind: 'for', keyName, valueName, collection, key, value, condition };
  };

  const parsed = conditional();
  if (at < tokens.length) throw templateError(`the expression should end before ${shownToken(tokens[at])}`);
  return parsed;
}

function shownToken(token: Token | undefined): string {
  switch (token?.kind) {
    case undefined:
      return 'the end';
    case 'name':
    case 'symbol':
      return token.text;
    case 'number':
      return String(token.value);
    case 'template':
      return 'a string';
  }
}
