import { matchesArn, matchesWildcard } from './wildcard.ts';

/** What is known of a request, by context key; a key that is not there is not in the request. A list is a key of several values. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

/** One operator over one key. All conditions of a statement must hold; of the values one must match, or none if negated. */
export interface Condition {
  /** For keys of several values: all that the request has must match, or any of them. */
  readonly quantifier?: 'ForAllValues' | 'ForAnyValue';
  /** An `ifExists` condition holds when the request has no such key. */
  readonly operator: OperatorName;
  readonly ifExists: boolean;
  readonly key: string;
  readonly values: readonly string[];
}

type Test = (wanted: string, given: string) => boolean;

const numeric =
  (compare: (given: number, wanted: number) => boolean): Test =>
  (wanted, given) =>
    // An empty text would count as 0.
    given.trim() !== '' && wanted.trim() !== '' && compare(Number(given), Number(wanted));
const equal: Test = (wanted, given) => wanted === given;
const equalIgnoringCase: Test = (wanted, given) => wanted.toLowerCase() === given.toLowerCase();
const positive = (test: Test) => ({ test, negated: false });
const negative = (test: Test) => ({ test, negated: true });

/** IAM User Guide, "IAM JSON policy elements: Condition operators": those for single-valued keys, dates and addresses left out. */
const tests = {
  StringEquals: positive(equal),
  StringNotEquals: negative(equal),
  StringEqualsIgnoreCase: positive(equalIgnoringCase),
  StringNotEqualsIgnoreCase: negative(equalIgnoringCase),
  StringLike: positive(matchesWildcard),
  StringNotLike: negative(matchesWildcard),
  ArnEquals: positive(matchesArn),
  ArnLike: positive(matchesArn),
  ArnNotEquals: negative(matchesArn),
  ArnNotLike: negative(matchesArn),
  NumericEquals: positive(numeric((given, wanted) => given === wanted)),
  NumericNotEquals: negative(numeric((given, wanted) => given === wanted)),
  NumericLessThan: positive(numeric((given, wanted) => given < wanted)),
  NumericLessThanEquals: positive(numeric((given, wanted) => given <= wanted)),
  NumericGreaterThan: positive(numeric((given, wanted) => given > wanted)),
  NumericGreaterThanEquals: positive(numeric((given, wanted) => given >= wanted)),
  Bool: positive(equalIgnoringCase),
} satisfies Readonly<Record<string, { test: Test; negated: boolean }>>;

export type OperatorName = keyof typeof tests | 'Null';

export function isOperator(name: string): name is OperatorName {
  return name === 'Null' || Object.hasOwn(tests, name);
}

/**
 * A missing key makes a positive operator false and a negated one true; ForAllValues holds of nothing, and ForAnyValue does not (IAM User
 * Guide, "Condition operators", "Set operators for multivalued context keys"). Names of keys are not case-sensitive.
 */
export function holds({ quantifier, operator, ifExists, key, values }: Condition, context: RequestContext): boolean {
  const given = valuesOf(context, key);
  if (operator === 'Null') return values.some((absent) => absent.toLowerCase() === String(given === undefined));
  const { test, negated } = tests[operator];
  const matches = (one: string): boolean => values.some((wanted) => test(wanted, one)) !== negated;
  switch (quantifier) {
    case 'ForAllValues':
      return given === undefined || given.every(matches);
    case 'ForAnyValue':
      return given === undefined ? ifExists : given.some(matches);
    default:
      return given === undefined ? ifExists || negated : given.some(matches);
  }
}

function valuesOf(context: RequestContext, key: string): readonly string[] | undefined {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found === undefined ? undefined : [found[1]].flat();
}
