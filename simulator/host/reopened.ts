import type { Actor } from './actor.ts';

/**
 * What each invocation has authorised in a group, in place of a rule that it is to revoke. Where people remove that rule in between, it has
 * to close again what it had authorised, by which nobody else's access ends; or to tell that it could not.
 */
export interface Reopened {
  /** The invocation has authorised rules through which these doors lead, by what it read at that moment. */
  authorised(actor: Actor, id: string, doors: ReadonlySet<string>, readAt: number): void;
  /** What it may close again, where people have changed the group since that reading: at this moment, if ever. */
  mayClose(actor: Actor, id: string, touchedAt: number | undefined): ReadonlySet<string>;
}

export function createReopened(): Reopened {
  const held = new Map<string, { readonly doors: ReadonlySet<string>; readonly readAt: number }>();
  const key = (actor: Actor, id: string): string => `${actor.number} ${id}`;
  return {
    authorised(actor, id, doors, readAt) {
      const before = held.get(key(actor, id));
      held.set(key(actor, id), {
        doors: new Set([...(before?.doors ?? []), ...doors]),
        readAt: before?.readAt ?? readAt,
      });
    },
    mayClose(actor, id, touchedAt = -1) {
      const own = held.get(key(actor, id));
      return own === undefined || touchedAt < own.readAt ? new Set() : own.doors;
    },
  };
}

/** That what was to be left of a rule is open still. */
export function isToldOpen(notes: readonly string[]): boolean {
  return notes.some((note) => /could not be (closed|read) again/.test(note));
}
