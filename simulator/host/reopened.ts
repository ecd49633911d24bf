import type { Actor } from './actor.ts';

/**
 * What each invocation has opened in a group that people had changed meanwhile. EC2 has no condition on what was read before; so it has to
 * close that again, and nobody else's access ends with it, or to tell that it could not.
 */
export interface Reopened {
  add(actor: Actor, id: string, doors: readonly string[]): void;
  by(actor: Actor, id: string): ReadonlySet<string>;
  /** Of what is open, what the invocation leaves so in silence. */
  left(actor: Actor, id: string, open: ReadonlySet<string>, notes: readonly string[]): readonly string[];
}

export function createReopened(): Reopened {
  const doors = new Map<string, ReadonlySet<string>>();
  const by = (actor: Actor, id: string): ReadonlySet<string> => doors.get(`${actor.number} ${id}`) ?? new Set();
  return {
    add: (actor, id, opened) => void doors.set(`${actor.number} ${id}`, new Set([...by(actor, id), ...opened])),
    by,
    left(actor, id, open, notes) {
      const isTold = notes.some((note) => /could not be (closed|read) again/.test(note));
      return isTold ? [] : [...by(actor, id)].filter((door) => open.has(door));
    },
  };
}
