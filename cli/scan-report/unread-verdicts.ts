import type { RegisteredRule } from '../../rules/registered-rule.ts';
import { isJudgedByConfig } from '../../rules/rule.ts';
import type { Judged } from './finding-key.ts';
import type { ScanReport } from './scan-report.ts';

/** A verdict that could not be had, since the resource could not be read. */
export interface UnreadVerdict extends Judged {
  readonly rule: RegisteredRule;
  readonly reason: string;
}

/**
 * Of each known resource that could not be read, the verdicts that are missing, so that who keeps the findings of earlier scans does not
 * take a missing one for resolved. What could not even be listed has no names and is not among them.
 */
export function unreadVerdicts({ errors, rules, evaluations }: ScanReport): UnreadVerdict[] {
  const judged = new Set(evaluations.map((one) => keyOf(one, one.rule)));
  return errors.flatMap(({ of, resourceId, message }) => {
    const { accountId, region, resourceType } = of ?? {};
    if (accountId === undefined || region === undefined || resourceType === undefined) return [];
    if (resourceId === undefined) return [];
    const resource = { accountId, region, resourceType, resourceId };
    return rules
      .filter((rule) => rule.resourceType === resourceType && isJudgedByConfig(rule))
      .filter(({ id }) => !judged.has(keyOf(resource, id)))
      .map((rule) => ({ ...resource, rule, reason: message }));
  });
}

function keyOf({ resourceType, accountId, resourceId }: Judged, rule: string): string {
  return JSON.stringify([resourceType, accountId, resourceId, rule]);
}
