import { readClause, keysThatMustExist } from './condition.ts';
import { isFixed } from './fixed-value.ts';
import { type AllowStatement, type ConditionClause, type DenyStatement, readPolicy } from './policy-document.ts';
import { publicPrincipals } from './principal.ts';
import { awsBreadth, type Breadth, isAddressRange } from './source-ip.ts';

/**
 * Whether a statement is public by AWS's own text. That looks at each address range alone (Amazon S3 User Guide, "The meaning of public"),
 * so that ranges which are everyone only together are not, nor what a parameter alone calls public.
 */
export function isPublicToAws(statement: AllowStatement): boolean {
  if (publicPrincipals(statement) === null) return false;
  const existing = keysThatMustExist(statement.conditions);
  return statement.conditions.every((clause) => loosenessToAws(clause, existing) !== null);
}

/** Why a clause does not bind by that text, in words; null where it does. `existing`: what keysThatMustExist says. */
export function loosenessToAws(clause: ConditionClause, existing: ReadonlySet<string>): string | null {
  const alone = clause.values.length === 0 ? [[]] : clause.values.map((value) => [value]);
  const readings = alone.map((values) => readClause({ ...clause, values }, awsBreadth, existing).looseness);
  return readings.find((looseness) => looseness !== null) ?? null;
}

/** Whether a policy is public by that text, as S3 judges a put; what cannot be judged may be. */
export function mayBePublicToAws(policy: string | null): boolean {
  if (policy === null) return false;
  const reading = readPolicy(policy);
  if (reading.kind === 'unreadable') return true;
  return reading.statements.some(
    (statement) => statement.effect === 'unreadable' || (statement.effect === 'Allow' && isPublicToAws(statement)),
  );
}

/**
 * Whether AWS surely calls a policy public, read as generously as its text may be: one statement is then enough for RestrictPublicBuckets
 * to hold the whole policy to the bucket owner's account and AWS's services (Amazon S3 User Guide, "Block public access settings"). What
 * AWS may not call public, the setting may not touch. `breadth`: what our verdict goes by.
 */
export function isSurelyPublicToAws(policy: string | null, breadth: Breadth): boolean {
  if (policy === null) return false;
  const reading = readPolicy(policy);
  if (reading.kind === 'unreadable') return false;
  const { statements } = reading;
  if (statements.some((statement) => statement.effect === 'Deny' && mayNarrow(statement, breadth))) return false;
  return statements.some(
    (statement) =>
      statement.effect === 'Allow' &&
      publicPrincipals(statement) !== null &&
      !statement.conditions.some((clause) => mayBindToAws(clause)),
  );
}

/**
 * Keys that say something of the principal and are neither on AWS's list nor taken by us: the list names "an AWS principal, user, role,
 * or service principal" and gives one key as an example, so that these may count for AWS.
 */
const ofPrincipal = /^aws:(?:principal(?:tag\/.*|type|servicenameslist)|username)$/i;

/**
 * Whether a clause may bind to AWS. It does not say how it takes operators that let requests without the key pass, nor what becomes of
 * a value that is no address range beside some that are.
 */
function mayBindToAws(clause: ConditionClause): boolean {
  const key = ofPrincipal.test(clause.key) ? 'aws:PrincipalArn' : clause.key;
  const isSourceIp = key.toLowerCase() === 'aws:sourceip';
  const values = clause.values.filter((value) => !isSourceIp || !isFixed(value) || isAddressRange(value));
  return loosenessToAws({ ...clause, key, values }, new Set([key.toLowerCase()])) === null;
}

const excludesAddresses = /^(?:for(?:anyvalue|allvalues):)?notipaddress(?:ifexists)?$/i;

/**
 * Whether a Deny may make the rest non-public to AWS, should it weigh what is denied, though it leaves too much to us: that is only where
 * it spares address ranges which are narrow one by one. What spares less opens nothing, and other keys AWS and we read alike.
 */
function mayNarrow({ terms }: DenyStatement, breadth: Breadth): boolean {
  const excluding = (terms?.conditions ?? []).filter(({ operator }) => excludesAddresses.test(operator));
  return excluding
    .map((clause) => ({ ...clause, operator: 'IpAddress' }))
    .some((spared) => mayBindToAws(spared) && readClause(spared, breadth, new Set()).looseness !== null);
}
