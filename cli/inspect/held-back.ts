import { errorText } from '../../aws/classify-error.ts';
import { actorsAmong } from '../../contract/actors-among.ts';
import { mendedKey } from '../../contract/resource-key.ts';
import type { SafetyState, TugOfWar } from '../../contract/safety-state.ts';
import { prune } from '../../safety/safety-window.ts';
import type { InspectedResource, Inspection } from './inspection.ts';

/** What the safeguards remember. Rejects with SAFETY_UNREADABLE. */
export type SafetyReader = () => Promise<SafetyState>;

/**
 * The inspection with what the safeguards hold back: nothing is mended while the breaker has tripped, and what keeps coming back is left
 * to people. Never rejects: a state that cannot be read is a note, since nothing is mended then either.
 */
export async function withHeldBack(inspection: Inspection, read: SafetyReader, now: Date): Promise<Inspection> {
  try {
    return heldBack(inspection, prune(await read(), now));
  } catch (error) {
    const note = `What the safeguards hold back is not known, and while it cannot be read nothing is mended: ${errorText(error)}.`;
    return { ...inspection, notes: [...inspection.notes, note] };
  }
}

/** Pure. A pruned state is expected. */
export function heldBack(inspection: Inspection, { tripped, tugsOfWar }: SafetyState): Inspection {
  const shown = new Set(inspection.resources.map(({ resource }) => mendedKey(resource)));
  const beside = tugsOfWar.filter(({ resource }) => !shown.has(mendedKey(resource)));
  const ids = [...new Set(beside.map(({ resource }) => resource.id))];
  return {
    ...inspection,
    resources: inspection.resources.map((one) => withTugs(one, tugsOfWar)),
    notes: [
      ...inspection.notes,
      ...(tripped === null
        ? []
        : [
            `The breaker tripped at ${tripped.at}: ${tripped.cause}. Nothing is mended until: configmend breaker reset`,
          ]),
      ...(ids.length === 0
        ? []
        : [`Left to people as well, because they keep coming back: ${ids.join(', ')} (configmend breaker)`]),
    ],
  };
}

function withTugs(one: InspectedResource, tugsOfWar: readonly TugOfWar[]): InspectedResource {
  const held = tugsOfWar.filter(({ resource }) => mendedKey(resource) === mendedKey(one.resource));
  return held.length === 0 ? one : { ...one, held: held.map(tugWords) };
}

/** `tcp 22 from 0.0.0.0/0 …: mended 3 times, brought back by user/sam, left to people since …`. */
function tugWords({ resource, violation, mends, since }: TugOfWar): string {
  const actors = actorsAmong(mends);
  const by = actors.length === 0 ? 'brought back by somebody not known' : `brought back by ${actors.join(', ')}`;
  return `${violation}: mended ${mends.length} times, ${by}, left to people since ${since}; configmend breaker reset ${resource.id} has it mended again`;
}
