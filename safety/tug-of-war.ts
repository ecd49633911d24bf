import { createHash } from 'node:crypto';
import type { ResourceIdentity } from '../contract/resource.ts';
import type { MendMark, SafetyState, TugOfWar } from '../contract/safety-state.ts';
import { mendedKey } from '../contract/resource-key.ts';

/** A resource about to be mended, and its violations as annotations write them. */
export interface Contested {
  readonly resource: ResourceIdentity;
  readonly violations: readonly string[];
}

/** What a violation's line is marked by: a digest, because the state has one for each mend of a day. */
export function violationMark(line: string): string {
  return createHash('sha256').update(line).digest('hex').slice(0, 16);
}

/** Pure. Which of these lines are left to people, because they came back too often. */
export function heldViolations(state: SafetyState, resource: ResourceIdentity): ReadonlySet<string> {
  const key = mendedKey(resource);
  return new Set(state.tugsOfWar.filter((held) => mendedKey(held.resource) === key).map(({ violation }) => violation));
}

/** Pure. Those of these violations that are left to people already. */
export function heldAmong(state: SafetyState, contested: readonly Contested[]): readonly TugOfWar[] {
  return state.tugsOfWar.filter((held) =>
    contested.some(
      ({ resource, violations }) =>
        mendedKey(resource) === mendedKey(held.resource) && violations.includes(held.violation),
    ),
  );
}

/**
 * Pure. The violations of these resources that have been mended `limit` times within the marks kept (24 hours) and are there
 * again: each is a tug-of-war that begins now. Those already held are not repeated. A pruned state is expected.
 */
export function tugsOfWar(
  state: SafetyState,
  contested: readonly Contested[],
  limit: number,
  now: Date,
): readonly TugOfWar[] {
  return contested.flatMap(({ resource, violations }) => {
    const held = heldViolations(state, resource);
    const key = mendedKey(resource);
    return [...new Set(violations)].flatMap((violation): TugOfWar[] => {
      const mark = violationMark(violation);
      const marks = state.mends.filter((one) => one.resource === key && one.violation === mark);
      if (held.has(violation) || marks.length < limit) return [];
      return [{ resource, violation, since: now.toISOString(), mends: marks.map(mendOf), told: false }];
    });
  });
}

/**
 * Pure. Let go by people: it is mended again, and counted anew. A resource is named by its id, in whichever accounts and regions it is,
 * or by its whole key, see mendedKey; all of them where none is named.
 */
export function resetTugOfWar(state: SafetyState, resource?: string): SafetyState {
  const concerned = (key: string): boolean =>
    resource === undefined || key === resource || key.endsWith(`/${resource}`);
  const released = new Set(state.tugsOfWar.map(({ resource }) => mendedKey(resource)).filter((key) => concerned(key)));
  return {
    ...state,
    tugsOfWar: state.tugsOfWar.filter(({ resource }) => !released.has(mendedKey(resource))),
    mends: state.mends.filter(({ resource }) => !released.has(resource)),
  };
}

function mendOf({ at, actionId, actor }: MendMark): TugOfWar['mends'][number] {
  return { at, actionId, ...(actor === undefined ? {} : { actor }) };
}
