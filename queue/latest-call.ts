import type { Instruction } from '../contract/instruction.ts';
import type { CallNote } from '../contract/notice.ts';

/** Above what AWS makes of any of them. A message may have been forged, and a notice has to fit into SNS. */
const longest = 300;

/** Pure. The latest API call that these instructions name, as it is told; undefined where they name none. */
export function latestCall(instructions: readonly Pick<Instruction, 'evidence'>[]): CallNote | undefined {
  const calls = instructions
    .map(({ evidence }) => evidence)
    .filter((one) => (one.eventId ?? one.eventName ?? one.sourceAddress) !== undefined)
    .toSorted((one, other) => Date.parse(other.capturedAt) - Date.parse(one.capturedAt));
  const [latest] = calls;
  if (latest === undefined) return undefined;
  const { eventName, sourceAddress, eventId, capturedAt: at } = latest;
  return {
    ...(eventName === undefined ? {} : { eventName: eventName.slice(0, longest) }),
    ...(sourceAddress === undefined ? {} : { sourceAddress: sourceAddress.slice(0, longest) }),
    ...(eventId === undefined ? {} : { eventId: eventId.slice(0, longest) }),
    at,
  };
}
