import { AwsError } from '../aws-error.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Test = (value: Json | undefined) => boolean;

/** Whether an event matches. */
export type EventPattern = (event: object) => boolean;

/**
 * Reads an event pattern: exact values (type-exact), prefix, anything-but, exists and numeric (Amazon EventBridge User Guide,
 * "Comparison operators"). Any other operator, though the service may know it, is InvalidEventPatternException here, so that no
 * pattern is taken and then matched wrongly.
 */
export function parsePattern(text: string): EventPattern {
  let parsed: Json;
  try {
    parsed = JSON.parse(text) as Json;
  } catch {
    throw invalid('not JSON');
  }
  if (!isObject(parsed)) throw invalid('not an object');
  const test = objectTest(parsed, '');
  return (event) => test(event as Json);
}

function objectTest(pattern: { readonly [key: string]: Json }, path: string): Test {
  const fields = Object.entries(pattern).map(([key, value]): [string, Test] => {
    const here = `${path}${key}`;
    if (Array.isArray(value)) return [key, leafTest(value as readonly Json[], here)];
    if (isObject(value)) return [key, objectTest(value, `${here}.`)];
    throw invalid(`"${here}" must be an object or an array`);
  });
  if (fields.length === 0)
    throw invalid(`Empty objects are not allowed${path === '' ? '' : ` at "${path.slice(0, -1)}"`}`);
  const all = (value: Json): boolean => isObject(value) && fields.every(([key, test]) => test(own(value, key)));
  return (value) => {
    if (Array.isArray(value)) return (value as readonly Json[]).some(all);
    if (value !== undefined) return all(value);
    return fields.every(([, test]) => test(undefined));
  };
}

function leafTest(alternatives: readonly Json[], path: string): Test {
  if (alternatives.length === 0) throw invalid(`Empty arrays are not allowed at "${path}"`);
  const tests = alternatives.map((alternative) =>
    isObject(alternative) ? operatorTest(alternative, path) : equals(alternative),
  );
  return (value) => tests.some((test) => test(value));
}

function operatorTest(operator: { readonly [key: string]: Json }, path: string): Test {
  const [[name, operand] = ['', null], ...more] = Object.entries(operator);
  if (more.length > 0) throw invalid(`Only one key allowed in match expression at "${path}"`);
  switch (name) {
    case 'exists':
      if (typeof operand !== 'boolean') throw invalid(`exists match pattern must be either true or false at "${path}"`);
      return (value) => isLeaf(value) === operand;
    case 'prefix':
      if (typeof operand !== 'string') throw invalid(`prefix match pattern must be a string at "${path}"`);
      return any((value) => typeof value === 'string' && value.startsWith(operand));
    case 'anything-but':
      return anythingBut(operand, path);
    case 'numeric':
      return numeric(operand, path);
    default:
      throw invalid(
        `Unrecognized match type ${name} at "${path}" (the local account knows exists, prefix, anything-but, numeric)`,
      );
  }
}

function anythingBut(operand: Json, path: string): Test {
  if (isObject(operand)) {
    if (Object.keys(operand).join() !== 'prefix') throw invalid(`Unsupported anything-but pattern at "${path}"`);
    const prefixed = operatorTest(operand, path);
    return any((value) => !prefixed(value));
  }
  const listed: readonly Json[] = Array.isArray(operand) ? (operand as readonly Json[]) : [operand];
  if (listed.length === 0 || listed.some((one) => typeof one !== 'string' && typeof one !== 'number')) {
    throw invalid(`anything-but list must contain strings or numbers at "${path}"`);
  }
  return any((value) => !listed.includes(value));
}

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function numeric(operand: Json, path: string): Test {
  const parts: readonly Json[] = Array.isArray(operand) ? (operand as readonly Json[]) : [];
  if (parts.length !== 2 && parts.length !== 4)
    throw invalid(`numeric match must be one or two comparisons at "${path}"`);
  const tests = [parts.slice(0, 2), parts.slice(2)]
    .filter((pair) => pair.length > 0)
    .map(([operator, bound]) => {
      const compare = typeof operator === 'string' && Object.hasOwn(comparisons, operator) && comparisons[operator];
      if (!compare || typeof bound !== 'number') throw invalid(`Bad numeric range operator at "${path}"`);
      return (value: number): boolean => compare(value, bound);
    });
  return any((value) => typeof value === 'number' && tests.every((test) => test(value)));
}

function equals(expected: Json): Test {
  return any((value) => value === expected);
}

/** A field that holds an array matches if one of its elements does; an absent one never. */
function any(test: (value: Json) => boolean): Test {
  return (value) => {
    if (value === undefined) return false;
    return Array.isArray(value) ? (value as readonly Json[]).some(test) : test(value);
  };
}

/** `exists` knows leaf nodes only: an object or nothing counts as absent. */
function isLeaf(value: Json | undefined): boolean {
  return value !== undefined && !isObject(value);
}

function own(value: { readonly [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(reason: string): AwsError {
  return new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
}
