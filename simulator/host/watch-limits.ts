import type { LedgerEntry } from '../../contract/ledger-entry.ts';
import { settlingMs } from '../../coordinator/grace-period.ts';
import { parseLimits } from '../../safety/limits.ts';
import { hourMs } from '../../safety/safety-window.ts';
import { restrictedDoors } from './observed.ts';
import { changeRule, mostApartMs, type Scenario } from './scenario.ts';
import type { Services } from './services.ts';
import type { Actor } from './actor.ts';
import type { Broken } from './invariants.ts';
import type { Mutation } from './watch.ts';

/** Watches how much is mended, and how soon: the limits of a run and of an hour, and the grace of the group rule. */
export interface LimitsWatch {
  /** A resource is as it is now: people or a function changed it. */
  changed(id: string, by: 'people' | 'function'): void;
  /** What a mutation breaks that belongs to this entry of the ledger. */
  mutated(mutation: Mutation, entry: LedgerEntry | undefined): Broken[];
  /** Before a mutation takes effect. */
  before(id: string): void;
  /**
   * After it: what it shut of what the group rule restricts. Other rules have no grace, and shut what is theirs. Known: what is opened again while
   * a mend looks at what it did, or while something of the mend before is still to be tried again or told, may be mended with it.
   */
  tooSoon(id: string, call: { readonly actor: Actor; readonly operation: string }, isTriedAgain: boolean): Broken[];
  /** People reset the breaker: what was counted is forgotten. */
  reset(): void;
}

export function createLimitsWatch(scenario: Scenario, services: Services, now: () => number): LimitsWatch {
  /** By group, since when a restricted port has been open to more than somebody. */
  const openSince = new Map<string, number>();
  /** Since when people have had it shut: what they open again within a quarter of an hour is the same to a grace period. */
  const shutAt = new Map<string, number>();
  /** When a function last shut them. */
  const mendedAt = new Map<string, number>();
  const mendedBy = new Map<string, Actor>();
  /** By run, the resources that were changed in it; and one moment for each of an entry. */
  const ofRun = new Map<string, Set<string>>();
  const begun = new Map<string, number>();
  // Each function counts by a clock of its own.
  const apartMs = mostApartMs(scenario);
  /**
   * What AWS Config captured within ten seconds of a mend may be from before it or from after it, and counts as found anew (coordinator/grace-period.ts).
   * Its period may have begun with the mend, and what is opened until it ends has the rest of it.
   */
  const inDoubtMs = graceOf(scenario) + scenario.recordMs + scenario.ruleMs + apartMs + 10_000;
  let restrictedBefore: readonly string[] = [];
  // What somebody changes who may not is reverted at once.
  const hasGrace = !scenario.rules.includes(changeRule);
  const graceMs = hasGrace ? Math.max(0, graceOf(scenario) - apartMs) : 0;

  return {
    changed(id, by) {
      if (!id.startsWith('sg-')) return;
      const isOpen = restrictedDoors(services, id).length > 0;
      const shut = shutAt.get(id);
      if (isOpen && (!openSince.has(id) || (shut !== undefined && now() - shut > settlingMs + apartMs))) {
        const mended = mendedAt.get(id);
        openSince.set(id, mended !== undefined && now() - mended < inDoubtMs ? mended : now());
      }
      if (isOpen) shutAt.delete(id);
      else if (by === 'function') {
        openSince.delete(id);
        mendedAt.set(id, now());
      } else shutAt.set(id, shut ?? now());
    },
    before(id) {
      restrictedBefore = graceMs > 0 && id.startsWith('sg-') ? restrictedDoors(services, id) : [];
    },
    tooSoon(id, { actor, operation }, isTriedAgain) {
      const since = openSince.get(id);
      const left = new Set(restrictedDoors(services, id));
      const shut = restrictedBefore.filter((door) => !left.has(door));
      if (shut.length === 0) return [];
      const isAgain = mendedBy.get(id) === actor || (isTriedAgain && mendedBy.has(id));
      mendedBy.set(id, actor);
      if (isAgain || since === undefined || now() - since >= graceMs) return [];
      const detail = `${operation} on ${id}, open for ${now() - since} ms, shuts ${shut.join(', ')}`;
      return [{ invariant: 'nothing is mended in its grace period', detail }];
    },
    mutated({ actor, resourceId, at }, entry) {
      const limits = actor.environment['BREAKER_LIMITS'];
      if (entry === undefined || limits === undefined) return [];
      const { perRun, perHour } = parseLimits(limits);
      const resources = ofRun.get(entry.runId) ?? new Set();
      ofRun.set(entry.runId, resources.add(resourceId));
      const key = `${entry.id} ${resourceId}`;
      begun.set(key, begun.get(key) ?? at);
      const inHour = [...begun.values()].filter((time) => at - time < hourMs - apartMs).length;
      const detail = `${actor.name}#${actor.number} in run ${entry.runId}: ${resources.size} in the run, ${inHour} in the hour`;
      return resources.size > perRun || inHour > perHour
        ? [{ invariant: 'no more is mended than the limits allow', detail }]
        : [];
    },
    reset() {
      ofRun.clear();
      begun.clear();
    },
  };
}

function graceOf({ graceMinutes }: Scenario): number {
  return graceMinutes * 60_000;
}
