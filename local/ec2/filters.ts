import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { invalidValue } from './operation.ts';

/** The `Filter` member of every describe. */
export const FilterMember = {
  Filter: v.optional(v.array(v.strictObject({ Name: v.string(), Value: v.array(v.string()) })), []),
};

export interface Filter {
  readonly Name: string;
  readonly Value: readonly string[];
}

/** Most filters, and most values of them together, that one call may have (EC2 user guide, "Filtering"; EC2 API, error codes). */
const mostFilters = 50;
const mostValues = 200;

/** What a filter compares: every value of one property, e.g. all CIDRs of a group. */
export type Property<T> = (item: T) => Iterable<string>;

/**
 * A test for all filters together: every filter must hold, and a filter holds when any value of the property equals any of its
 * own; `*` and `?` are wildcards, `\` makes them ordinary (EC2 user guide, "Filtering"). Throws FilterLimitExceeded, and
 * InvalidParameterValue for a filter that `propertyOf` does not know: one passed over would return what was not asked for.
 */
export function filterBy<T>(
  filters: readonly Filter[],
  propertyOf: (name: string) => Property<T> | undefined,
): (item: T) => boolean {
  checkCount(filters);
  const tests = filters.map(({ Name, Value }) => {
    const property = propertyOf(Name);
    if (property === undefined) throw invalidValue(`The filter '${Name}' is invalid`);
    const matches = matcher(Value);
    return (item: T): boolean => {
      for (const value of property(item)) if (matches(value)) return true;
      return false;
    };
  });
  return (item) => tests.every((test) => test(item));
}

function checkCount(filters: readonly Filter[]): void {
  const values = filters.reduce((sum, { Value }) => sum + Value.length, 0);
  if (filters.length <= mostFilters && values <= mostValues) return;
  throw new AwsError(
    'FilterLimitExceeded',
    `The maximum number of filters on a single call is ${mostFilters}, and of filter values ${mostValues}`,
  );
}

/**
 * The ids that the filters of this name leave, when they name ids outright: they can then be looked up instead of searched for.
 * Undefined when there is no such filter or it has wildcards.
 */
export function idsAsked(filters: readonly Filter[], name: string): string[] | undefined {
  const values = filters.find((filter) => filter.Name === name)?.Value;
  return values === undefined || values.some(hasWildcard) ? undefined : [...new Set(values)];
}

/** `tag:KEY`, `tag-key` and `tag-value`, which every taggable resource can be filtered by. */
export function tagProperty(name: string): Property<{ readonly tags: ReadonlyMap<string, string> }> | undefined {
  if (name === 'tag-key') return ({ tags }) => tags.keys();
  if (name === 'tag-value') return ({ tags }) => tags.values();
  if (!name.startsWith('tag:')) return undefined;
  const key = name.slice('tag:'.length);
  return ({ tags }) => {
    const value = tags.get(key);
    return value === undefined ? [] : [value];
  };
}

function matcher(values: readonly string[]): (value: string) => boolean {
  const exact = new Set(values.filter((value) => !hasWildcard(value)));
  const patterns = values.filter(hasWildcard).map(pattern);
  return (value) => exact.has(value) || patterns.some((candidate) => candidate.test(value));
}

function hasWildcard(value: string): boolean {
  return /[*?\\]/.test(value);
}

function pattern(value: string): RegExp {
  const source = value.replaceAll(/\\(.)|[*?]|[.+^${}()|[\]\\/]/gs, (match, escaped: string | undefined) => {
    if (match === '*') return '.*';
    if (match === '?') return '.';
    return (escaped ?? match).replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  });
  return new RegExp(`^${source}$`, 's');
}
