import type { BinaryOperator, Expression, ForExpression } from './expression.ts';
import { written } from './expression.ts';
import { functionNamed } from './functions.ts';
import { parseTemplate } from './parse-template.ts';
import { TerraformError, templateError } from './terraform-error.ts';
import {
  entriesOf,
  fromJson,
  isEqual,
  isList,
  isObject,
  show,
  toBoolean,
  toNumber,
  toText,
  typeName,
  type Value,
  type ValueObject,
} from './value.ts';

/** What names stand for: `var`, `data`, `each`, `count` and the types of resources. */
export type Scope = Readonly<Record<string, Value>>;

/** JSON data of a template with every string in it evaluated, names of objects included. */
export function evaluateData(data: unknown, scope: Scope): Value {
  if (typeof data === 'string') return evaluate(parseTemplate(data), scope);
  if (Array.isArray(data)) return data.map((item) => evaluateData(item, scope));
  if (typeof data !== 'object' || data === null) return fromJson(data);
  return Object.fromEntries(
    Object.entries(data).map(([name, item]) => [
      toText(evaluateData(name, scope), 'a name'),
      evaluateData(item, scope),
    ]),
  );
}

/** Throws TerraformError: `static` for unknown names and functions, which nothing excuses; else for values that do not fit. */
export function evaluate(expression: Expression, scope: Scope): Value {
  const value = (inner: Expression): Value => evaluate(inner, scope);
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'template':
      return expression.parts.map((part) => toText(value(part), written(part))).join('');
    case 'list':
      return expression.items.map(value);
    case 'object':
      return Object.fromEntries(
        expression.entries.map(([key, item]) => [toText(value(key), 'a key'), value(item)] as const),
      );
    case 'name':
      if (Object.hasOwn(scope, expression.name)) return scope[expression.name] ?? null;
      throw templateError(`${expression.name} is not declared`);
    case 'attribute':
      return attributeOf(value(expression.of), expression.name, expression);
    case 'index':
      return elementOf(value(expression.of), value(expression.index), expression);
    case 'call':
      return call(expression.name, expression.arguments, value);
    case 'not':
      return !toBoolean(value(expression.operand), '!');
    case 'negative':
      return -toNumber(value(expression.operand), '-');
    case 'binary':
      return binary(expression.operator, value(expression.left), value(expression.right));
    case 'conditional':
      return toBoolean(value(expression.condition), '?') ? value(expression.whenTrue) : value(expression.whenFalse);
    case 'for':
      return forValue(expression, scope);
  }
}

function attributeOf(of: Value, name: string, expression: Expression & { kind: 'attribute' }): Value {
  if (isObject(of) && Object.hasOwn(of, name)) return of[name] ?? null;
  const why = isObject(of) ? '' : `: ${written(expression.of)} is a ${typeName(of)}`;
  throw new TerraformError(`${written(expression)} does not exist${why}`, { static: isDeclaration(expression) });
}

/**
 * Whether a reference reaches no further than what the template or the provider declare: a variable, a resource, one of its
 * attributes. One that is missing is the template's fault, and no matter of values.
 */
function isDeclaration(expression: Expression): boolean {
  const steps: string[] = [];
  let at = expression;
  while (at.kind === 'attribute' || at.kind === 'index') {
    if (at.kind === 'attribute') steps.push(at.name);
    at = at.of;
  }
  const root = at.kind === 'name' ? at.name : '';
  if (root === 'var') return steps.length === 1;
  return root === 'data' ? steps.length <= 3 : root.startsWith('aws_') && steps.length <= 2;
}

function elementOf(of: Value, index: Value, expression: Expression): Value {
  if (isList(of)) {
    const found = of[toNumber(index, written(expression))];
    if (found !== undefined) return found;
  } else if (isObject(of)) {
    const name = toText(index, written(expression));
    if (Object.hasOwn(of, name)) return of[name] ?? null;
  } else {
    throw new TerraformError(`${written(expression)}: a ${typeName(of)} has no elements`);
  }
  throw new TerraformError(`${written(expression)} does not exist: there is no ${show(index)}`);
}

function call(name: string, given: readonly Expression[], value: (inner: Expression) => Value): Value {
  switch (name) {
    case 'can':
      return given.every((one) => attempt(() => value(one)) !== undefined);
    case 'try': {
      for (const one of given) {
        const found = attempt(() => value(one));
        if (found !== undefined) return found;
      }
      throw new TerraformError('try: none of the expressions succeeded');
    }
    default:
      return functionNamed(name)(...given.map(value));
  }
}

function attempt(run: () => Value): Value | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof TerraformError && !error.static) return undefined;
    throw error;
  }
}

/** Both sides of && and || are evaluated, as Terraform did until 1.12: what works here works there. */
function binary(operator: BinaryOperator, left: Value, right: Value): Value {
  switch (operator) {
    case '&&':
      return [left, right].map((side) => toBoolean(side, operator)).every(Boolean);
    case '||':
      return [left, right].map((side) => toBoolean(side, operator)).some(Boolean);
    case '==':
      return isEqual(left, right);
    case '!=':
      return !isEqual(left, right);
    default:
      return arithmetic(operator, toNumber(left, operator), toNumber(right, operator));
  }
}

function arithmetic(
  operator: '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%',
  one: number,
  other: number,
): Value {
  switch (operator) {
    case '<':
      return one < other;
    case '<=':
      return one <= other;
    case '>':
      return one > other;
    case '>=':
      return one >= other;
    case '+':
      return one + other;
    case '-':
      return one - other;
    case '*':
      return one * other;
    case '/':
    case '%':
      if (other === 0) throw new TerraformError(`${operator}: division by zero`);
      return operator === '/' ? one / other : one % other;
  }
}

function forValue({ keyName, valueName, collection, key, value, condition }: ForExpression, scope: Scope): Value {
  const results: [Value, Value][] = [];
  for (const [at, element] of entriesOf(evaluate(collection, scope), `for ${valueName}`)) {
    const inner = { ...scope, ...(keyName === undefined ? {} : { [keyName]: at }), [valueName]: element };
    if (condition !== undefined && !toBoolean(evaluate(condition, inner), 'if')) continue;
    results.push([key === undefined ? null : evaluate(key, inner), evaluate(value, inner)]);
  }
  if (key === undefined) return results.map(([, result]) => result);
  const made: Record<string, Value> = {};
  for (const [at, result] of results) {
    const name = toText(at, 'the key of a for expression');
    if (Object.hasOwn(made, name)) throw new TerraformError(`a for expression makes the key ${name} twice`);
    made[name] = result;
  }
  return made satisfies ValueObject;
}
