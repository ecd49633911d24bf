import type { Accounts } from '../../accounts/accounts.ts';
import { Severity } from '../../contract/instruction.ts';
import { isMendable } from '../../contract/violation.ts';
import type { RegisteredRule } from '../../rules/registered-rule.ts';
import { ruleOf } from '../../rules/registry.ts';
import type { ScanEvaluation } from '../scan-evaluate.ts';
import type { ScanError } from '../scan-input.ts';

/** All that a scan has to say, whatever the form. */
export interface ScanReport {
  readonly evaluations: readonly ScanEvaluation[];
  readonly errors: readonly ScanError[];
  /** The rules judged by, in the order of the registry. */
  readonly rules: readonly RegisteredRule[];
  readonly source: ScanSource;
  /** What the accounts are called, of a deployment that was scanned. */
  readonly members?: Accounts | undefined;
  readonly at: Date;
  /** Why not all of it was read, of a scan that was interrupted. */
  readonly partial?: string | undefined;
}

export type ScanSource =
  | { readonly kind: 'live'; readonly accounts: readonly string[]; readonly regions: readonly string[] }
  | { readonly kind: 'file'; readonly file: string };

/** The worst first. */
export const severities = Severity.options;

/** Of the rule; a rule that is not known any more counts as the worst. */
export function severityOf({ rule }: Pick<ScanEvaluation, 'rule'>): Severity {
  return ruleOf(rule)?.severity ?? 'critical';
}

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(least);
}

/** What is COMPLIANT only because an exemption says so. */
export function isExempt({ compliance, annotation }: ScanEvaluation): boolean {
  return compliance === 'COMPLIANT' && annotation !== undefined;
}

/**
 * `configmend` promises this exit code: 130 where it was interrupted, 2 where something of the severity or worse violates, 1 where
 * something could not be read, else 0.
 */
export function exitCodeOf({ evaluations, errors, partial }: ScanReport, failOn: Severity = 'low'): number {
  if (partial !== undefined) return 130;
  const fails = (evaluation: ScanEvaluation): boolean =>
    evaluation.compliance === 'NON_COMPLIANT' && isAtLeast(severityOf(evaluation), failOn);
  if (evaluations.some(fails)) return 2;
  return errors.length > 0 ? 1 : 0;
}

/** `12 compliant (1 exempt), 3 not, 0 not applicable, 0 unread`. */
export function countsOf({ evaluations, errors }: ScanReport): string {
  const count = (compliance: ScanEvaluation['compliance']): number =>
    evaluations.filter((evaluation) => evaluation.compliance === compliance).length;
  const exempt = evaluations.filter(isExempt).length;
  const ofThese = exempt === 0 ? '' : ` (${exempt} exempt)`;
  return `${count('COMPLIANT')} compliant${ofThese}, ${count('NON_COMPLIANT')} not, ${count('NOT_APPLICABLE')} not applicable, ${errors.length} unread`;
}

/** The calls of the plan, or who has to look where none is to be made. */
export function callsOf({ plan, violations }: ScanEvaluation): string {
  return plan.length === 0 || !violations.some(isMendable)
    ? 'a person'
    : plan.map(({ service, operation }) => `${service}:${operation}`).join(', ');
}
