import type { Actor } from './actor.ts';
import { mostOffMs } from './scenario.ts';

/** How old a remediator's answer of the gate may be as it begins with a resource (remediators/remediate.ts), by a clock that may be set back amid that. */
const mostStaleMs = 2_000 + mostOffMs + 500;

/** Watches who acts by which answer of the gate. */
export interface GateWatch {
  /** People set it. */
  set(open: boolean): void;
  /** Whether the function's last answer said that it is open, and it was, at some moment since the function began. */
  wasOpen(actor: Actor): boolean;
  /** The function has recorded the state of a resource before it changes it. */
  recorded(actor: Actor, id: string): void;
  /** The function is about to change a resource. Whether it has asked in time, before it began with it. */
  hasAsked(actor: Actor, id: string): boolean;
}

export function createGateWatch(isOpen: boolean, now: () => number, elapsed: () => number): GateWatch {
  const gate: { readonly at: number; readonly open: boolean }[] = [{ at: 0, open: isOpen }];
  /** When each function last recorded each resource, and what it has begun with. */
  const recordedAt = new Map<string, number>();
  const begun = new Set<string>();
  const key = (actor: Actor, id: string): string => `${actor.number} ${id}`;
  return {
    set: (open) => void gate.push({ at: now(), open }),
    wasOpen: (actor) =>
      actor.gate === 'open' &&
      gate.some(
        ({ open, at }, index) =>
          open && (gate[index + 1]?.at ?? Number.POSITIVE_INFINITY) >= actor.startedAt && at <= now(),
      ),
    recorded: (actor, id) => void recordedAt.set(key(actor, id), elapsed()),
    hasAsked(actor, id) {
      if (begun.has(key(actor, id))) return true;
      begun.add(key(actor, id));
      const at = recordedAt.get(key(actor, id));
      return at === undefined || actor.gateAt === undefined || at - actor.gateAt <= mostStaleMs;
    },
  };
}
