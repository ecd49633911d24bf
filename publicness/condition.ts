import { isFixed } from './fixed-value.ts';
import type { ConditionClause } from './policy-document.ts';
import { type Breadth, sourceIpLooseness, unionLooseness } from './source-ip.ts';

/** Why a value of a key does not bind, in words that follow the value; null where it binds. */
type Judge = (value: string, breadth: Breadth) => string | null;

const fixed: Judge = (value) => (isFixed(value) ? null : 'has a wildcard or variable');

/**
 * The access point's name may be a wildcard as long as the account is fixed (Amazon S3 User Guide, "The meaning of public",
 * note on s3:DataAccessPointArn). The note excepts the name and nothing else, and its example fixes the region: so a wildcard
 * for partition or region is one like any other, and makes the value public.
 */
const accessPointOfAccount = /^arn:[a-z-]+:s3:[a-z0-9-]*:\d{12}:accesspoint\/[^$]+$/;
const accessPoint: Judge = (value) =>
  isFixed(value) || accessPointOfAccount.test(value) ? null : 'does not fix the account of the access point';

/**
 * Paths (`o-…/r-…/ou-…/*`) are written with a wildcard for what lies below an organisational unit (IAM User Guide,
 * aws:PrincipalOrgPaths). Organisation ids are unique in the world, so a fixed one holds as aws:PrincipalOrgID does.
 */
const orgPath = /^o-[a-z0-9]{10,32}\/[^$]*$/;
const organisation: Judge = (value) => (isFixed(value) || orgPath.test(value) ? null : 'does not fix the organisation');

/**
 * The keys that can make a grant non-public, in lower case, because key names have no case (IAM User Guide, "Condition").
 * From "aws:SourceIp" on AWS lists each of them (Amazon S3 User Guide, "The meaning of public"); for principals the page
 * names aws:PrincipalOrgID as an example of its kind.
 */
const listed = new Map<string, Judge>([
  ['aws:principalorgid', fixed],
  ['aws:principalorgpaths', organisation],
  ['aws:principalaccount', fixed],
  ['aws:principalarn', fixed],
  ['aws:principalservicename', fixed],
  ['aws:sourceip', sourceIpLooseness],
  ['aws:sourcearn', fixed],
  ['aws:sourcevpc', fixed],
  ['aws:sourcevpce', fixed],
  ['aws:sourceowner', fixed],
  ['aws:sourceaccount', fixed],
  ['aws:userid', fixed],
  ['s3:x-amz-server-side-encryption-aws-kms-key-id', fixed],
  ['s3:dataaccesspointarn', accessPoint],
  ['s3:dataaccesspointaccount', fixed],
]);

/**
 * Keys that are not on that page: they name by account or organisation what the page lets one name by VPC, endpoint or account, so a
 * fixed value admits one owner just the same. AWS does not say that it sees that too.
 */
const unlisted = new Map<string, Judge>([
  ['aws:sourceorgid', fixed],
  ['aws:sourceorgpaths', organisation],
  ['aws:sourcevpcarn', fixed],
  ['aws:vpceaccount', fixed],
  ['aws:vpceorgid', fixed],
  ['aws:vpceorgpaths', organisation],
]);

const judges = new Map<string, Judge>([...listed, ...unlisted]);

/** Whether AWS itself says that the key can make a grant non-public. */
export function isListed(key: string): boolean {
  return listed.has(key.toLowerCase());
}

/**
 * The operators that a request passes only with one of the values. Negated ones let in everything else; with `IfExists` and
 * under `ForAllValues:` a request without the key passes, unless `Null` beside them demands it; `Null` alone, `Bool` and the
 * rest say nothing about who asks. Wildcards count in ArnEquals as in ArnLike: the two are the same (IAM User Guide, "ARN
 * condition operators").
 */
const bindingOperators = new Set([
  'stringequals',
  'stringequalsignorecase',
  'stringlike',
  'arnequals',
  'arnlike',
  'ipaddress',
]);

/** What one clause does to hold a statement to fixed values. */
export interface ClauseReading {
  readonly clause: ConditionClause;
  /** Why it does not bind, in words; null where it does. One clause that binds is enough, because all must hold. */
  readonly looseness: string | null;
  /** Without these values it would bind; empty where no choice of values helps. */
  readonly looseValues: readonly string[];
}

/**
 * The keys, in lower case, without which no request passes: those that `Null` holds to `false` and to nothing else (IAM User
 * Guide, "Condition operator to check existence of condition keys" and "Multivalued context keys").
 */
export function keysThatMustExist(conditions: readonly ConditionClause[]): ReadonlySet<string> {
  const demanding = conditions.filter(
    ({ operator, values }) =>
      operator.toLowerCase() === 'null' && values.length > 0 && values.every((value) => value === 'false'),
  );
  return new Set(demanding.map(({ key }) => key.toLowerCase()));
}

/** `existing`: what keysThatMustExist says of the statement that the clause stands in. */
export function readClause(clause: ConditionClause, breadth: Breadth, existing: ReadonlySet<string>): ClauseReading {
  const { operator, key, values } = clause;
  const judge = judges.get(key.toLowerCase());
  const anyValue = operator.toLowerCase().replace(/^foranyvalue:/, '');
  const name = existing.has(key.toLowerCase()) ? anyValue.replace(/^forallvalues:|ifexists$/g, '') : anyValue;
  const unhelped = (looseness: string): ClauseReading => ({ clause, looseness, looseValues: [] });

  if (judge === undefined) return unhelped(`${key} does not say who asks`);
  if (!bindingOperators.has(name)) return unhelped(`${operator} does not hold ${key} to its values`);
  const isSourceIp = judge === sourceIpLooseness;
  if (name === 'ipaddress' && !isSourceIp) return unhelped(`${operator} does not apply to ${key}`);

  const faults = values.map((value) => ({ value, fault: judge(value, breadth) }));
  const tight = faults.filter(({ fault }) => fault === null).map(({ value }) => value);
  const loose = faults.find(({ fault }) => fault !== null);
  const together = isSourceIp ? unionLooseness(tight) : null;
  if (loose !== undefined) {
    const looseValues = faults.filter(({ fault }) => fault !== null).map(({ value }) => value);
    const looseness = `${key} ${loose.value} ${loose.fault}`;
    return { clause, looseness, looseValues: tight.length > 0 && together === null ? looseValues : [] };
  }
  if (together !== null) return unhelped(`${key} ${together}`);
  return tight.length > 0 ? { clause, looseness: null, looseValues: [] } : unhelped(`${key} has no value`);
}
