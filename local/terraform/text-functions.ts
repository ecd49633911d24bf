import { TerraformError, templateError } from './terraform-error.ts';
import { isObject, isList, toJson, toNumber, toText, type Value } from './value.ts';

/** Functions over strings (Terraform documentation, "Built-in Functions"). */
export const textFunctions = {
  lower: (text: Value): Value => toText(text, 'lower').toLowerCase(),
  upper: (text: Value): Value => toText(text, 'upper').toUpperCase(),
  trimprefix(text: Value, prefix: Value): Value {
    const [whole, start] = [toText(text, 'trimprefix'), toText(prefix, 'trimprefix')];
    return whole.startsWith(start) ? whole.slice(start.length) : whole;
  },
  /** What stands between slashes is a regular expression, in the replacement of which `$1` stands for a group. */
  replace(text: Value, wanted: Value, replacement: Value): Value {
    const [whole, sought, put] = [text, wanted, replacement].map((value) => toText(value, 'replace'));
    if (whole === undefined || sought === undefined || put === undefined) return '';
    const [, pattern] = /^\/(.+)\/$/s.exec(sought) ?? [];
    return pattern === undefined
      ? whole.replaceAll(sought, () => put)
      : whole.replaceAll(expression(pattern, 'g'), put);
  },
  /** The match, or its groups if the pattern has any. Throws where there is none. */
  regex(pattern: Value, text: Value): Value {
    const source = toText(pattern, 'regex');
    const match = expression(source).exec(toText(text, 'regex'));
    if (match === null) throw new TerraformError(`regex: ${source} is not found in ${toText(text, 'regex')}`);
    const found = (group: string | undefined): Value => group ?? null;
    if (match.groups !== undefined) {
      return Object.fromEntries(Object.entries(match.groups).map(([name, group]) => [name, found(group)]));
    }
    return match.length === 1 ? match[0] : match.slice(1).map(found);
  },
  /** The verbs %s, %d, %v, %q and %%, without flags. */
  format(spec: Value, ...values: Value[]): Value {
    const given = [...values];
    const written = toText(spec, 'format').replaceAll(/%(.)?/g, (_, verb: string | undefined) => {
      if (verb === '%') return '%';
      const value = given.shift();
      if (value === undefined) throw new TerraformError('format: there are more verbs than values');
      return formatted(verb ?? '', value);
    });
    if (given.length > 0) throw new TerraformError('format: there are more values than verbs');
    return written;
  },
};

function formatted(verb: string, value: Value): string {
  switch (verb) {
    case 's':
      return toText(value, 'format');
    case 'd':
      return String(Math.trunc(toNumber(value, 'format')));
    case 'q':
      return JSON.stringify(toText(value, 'format'));
    case 'v':
      return value === null || isList(value) || isObject(value) ? toJson(value) : toText(value, 'format');
    default:
      throw templateError(`format: the verb %${verb} is not known here`);
  }
}

/** Terraform's patterns are RE2; what the two languages have in common is taken, flags in front and named groups translated. */
function expression(pattern: string, flags = ''): RegExp {
  const [, own = '', rest = ''] = /^(?:\(\?([ims]+)\))?(.*)$/s.exec(pattern) ?? [];
  try {
    return new RegExp(rest.replaceAll('(?P<', '(?<'), flags + own);
  } catch (cause) {
    throw new TerraformError(`regex: the pattern ${pattern} is not understood`, { cause });
  }
}
