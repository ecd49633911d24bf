import type { Exemption, ExemptionList } from '../contract/exemption.ts';
import type { ResourceIdentity } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';
import { exemptPart } from './exempt-part.ts';
import { endOf, isInForce } from './in-force.ts';
import { extentOf, mayCover, targetOf } from './may-cover.ts';
import { selects } from './selects.ts';
import { tagExemption } from './tag-exemption.ts';

/** A violation, or part of one, and the exemption that covers it until then. */
export interface Exempted {
  readonly violation: Violation;
  readonly exemption: Exemption;
  readonly until: Date;
}

/** What a rule found, told apart: nothing is in both, and nothing is lost. */
export interface Sifted {
  readonly open: readonly Violation[];
  readonly exempt: readonly Exempted[];
}

/**
 * Pure. Takes the exempt parts out of what a rule found in a resource. The resource is judged as it is, and only then is this
 * subtracted: an exempt source still counts among those that reach a port, so that an exemption never makes anything else compliant.
 */
export function applyExemptions(
  resource: ResourceIdentity,
  ruleId: string,
  violations: readonly Violation[],
  list: ExemptionList,
  now: Date,
): Sifted {
  const exemptions = applicable(resource, ruleId, list, now).map((exemption) => ({
    exemption,
    target: targetOf(exemption),
  }));
  const open: Violation[] = [];
  const exempt: Exempted[] = [];
  for (const violation of violations) {
    let rest: Violation | null = violation;
    const extent = extentOf(violation);
    for (const { exemption, target } of exemptions) {
      if (rest === null) break;
      if (!mayCover(target, extent)) continue;
      const cut = exemptPart(rest, exemption);
      if (cut.exempt !== null) exempt.push({ violation: cut.exempt, exemption, until: endOf(exemption, list) });
      rest = cut.open;
    }
    if (rest !== null) open.push(rest);
  }
  return { open, exempt };
}

function applicable(resource: ResourceIdentity, ruleId: string, list: ExemptionList, now: Date): Exemption[] {
  const ofTag = list.tagExemptions ? tagExemption(resource, ruleId, list.maxDays, now) : undefined;
  return [...list.exemptions, ...(ofTag === undefined ? [] : [ofTag])].filter(
    (exemption) => exemption.rule === ruleId && isInForce(exemption, list, now) && selects(exemption, resource),
  );
}
