import type { Context } from '../contract/context.ts';
import type { Instruction, RemediatorId } from '../contract/instruction.ts';
import type { Resource } from '../contract/resource.ts';
import type { Disposition, SweepFinding } from '../contract/sweep-report.ts';
import type { Violation } from '../contract/violation.ts';
import type { EnabledRule } from '../fast-path/settings.ts';
import type { RegisteredRemediator } from '../remediators/registered-remediator.ts';
import { sparing } from '../remediators/sparing.ts';
import { identityOf, instruct } from '../rules/instruct.ts';
import { type SiftDeps, siftExempt } from '../rules/sift-exempt.ts';

/** Why nothing of a place is queued, whatever is found there. */
export interface HeldBack {
  readonly disposition: Extract<Disposition, 'observed' | 'not-queued'>;
  /** A clause for people. */
  readonly reason: string;
}

/** What one rule says of one resource. */
export type Judgement =
  | { readonly kind: 'compliant'; readonly rule: string }
  /** `reason` is a clause for people. */
  | { readonly kind: 'unread'; readonly rule: string; readonly reason: string }
  | {
      readonly kind: 'exempt' | 'violating';
      readonly rule: string;
      readonly finding: SweepFinding;
      /** Of what is to be queued; the deployment's terms are not in it yet. */
      readonly queued?: { readonly enabled: EnabledRule; readonly instruction: Instruction };
    };

export interface JudgeDeps extends SiftDeps {
  remediatorOf(id: RemediatorId): RegisteredRemediator | undefined;
}

export interface Seen {
  readonly capturedAt: Date;
  /** Absent where what is found is queued. */
  readonly heldBack?: HeldBack | undefined;
}

/** Judges a live resource by each rule of its type, one instruction for each rule that finds something that may be mended. Never rejects. */
export async function judgeResource(
  resource: Resource,
  context: Context,
  enabled: readonly EnabledRule[],
  seen: Seen,
  deps: JudgeDeps,
): Promise<Judgement[]> {
  const concerning = enabled.filter(({ rule }) => rule.resourceType === resource.type);
  return Promise.all(concerning.map((one) => judgeBy(one, resource, context, seen, deps)));
}

async function judgeBy(
  enabled: EnabledRule,
  resource: Resource,
  context: Context,
  { capturedAt, heldBack }: Seen,
  deps: JudgeDeps,
): Promise<Judgement> {
  const { rule, judge, terms } = enabled;
  try {
    const { verdict, open, exempt } = await siftExempt(resource, rule.id, judge(resource, context), deps);
    if (open.length === 0 && exempt.length === 0) return { kind: 'compliant', rule: rule.id };
    const { tags: _tags, ...identity } = identityOf(resource);
    const head = {
      resource: identity,
      rule: rule.id,
      severity: terms.severity,
      violations: [...open],
      exempt: [...exempt],
    };
    if (open.length === 0) {
      const reason = verdict.Annotation ?? 'exempt';
      return { kind: 'exempt', rule: rule.id, finding: { ...head, disposition: 'exempt', reason } };
    }
    const violating = (became: Pick<SweepFinding, 'disposition' | 'reason'>) =>
      ({ kind: 'violating', rule: rule.id, finding: { ...head, ...became } }) as const;
    const remediator = 'by' in rule.mend ? deps.remediatorOf(rule.mend.by) : undefined;
    const evidence = { source: 'sweep', capturedAt: capturedAt.toISOString() } as const;
    const instruction = instruct(rule, sparing(remediator, exempt), resource, open, evidence);
    if (instruction === undefined) {
      return violating({ disposition: 'left-to-people', reason: leftBecause(enabled, open) });
    }
    if (enabled.observed !== undefined) {
      return violating({ disposition: 'observed', reason: 'rule_modes says that this rule only observes' });
    }
    if (heldBack !== undefined) return violating(heldBack);
    return { ...violating({ disposition: 'queued' }), queued: { enabled, instruction } };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'unread', rule: rule.id, reason: `${rule.id} could not judge it: ${why}` };
  }
}

/** Each reason once. */
function leftBecause({ rule: { mend } }: EnabledRule, open: readonly Violation[]): string {
  if (!('by' in mend)) return mend.unmendedBecause;
  const reasons = open.flatMap((violation) => {
    if (violation.kind === 'undecided') return `${violation.subject}: ${violation.reason}`;
    return 'unmendable' in violation ? (violation.unmendable ?? []) : [];
  });
  return [...new Set(reasons)].join('; ') || 'there is no safe change';
}
