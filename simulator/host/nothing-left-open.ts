import type { EndParts } from './in-the-end.ts';
import { accountBlock, publicWays, restrictedDoors, versioningOf } from './observed.ts';
import { otherEnds } from './other-ends.ts';
import { accountRule, bucketRule, groupRule, versioningRule } from './scenario.ts';
import { accountId } from './services.ts';
import type { Broken } from './invariants.ts';

const invariant = 'nothing is left open';

interface LeftOpen {
  readonly id: string;
  readonly rule: string;
  readonly what: readonly string[];
}

/**
 * What people opened is shut, by the simulation's own reckoning of what the services hold: no rule, reader or judgement of the product's is
 * asked, so that one which is blind is seen.
 */
export function nothingIsLeftOpen(parts: EndParts): Broken[] {
  const { scenario } = parts;
  const hasAnotherEnd = otherEnds(parts);
  return [...openGroups(parts), ...openBuckets(parts), ...openAccount(parts)]
    .filter(({ id, rule, what }) => what.length > 0 && scenario.rules.includes(rule) && !hasAnotherEnd(id, rule))
    .map(({ id, rule, what }) => ({ invariant, detail: `${id} by ${rule}: ${what.join(', ')}` }));
}

function openGroups({ scenario: { exempt }, services, estate }: EndParts): LeftOpen[] {
  return estate.groups.map((id, at) => {
    const exempted = exempt?.group === at ? `:${exempt.port}` : undefined;
    const doors = restrictedDoors(services, id);
    return { id, rule: groupRule, what: doors.filter((door) => exempted === undefined || !door.endsWith(exempted)) };
  });
}

function openBuckets({ services, estate }: EndParts): LeftOpen[] {
  return estate.buckets.flatMap((id) => {
    const versioning = versioningOf(services, id);
    const unversioned = versioning === undefined || versioning === 'Enabled' ? [] : [`versioning is ${versioning}`];
    return [
      { id, rule: bucketRule, what: publicWays(services, id) },
      { id, rule: versioningRule, what: unversioned },
    ];
  });
}

/** Where people do not say that no bucket is public on purpose, it is left to them. */
function openAccount({ scenario, services }: EndParts): LeftOpen[] {
  if (scenario.publicBuckets !== 'none') return [];
  const off = Object.entries(accountBlock(services)).flatMap(([setting, on]) => (on ? [] : [`${setting} is off`]));
  return [{ id: accountId, rule: accountRule, what: off }];
}
