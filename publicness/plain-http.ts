import type { Bucket } from '../contract/resource.ts';
import type { ViolationOf } from '../contract/violation.ts';
import { areDisjoint, covers } from './pattern.ts';
import { type ConditionClause, type Reach, readPolicy, type Terms } from './policy-document.ts';

export type PlainHttpReading =
  | { readonly kind: 'read'; readonly missing: readonly ViolationOf<'plain-http'>['missing'][number][] }
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * What no statement, nor several together, denies to everyone over plain HTTP. Only what surely denies counts: any principal left
 * out, any action, and any condition besides those that hold for all plain HTTP leave a gap.
 */
export function readPlainHttp({ arn, policy }: Pick<Bucket, 'arn' | 'policy'>): PlainHttpReading {
  if (policy === null) return { kind: 'read', missing: ['bucket', 'objects'] };
  const reading = readPolicy(policy);
  if (reading.kind === 'unreadable') return reading;
  const denials = reading.statements.flatMap((statement) =>
    statement.effect === 'Deny' && statement.terms !== null && deniesAllPlainHttp(statement.terms)
      ? [statement.terms]
      : [],
  );
  // No key is empty (Amazon S3 User Guide, "Naming Amazon S3 objects").
  const whole = { bucket: arn, objects: `${arn}/?*` } as const;
  const isOpen = (part: keyof typeof whole): boolean =>
    !coversActions(denials.filter(({ resources }) => reaches(resources, whole[part])).map(({ actions }) => actions));
  return { kind: 'read', missing: (['bucket', 'objects'] as const).filter(isOpen) };
}

/** Whether it is for everyone and for every request over plain HTTP; for which actions and resources is another matter. */
function deniesAllPlainHttp({ principals, exceptPrincipals, conditions }: Terms): boolean {
  if (exceptPrincipals) return false;
  // `{"AWS": "*"}` is everyone as `*` is, anonymous callers included (IAM User Guide, "Principal", "All principals").
  const everyone = principals === 'everyone' || principals.some(({ type, value }) => type === 'AWS' && value === '*');
  return everyone && conditions.every(holdsOverPlainHttp);
}

/**
 * aws:SecureTransport is false over plain HTTP, with whatever set operator since it has one value. s3:TlsVersion comes with TLS
 * only, and a comparison with a key that is not there fails but for `IfExists` (IAM User Guide, "Condition operators"):
 * NumericLessThan alone denies old TLS and is not trusted to deny plain HTTP.
 */
function holdsOverPlainHttp({ operator, key, values }: ConditionClause): boolean {
  const name = operator.toLowerCase().replace(/^forallvalues:/, '');
  switch (key.toLowerCase()) {
    case 'aws:securetransport':
      return /^(?:foranyvalue:)?bool(?:ifexists)?$/.test(name) && values.includes('false');
    case 's3:tlsversion':
      return /^numericlessthan(?:equals)?ifexists$/.test(name) && values.some((value) => Number(value) > 0);
    default:
      return false;
  }
}

const everyAction = 's3:*';

/** Whether they reach every action together: one alone, or one that leaves out only what the others reach. */
function coversActions(given: readonly Reach[]): boolean {
  // Names of actions have no case (IAM User Guide, "Action").
  const reached = given.map(({ allBut, patterns }) => ({
    allBut,
    patterns: patterns.map((pattern) => pattern.toLowerCase()),
  }));
  return reached.some(
    (one) =>
      reaches(one, everyAction) ||
      (one.allBut &&
        one.patterns.length > 0 &&
        one.patterns.every((gap) => reached.some((other) => reaches(other, gap)))),
  );
}

/** Whether all that `target` stands for is reached; what a policy variable stands for is not known. */
function reaches({ allBut, patterns }: Reach, target: string): boolean {
  if (allBut) return patterns.length > 0 && patterns.every((pattern) => areDisjoint(pattern, target));
  return patterns.some((pattern) => !pattern.includes('${') && covers(pattern, target));
}
