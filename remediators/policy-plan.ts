import type { Change } from '../contract/plan.ts';
import type { Bucket } from '../contract/resource.ts';
import type { PublicStatement } from '../contract/violation.ts';
import { describeStatement, nameStatement } from '../publicness/describe-statement.ts';
import { type AllowStatement, type PolicyStatement, readPolicy } from '../publicness/policy-document.ts';
import { awsBreadth, strictestBreadth } from '../publicness/source-ip.ts';
import { judgeStatement } from '../publicness/statement.ts';
import { editPolicyText } from './policy-text.ts';

type Drops = NonNullable<PublicStatement['narrowBy']>;

/** A public statement of the policy as it is, and what to drop from it; without `drops` it goes whole. */
interface Target {
  readonly statement: AllowStatement;
  readonly drops: Drops | undefined;
}

export interface PolicyPlan {
  readonly change: Change;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly notes: readonly string[];
}

/** The call that takes the given public statements, or their public parts, out of a bucket's policy; null where none is there. */
export function planPolicy(bucket: Bucket, text: string, violations: readonly PublicStatement[]): PolicyPlan | null {
  const statements = statementsOf(text);
  const targets = statements.flatMap((statement) => targetOf(text, statement, violations));
  if (targets.length === 0) return null;

  const result = edit(text, targets);
  const narrowed = new Map(result.narrowed.map((statement) => [statement.index, statement]));
  const call = { Bucket: bucket.id, ExpectedBucketOwner: bucket.accountId };
  return {
    change:
      result.text === null
        ? { service: 's3', operation: 'DeleteBucketPolicy', input: call }
        : { service: 's3', operation: 'PutBucketPolicy', input: { ...call, Policy: result.text } },
    before: targets.map(({ statement }) => describeStatement(statement)),
    after: targets.flatMap(({ statement }) => {
      const left = narrowed.get(statement.index);
      return left === undefined ? [] : [describeStatement(left)];
    }),
    notes: [
      ...targets.map(({ statement, drops }) =>
        narrowed.has(statement.index) && drops !== undefined
          ? `${nameStatement(statement)} narrowed: ${drops.map(describeDrop).join('; ')}, the rest kept`
          : `${nameStatement(statement)} removed whole`,
      ),
      ...(result.text === null ? ['no statement is left: the policy is deleted, since S3 takes no empty one'] : []),
    ],
  };
}

/**
 * A violation is taken at its word only where the policy still has that statement, with what is to be dropped in it, and it is
 * public. What AWS does not call public can be here for one reason only: the rule's parameters, which are not known here, ask
 * for narrower addresses.
 */
function targetOf(text: string, statement: PolicyStatement, violations: readonly PublicStatement[]): Target[] {
  if (statement.effect !== 'Allow' || judgeStatement(statement, strictestBreadth) === null) return [];
  const { index, sid } = statement;
  const isPublic = judgeStatement(statement, awsBreadth) !== null;
  const found = violations.filter(
    (violation) =>
      violation.index === index &&
      violation.sid === sid &&
      (isPublic || /aws:sourceip/i.test(violation.reason)) &&
      (violation.narrowBy === undefined || narrowedText(text, index, violation.narrowBy) !== null),
  );
  if (found.length === 0) return [];
  // Two violations of one statement may want different parts gone; only the whole statement surely satisfies both.
  const [first, ...others] = found.map(({ narrowBy }) => narrowBy);
  const agreed = others.every((other) => JSON.stringify(other) === JSON.stringify(first));
  return [{ statement, drops: agreed ? first : undefined }];
}

/** Narrows where that leaves nothing that AWS calls public, removes whole where it does not. */
function edit(text: string, targets: readonly Target[]): { text: string | null; narrowed: readonly AllowStatement[] } {
  const whole = new Set(targets.filter(({ drops }) => drops === undefined).map(({ statement }) => statement.index));
  const narrow = new Map(targets.flatMap(({ statement, drops }) => (drops ? [[statement.index, drops] as const] : [])));
  const narrowed: AllowStatement[] = [];
  for (const [index, drops] of narrow) {
    const left = narrowedStatement(text, index, drops);
    if (left === null) whole.add(index);
    else narrowed.push(left);
  }
  return { text: editPolicyText(text, { remove: whole, narrow }), narrowed };
}

/** The statement as it would be without those parts; null where AWS would still call it public. */
function narrowedStatement(text: string, index: number, drops: Drops): AllowStatement | null {
  const edited = narrowedText(text, index, drops);
  const statement = edited === null ? undefined : statementsOf(edited)[index];
  return statement?.effect === 'Allow' && judgeStatement(statement, awsBreadth) === null ? statement : null;
}

/** Null where the statement does not hold those parts, or nothing would be left beside them. */
function narrowedText(text: string, index: number, drops: Drops): string | null {
  try {
    return editPolicyText(text, { remove: new Set(), narrow: new Map([[index, drops]]) });
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function statementsOf(text: string): readonly PolicyStatement[] {
  const reading = readPolicy(text);
  return reading.kind === 'read' ? reading.statements : [];
}

function describeDrop({ path, values }: Drops[number]): string {
  return `${path.join(' ')} ${values.join(', ')} dropped`;
}
