import type { Evaluation } from '@aws-sdk/client-config-service';
import type { ResourceIdentity } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';
import { applyExemptions } from '../exemptions/apply-exemptions.ts';
import { annotateExempt } from '../exemptions/describe-exemption.ts';
import type { ExemptionReader } from '../exemptions/read-exemptions.ts';
import { annotate } from './annotation.ts';

export interface SiftDeps {
  /** Asked only where something violates. */
  readonly exemptions: ExemptionReader;
  now(): Date;
}

export interface SiftedVerdict {
  readonly verdict: Pick<Evaluation, 'ComplianceType' | 'Annotation'>;
  /** What is not exempt. */
  readonly open: readonly Violation[];
  readonly exempt: readonly Violation[];
}

/**
 * The verdict on what a rule found. All of it exempt is COMPLIANT, with an annotation that says until when, by whom and why; else the
 * rest is judged. Where the exemptions cannot be read nothing is exempt and the verdict says so; it is still queued, since what is
 * queued waits until they can be read, and what is not is forgotten.
 */
export async function siftExempt(
  resource: ResourceIdentity,
  ruleId: string,
  violations: readonly Violation[],
  deps: SiftDeps,
): Promise<SiftedVerdict> {
  if (violations.length === 0) return { verdict: { ComplianceType: 'COMPLIANT' }, open: [], exempt: [] };
  const reading = await deps.exemptions();
  if (reading.kind === 'unreadable') {
    return { verdict: violating(violations, unreadable), open: violations, exempt: [] };
  }
  const { open, exempt: exempted } = applyExemptions(resource, ruleId, violations, reading.list, deps.now());
  const exempt = exempted.map(({ violation }) => violation);
  if (open.length > 0) return { verdict: violating(open), open, exempt };
  return { verdict: { ComplianceType: 'COMPLIANT', Annotation: annotateExempt(exempted) }, open, exempt };
}

const unreadable = 'exemptions cannot be read, nothing is mended: ';

function violating(violations: readonly Violation[], prefix?: string): SiftedVerdict['verdict'] {
  return { ComplianceType: 'NON_COMPLIANT', Annotation: annotate(violations, prefix) };
}
