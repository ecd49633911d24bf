import type { ExemptionList } from '../../contract/exemption.ts';
import { type Instruction, Severity } from '../../contract/instruction.ts';
import type { Plan } from '../../contract/plan.ts';
import { applyExemptions } from '../../exemptions/apply-exemptions.ts';
import { describeExempted } from '../../exemptions/describe-exemption.ts';
import { actorsOf } from '../../queue/calls-of.ts';
import type { Gathered } from './collect.ts';
import { exposureWords } from './exposure-words.ts';
import type { InspectedFinding, InspectedResource } from './inspection.ts';
import { severalPlans } from './inspection-words.ts';

/** The position in this list is how bad it is: 0 is the worst. */
export function severityRank(severity: Severity): number {
  return Severity.options.indexOf(severity);
}

/** Pure. One resource as its messages describe it; its identity is that of the newest evidence, as the coordinator takes it. */
export function inspectedResource(
  { kept, starts, messages, oldestAt }: Gathered,
  list: ExemptionList | undefined,
  now: Date,
): InspectedResource {
  const instructions = [...kept.values()].map(({ instruction }) => instruction);
  const [newest] = instructions.toSorted((one, other) => capturedAt(other) - capturedAt(one));
  if (newest === undefined) throw new RangeError('a resource without messages');
  const { resource } = newest;
  const findings = instructions
    .map((instruction) => findingOf(instruction, graceEnd(starts.get(instruction.rule), now)))
    .toSorted(
      (one, other) => severityRank(one.severity) - severityRank(other.severity) || (one.rule < other.rule ? -1 : 1),
    );
  const actor = actorsOf(instructions);
  const ends = findings.flatMap(({ notBefore: end }) => end ?? []);
  const notBefore = ends.length === findings.length ? earliest(ends) : undefined;
  const covered = list === undefined ? undefined : exemptionOf(instructions, list, now);
  return {
    resource,
    severity: findings[0]?.severity ?? newest.severity,
    findings,
    plan: planOf(findings),
    ...(actor === undefined ? {} : { actor }),
    oldestAt,
    messages,
    attempts: Math.max(...instructions.map(({ attempt }) => attempt)),
    ...(covered === undefined ? {} : { exemption: covered.lines }),
    state: covered?.whole === true ? 'exempt' : 'as-queued',
    ...(notBefore === undefined ? {} : { notBefore }),
  };
}

function capturedAt({ evidence }: Instruction): number {
  return Date.parse(evidence.capturedAt);
}

/** The coordinator lets the earliest end hold, and works at once on what a message without grace asks for. */
function graceEnd(starts: ReadonlySet<string> = new Set(['']), now: Date): string | undefined {
  return starts.has('') ? undefined : earliest([...starts].filter((start) => Date.parse(start) > now.getTime()));
}

function earliest(moments: readonly string[]): string | undefined {
  return moments.toSorted((one, other) => Date.parse(one) - Date.parse(other))[0];
}

function findingOf(
  { rule, severity, violations, plan, evidence }: Instruction,
  notBefore: string | undefined,
): InspectedFinding {
  const exposure = [...new Set(violations.map((violation) => exposureWords(violation, plan)))];
  return { rule, severity, exposure, violations, plan, evidence, ...(notBefore === undefined ? {} : { notBefore }) };
}

/** Whole only where every violation is listed: of a message that was too long for SQS some are not. */
function exemptionOf(
  instructions: readonly Instruction[],
  list: ExemptionList,
  now: Date,
): { lines: readonly string[]; whole: boolean } {
  const sifted = instructions.map(({ resource, rule, violations }) =>
    applyExemptions(resource, rule, violations, list, now),
  );
  const whole =
    sifted.every(({ open, exempt }) => open.length === 0 && exempt.length > 0) &&
    instructions.every(({ plan }) => plan.changes.length > 0);
  const lines = sifted.flatMap(({ exempt }, at) => {
    const rule = instructions.length === 1 ? '' : `${instructions[at]?.rule}: `;
    return describeExempted(exempt).map((line) => `${rule}${line}`);
  });
  return { lines, whole };
}

/** What the rules preview, each call and line once. */
function planOf(findings: readonly InspectedFinding[]): Plan {
  const plans = findings.map(({ plan }) => plan);
  const changes = new Map(plans.flatMap((plan) => plan.changes).map((change) => [JSON.stringify(change), change]));
  const lines = (of: (plan: Plan) => readonly string[]): string[] => [...new Set(plans.flatMap(of))];
  const differ = new Set(plans.map((plan) => JSON.stringify(plan.changes))).size > 1;
  return {
    changes: [...changes.values()],
    before: lines(({ before }) => before),
    after: lines(({ after }) => after),
    notes: [...lines(({ notes }) => notes), ...(differ ? [severalPlans] : [])],
  };
}
