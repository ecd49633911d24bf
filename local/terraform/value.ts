import { TerraformError } from './terraform-error.ts';

/** A value of the Terraform language. Sets hold strings, numbers and booleans; all values are known, since plan and apply are one. */
export type Value = null | boolean | number | string | readonly Value[] | ValueSet | ValueObject;
export type Primitive = boolean | number | string;
export type ValueSet = ReadonlySet<Primitive>;
export type ValueObject = { readonly [name: string]: Value };

export function isObject(value: Value): value is ValueObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Set);
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isSet(value: Value): value is ValueSet {
  return value instanceof Set;
}

export function isPrimitive(value: Value): value is Primitive {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** The type's name, as an error would say it. */
export function typeName(value: Value): string {
  if (value === null) return 'null';
  if (isList(value)) return 'list';
  if (isSet(value)) return 'set';
  return isPrimitive(value) ? (typeof value === 'boolean' ? 'bool' : typeof value) : 'object';
}

/** What goes into a string: Terraform converts numbers and booleans, and nothing else. */
export function toText(value: Value, what: string): string {
  if (isPrimitive(value)) return String(value);
  throw new TerraformError(`${what}: a ${typeName(value)} cannot be written into a string`);
}

export function toNumber(value: Value, what: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value);
  throw new TerraformError(`${what}: a number is needed, not ${show(value)}`);
}

export function toBoolean(value: Value, what: string): boolean {
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  if (value === 'false') return false;
  throw new TerraformError(`${what}: a bool is needed, not ${show(value)}`);
}

/** Values of different types are not equal: "1" is not 1. */
export function isEqual(one: Value, other: Value): boolean {
  if (isList(one) && isList(other)) {
    return one.length === other.length && one.every((item, index) => isEqual(item, other[index] ?? null));
  }
  if (isSet(one) && isSet(other)) return one.size === other.size && [...one].every((item) => other.has(item));
  if (isObject(one) && isObject(other)) {
    const names = Object.keys(one);
    return (
      names.length === Object.keys(other).length &&
      names.every((name) => Object.hasOwn(other, name) && isEqual(one[name] ?? null, other[name] ?? null))
    );
  }
  return one === other;
}

/** Elements with their keys in Terraform's order: of maps and sets the order of their keys. */
export function entriesOf(value: Value, what: string): [key: string | number, value: Value][] {
  if (isList(value)) return [...value.entries()];
  if (isSet(value)) return sorted([...value]).map((item) => [String(item), item]);
  if (isObject(value)) return sorted(Object.keys(value)).map((name) => [name, value[name] ?? null]);
  throw new TerraformError(`${what}: a list, set or map is needed, not ${show(value)}`);
}

export function elementsOf(value: Value, what: string): Value[] {
  return entriesOf(value, what).map(([, element]) => element);
}

export function sorted<T extends Primitive>(items: readonly T[]): T[] {
  return items.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0));
}

/** As Terraform's jsonencode writes it: names in order, and `<`, `>` and `&` escaped. */
export function toJson(value: Value): string {
  return JSON.stringify(plain(value)).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The value with sets as lists and names in order, for JSON and for schemas. */
export function plain(value: Value): unknown {
  if (isList(value)) return value.map(plain);
  if (isSet(value)) return sorted([...value]);
  if (!isObject(value)) return value;
  return Object.fromEntries(sorted(Object.keys(value)).map((name) => [name, plain(value[name] ?? null)]));
}

/** JSON data as a value. Throws for what JSON does not have. */
export function fromJson(data: unknown): Value {
  if (data === null || typeof data === 'boolean' || typeof data === 'number' || typeof data === 'string') return data;
  if (Array.isArray(data)) return data.map(fromJson);
  if (typeof data !== 'object') throw new TerraformError(`${typeof data} is not a value`);
  return Object.fromEntries(Object.entries(data).map(([name, item]) => [name, fromJson(item)]));
}

/** Short enough for an error. */
export function show(value: Value): string {
  const json = toJson(value);
  return json.length > 60 ? `${json.slice(0, 57)}…` : json;
}
