import type { Change } from '../contract/plan.ts';
import type { Bucket } from '../contract/resource.ts';
import type { PublicStatement } from '../contract/violation.ts';
import { describeDeny, describeStatement, nameStatement } from '../publicness/describe-statement.ts';
import { type AllowStatement, type PolicyStatement, readPolicy } from '../publicness/policy-document.ts';
import { awsBreadth, strictestBreadth } from '../publicness/source-ip.ts';
import { judgeStatement } from '../publicness/statement.ts';
import { cutDeletedPrincipals, notesForPeople } from './policy-deleted-principals.ts';
import { type Drops, narrowedText, type StatementCut } from './policy-cut.ts';
import { editPolicyText } from './policy-text.ts';

export interface PolicyPlan {
  readonly change: Change;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly notes: readonly string[];
}

/** What is asked of a policy; put in one call, since each put replaces the whole. */
export interface PolicyWish {
  /** Public statements to take out, whole or in part. */
  readonly remove: readonly PublicStatement[];
  /** A statement to append, as JSON text. */
  readonly append?: string;
}

/**
 * The call that takes the given public statements, or their public parts, out of a bucket's policy and appends what is to be
 * appended; null where there is nothing of either to do. Users and roles that no longer exist go as well: S3 would refuse the whole
 * policy for one of them.
 */
export function planPolicy(bucket: Bucket, { remove, append }: PolicyWish): PolicyPlan | null {
  if (bucket.policy === null) return append === undefined ? null : planNewPolicy(bucket, append);
  const text = bucket.policy;
  const statements = statementsOf(text);
  const publicCuts = statements.flatMap((statement) => cutOf(text, statement, remove));
  if (publicCuts.length === 0 && append === undefined) return null;

  const cuts = cutDeletedPrincipals(text, statements, publicCuts);
  const left = editPolicyText(text, {
    remove: new Set(cuts.filter(({ drops }) => drops === null).map(({ statement }) => statement.index)),
    narrow: new Map(cuts.flatMap(({ statement, drops }) => (drops === null ? [] : [[statement.index, drops]]))),
    append,
  });
  const call = { Bucket: bucket.id, ExpectedBucketOwner: bucket.accountId };
  return {
    change:
      left === null
        ? { service: 's3', operation: 'DeleteBucketPolicy', input: call }
        : { service: 's3', operation: 'PutBucketPolicy', input: { ...call, Policy: left } },
    before: cuts.map(({ statement }) => describeStatement(statement)),
    after: [
      ...cuts.flatMap(({ statement, drops }) => {
        const kept = drops === null ? [] : statementAfter(text, statement.index, drops);
        return kept.map(describeStatement);
      }),
      ...(left === null || append === undefined ? [] : describeLast(left)),
    ],
    notes: [
      ...cuts.flatMap(({ notes }) => notes),
      ...(left === null
        ? ['no statement is left: the policy is deleted, since S3 takes no empty one']
        : notesForPeople(text, statements)),
    ],
  };
}

function planNewPolicy({ id, accountId }: Bucket, statement: string): PolicyPlan {
  const policy = `{"Version":"2012-10-17","Statement":[${statement}]}`;
  return {
    change: {
      service: 's3',
      operation: 'PutBucketPolicy',
      input: { Bucket: id, ExpectedBucketOwner: accountId, Policy: policy },
    },
    before: ['no bucket policy'],
    after: describeLast(policy),
    notes: [],
  };
}

/** The statement that was appended. */
function describeLast(text: string): string[] {
  const last = statementsOf(text).at(-1);
  return last?.effect === 'Deny' ? [describeDeny(last)] : [];
}

/**
 * A violation is taken at its word only where the policy still has that statement, with what is to be dropped in it, and it is
 * public. What AWS does not call public can be here for one reason only: the rule's parameters, which are not known here, ask
 * for narrower addresses.
 */
function cutOf(text: string, statement: PolicyStatement, violations: readonly PublicStatement[]): StatementCut[] {
  if (statement.effect !== 'Allow' || judgeStatement(statement, strictestBreadth) === null) return [];
  const { index, sid } = statement;
  const isPublic = judgeStatement(statement, awsBreadth) !== null;
  const found = violations.filter(
    (violation) =>
      violation.index === index &&
      violation.sid === sid &&
      (isPublic || /aws:sourceip/i.test(violation.reason)) &&
      (violation.narrowBy === undefined || statementAfter(text, index, violation.narrowBy).length > 0),
  );
  if (found.length === 0) return [];
  // Two violations of one statement may want different parts gone; only the whole statement surely satisfies both.
  const [first, ...others] = found.map(({ narrowBy }) => narrowBy);
  const agreed = others.every((other) => JSON.stringify(other) === JSON.stringify(first));
  const drops = agreed && first !== undefined && leavesNothingPublic(text, index, first) ? first : null;
  const note = drops === null ? 'removed whole' : `narrowed: ${drops.map(describeDrop).join('; ')}, the rest kept`;
  return [{ statement, drops, notes: [`${nameStatement(statement)} ${note}`] }];
}

function leavesNothingPublic(text: string, index: number, drops: Drops): boolean {
  return statementAfter(text, index, drops).some((left) => judgeStatement(left, awsBreadth) === null);
}

/** The statement as it would be without those parts; none where it does not hold them, or must not be without them. */
function statementAfter(text: string, index: number, drops: Drops): AllowStatement[] {
  const edited = narrowedText(text, index, drops);
  if (edited === null) return [];
  return statementsOf(edited).flatMap((one) => (one.index === index && one.effect === 'Allow' ? [one] : []));
}

function statementsOf(text: string): readonly PolicyStatement[] {
  const reading = readPolicy(text);
  return reading.kind === 'read' ? reading.statements : [];
}

function describeDrop({ path, values }: Drops[number]): string {
  return `${path.join(' ')} ${values.join(', ')} dropped`;
}
