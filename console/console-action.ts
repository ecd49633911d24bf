import * as v from 'valibot';

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(300));

/** Everything that the page can ask to be changed; a real account takes none of it. */
export const ConsoleAction = v.variant('kind', [
  v.strictObject({ kind: v.literal('gate'), open: v.boolean() }),
  v.strictObject({ kind: v.literal('break'), breakage: id }),
  v.strictObject({ kind: v.literal('restore'), action: id, force: v.optional(v.literal(true)) }),
  /** Lets the breaker go, or with a resource its tug-of-war. */
  v.strictObject({ kind: v.literal('reset'), resource: v.optional(id) }),
]);
export type ConsoleAction = v.InferOutput<typeof ConsoleAction>;

/** Two actions are the same if and only if these are: fields in the order of the schema, which valibot keeps. */
export function actionKey(action: ConsoleAction): string {
  return JSON.stringify(v.parse(ConsoleAction, action));
}
