import { actorsAmong } from '../contract/actors-among.ts';
import type { Call, Instruction } from '../contract/instruction.ts';

type Told = Pick<Instruction, 'evidence' | 'actor' | 'otherCalls'>;

/** More names than these are counted. */
const mostActors = 3;
/** Above what AWS makes of an ARN that people can read. A message may have been forged, and a notice has to fit into SNS. */
const longestActor = 300;

/** Pure. Every call that these instructions name, each once, in the order in which they name them. */
export function callsOf(instructions: readonly Told[]): Call[] {
  const calls = new Map<string, Call>();
  for (const { evidence, actor, otherCalls = [] } of instructions) {
    const { eventId } = evidence;
    const own: Call = { ...(eventId === undefined ? {} : { eventId }), ...(actor === undefined ? {} : { actor }) };
    for (const call of [own, ...otherCalls]) {
      if (call.eventId === undefined && call.actor === undefined) continue;
      const key = JSON.stringify(call.eventId === undefined ? [call.actor] : call.eventId);
      const known = calls.get(key);
      if (known === undefined || (known.actor === undefined && call.actor !== undefined)) calls.set(key, call);
    }
  }
  return [...calls.values()];
}

/** Pure. Who made the calls that these instructions name, as it is told and recorded; undefined where nobody knows. */
export function actorsOf(instructions: readonly Told[]): string | undefined {
  const actors = actorsAmong(callsOf(instructions));
  if (actors.length === 0) return undefined;
  const named = actors
    .slice(0, mostActors)
    .map((actor) => (actor.length <= longestActor ? actor : `${actor.slice(0, longestActor)}…`))
    .join(', ');
  return actors.length <= mostActors ? named : `${named} and ${actors.length - mostActors} more`;
}

/** Pure. The ids of the calls that these instructions name. */
export function eventsOf(instructions: readonly Told[]): string[] {
  return callsOf(instructions).flatMap(({ eventId }) => eventId ?? []);
}
