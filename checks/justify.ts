import type { Finding } from './scan-report.ts';

/** Findings that are right about the stack and wrong for it. */
export interface Justification {
  readonly check: string;
  /** Addresses; `aws_lambda_function.*` is all of a type, for a reason that holds for each of them. */
  readonly resources: readonly string[];
  readonly because: string;
}

/**
 * What is wrong with a scan, in a line each: findings that nothing justifies, and justifications that justify nothing any longer,
 * address by address, so that the list cannot outlive what it is about.
 */
export function objections(findings: readonly Finding[], justifications: readonly Justification[]): string[] {
  const unjustified = findings
    .filter((finding) => !justifications.some(({ check, resources }) => resources.some(covers(finding, check))))
    .map(({ check, asks, stack, resource }) => `${check} (${asks}): ${resource} of ${stack}`);
  const idle = justifications.flatMap(({ check, resources }) =>
    resources
      .filter((pattern) => !findings.some((finding) => covers(finding, check)(pattern)))
      .map((pattern) => `the justification of ${check} for ${pattern} matches no finding: take it away`),
  );
  return [...unjustified, ...idle];
}

function covers(finding: Finding, check: string): (pattern: string) => boolean {
  return (pattern) =>
    finding.check === check &&
    (pattern.endsWith('.*') ? finding.resource.startsWith(pattern.slice(0, -1)) : finding.resource === pattern);
}
