import { TerraformError } from './terraform-error.ts';
import {
  elementsOf,
  isEqual,
  isList,
  isObject,
  isPrimitive,
  isSet,
  type Primitive,
  show,
  sorted,
  toBoolean,
  toText,
  typeName,
  type Value,
  type ValueObject,
} from './value.ts';

/** Functions over lists, sets and maps (Terraform documentation, "Built-in Functions"). */
export const collectionFunctions = {
  lookup(map: Value, key: Value, ...fallback: Value[]): Value {
    const object = objectOf(map, 'lookup');
    const name = toText(key, 'lookup');
    if (Object.hasOwn(object, name)) return object[name] ?? null;
    if (fallback[0] === undefined) throw new TerraformError(`lookup: there is no ${name} in ${show(object)}`);
    return fallback[0];
  },
  contains: (collection: Value, wanted: Value): Value =>
    elementsOf(sequenceOf(collection, 'contains'), 'contains').some((item) => isEqual(item, wanted)),
  keys: (map: Value): Value => sorted(Object.keys(objectOf(map, 'keys'))),
  values: (map: Value): Value => elementsOf(objectOf(map, 'values'), 'values'),
  merge(...maps: Value[]): Value {
    const given = maps.filter((map) => map !== null);
    return Object.assign({}, ...given.map((map) => objectOf(map, 'merge'))) as ValueObject;
  },
  concat: (...lists: Value[]): Value => lists.flatMap((list) => elementsOf(sequenceOf(list, 'concat'), 'concat')),
  distinct(list: Value): Value {
    const items = elementsOf(sequenceOf(list, 'distinct'), 'distinct');
    return items.filter((item, at) => items.findIndex((other) => isEqual(item, other)) === at);
  },
  toset: (collection: Value): Value => toSet(collection, 'toset'),
  join: (separator: Value, ...lists: Value[]): Value =>
    lists
      .flatMap((list) => elementsOf(sequenceOf(list, 'join'), 'join'))
      .map((item) => toText(item, 'join'))
      .join(toText(separator, 'join')),
  length(value: Value): Value {
    if (typeof value === 'string') return Array.from(value).length;
    if (isList(value)) return value.length;
    if (isSet(value)) return value.size;
    if (isObject(value)) return Object.keys(value).length;
    throw new TerraformError(`length: a ${typeName(value)} has none`);
  },
  alltrue: (list: Value): Value =>
    elementsOf(sequenceOf(list, 'alltrue'), 'alltrue').every((item) => isTrue(item, 'alltrue')),
  anytrue: (list: Value): Value =>
    elementsOf(sequenceOf(list, 'anytrue'), 'anytrue').some((item) => isTrue(item, 'anytrue')),
  /** The first that is neither null nor an empty string. */
  coalesce(...values: Value[]): Value {
    const found = values.find((value) => value !== null && value !== '');
    if (found === undefined) throw new TerraformError('coalesce: no argument is other than null or empty');
    return found;
  },
};

/** Equal members become one; Terraform makes sets of strings, numbers and booleans here. */
export function toSet(collection: Value, what: string): Value {
  const members: Primitive[] = elementsOf(sequenceOf(collection, what), what).map((item) => {
    if (!isPrimitive(item)) throw new TerraformError(`${what}: a ${typeName(item)} cannot be a member of a set here`);
    return item;
  });
  return new Set(members);
}

function isTrue(value: Value, what: string): boolean {
  return value !== null && toBoolean(value, what);
}

function objectOf(value: Value, what: string): ValueObject {
  if (isObject(value)) return value;
  throw new TerraformError(`${what}: a map is needed, not ${show(value)}`);
}

function sequenceOf(value: Value, what: string): Value {
  if (isList(value) || isSet(value)) return value;
  throw new TerraformError(`${what}: a list or set is needed, not ${show(value)}`);
}
