import type { Severity } from '../../contract/instruction.ts';
import type { ScanEvaluation } from '../scan-evaluate.ts';
import { type ScanReport, severities, severityOf } from './scan-report.ts';

/** What violates, or so many resources of which a rule cannot decide for one and the same reason. */
export interface Finding {
  /** Of these. */
  readonly first: ScanEvaluation;
  /** More than one only where none of them could be decided. */
  readonly evaluations: readonly ScanEvaluation[];
}

/** What violates, the worst severity first; none is left out, and severities without any are. */
export function groupedFindings({ evaluations }: Pick<ScanReport, 'evaluations'>): (readonly [Severity, Finding[]])[] {
  const violating = evaluations.filter(({ compliance }) => compliance === 'NON_COMPLIANT');
  return severities
    .map((severity) => [severity, folded(violating.filter((finding) => severityOf(finding) === severity))] as const)
    .filter(([, findings]) => findings.length > 0);
}

/** Of a file, a rule may be unable to decide over every bucket for want of what items do not hold: said once, not 500 times. */
function folded(evaluations: readonly ScanEvaluation[]): Finding[] {
  const findings: Finding[] = [];
  const undecided = new Map<string, ScanEvaluation[]>();
  for (const evaluation of evaluations) {
    const { rule, accountId, region, annotation } = evaluation;
    const key = isUndecided(evaluation) ? JSON.stringify([rule, accountId, region, annotation]) : undefined;
    const same = key === undefined ? undefined : undecided.get(key);
    if (same !== undefined) {
      same.push(evaluation);
      continue;
    }
    const alone = [evaluation];
    findings.push({ first: evaluation, evaluations: alone });
    if (key !== undefined) undecided.set(key, alone);
  }
  return findings;
}

export function isUndecided({ violations }: ScanEvaluation): boolean {
  return violations.length > 0 && violations.every(({ kind }) => kind === 'undecided');
}

/** `sg-0a1b`, or `500 resources: first-bucket, …` of several. */
export function namedTogether({ first, evaluations }: Finding): string {
  return evaluations.length === 1 ? first.resourceId : `${evaluations.length} resources: ${first.resourceId}, …`;
}

/** What to do about rules that a file cannot decide, one sentence for each; none of a live scan. */
export function undecidableByFile({ source, evaluations }: ScanReport): string[] {
  if (source.kind !== 'file') return [];
  const counts = new Map<string, number>();
  for (const evaluation of evaluations) {
    if (isUndecided(evaluation)) counts.set(evaluation.rule, (counts.get(evaluation.rule) ?? 0) + 1);
  }
  return [...counts].map(
    ([rule, count]) =>
      `${rule} cannot decide over ${count} ${count === 1 ? 'resource' : 'resources'} by what the file holds, which counts as not compliant. Scan the account live, or leave the rule out with --skip ${rule}.`,
  );
}
