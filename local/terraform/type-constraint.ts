import { toSet } from './collection-functions.ts';
import { TerraformError, templateError } from './terraform-error.ts';
import { elementsOf, isList, isObject, isSet, toBoolean, toNumber, toText, typeName, type Value } from './value.ts';

type Convert = (value: Value, what: string) => Value;

const primitives: Readonly<Record<string, Convert>> = {
  string: toText,
  number: toNumber,
  bool: toBoolean,
  any: (value) => value,
};

/**
 * A type constraint as the function that converts a value to it, as Terraform does (Terraform documentation, "Type Constraints"):
 * primitives, list, set and map of anything, and objects whose attributes are all required; of an object's value, attributes that the
 * constraint does not name are dropped. It throws TerraformError for a value that does not convert.
 */
export function converterTo(constraint: string): Convert {
  const text = constraint.trim();
  const primitive = Object.hasOwn(primitives, text) ? primitives[text] : undefined;
  if (primitive !== undefined) return (value, what) => (value === null ? null : primitive(value, what));
  const [, attributes] = /^object\(\{(.*)\}\)$/s.exec(text) ?? [];
  if (attributes !== undefined) return objectOf(attributes);
  const [, kind = '', inner = ''] = /^(list|set|map)\((.+)\)$/s.exec(text) ?? [];
  if (kind === '') throw templateError(`the type constraint ${text} is not read here`);
  const convert = converterTo(inner);
  return kind === 'map' ? mapOf(convert) : sequenceOf(convert, kind === 'set');
}

function sequenceOf(convert: Convert, unique: boolean): Convert {
  return (value, what) => {
    if (value === null) return null;
    if (!isList(value) && !isSet(value)) {
      throw new TerraformError(`${what}: a ${unique ? 'set' : 'list'} is needed, not a ${typeName(value)}`);
    }
    const converted = elementsOf(value, what).map((item, index) => convert(item, `${what}[${index}]`));
    return unique ? toSet(converted, what) : converted;
  };
}

function mapOf(convert: Convert): Convert {
  return (value, what) => {
    if (value === null) return null;
    if (!isObject(value)) throw new TerraformError(`${what}: a map is needed, not a ${typeName(value)}`);
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, convert(item, `${what}[${JSON.stringify(name)}]`)]),
    );
  };
}

function objectOf(attributes: string): Convert {
  const converters = topLevelParts(attributes).map((part): [string, Convert] => {
    const [, name, constraint] = /^\s*(\w+)\s*=\s*(.+)$/s.exec(part) ?? [];
    if (name === undefined || constraint === undefined) throw templateError(`the attribute ${part} is not read here`);
    return [name, converterTo(constraint)];
  });
  return (value, what) => {
    if (value === null) return null;
    if (!isObject(value)) throw new TerraformError(`${what}: an object is needed, not a ${typeName(value)}`);
    return Object.fromEntries(
      converters.map(([name, convert]) => {
        const given = value[name];
        if (given === undefined) throw new TerraformError(`${what}: the attribute ${name} is required`);
        return [name, convert(given, `${what}.${name}`)];
      }),
    );
  };
}

/** Splits at the commas that are in no brackets. */
function topLevelParts(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const letter of text) {
    if ('([{'.includes(letter)) depth += 1;
    if (')]}'.includes(letter)) depth -= 1;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.filter((part) => part.trim() !== '');
}
