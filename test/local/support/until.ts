import { setImmediate } from 'node:timers/promises';

/** Waits for a condition by letting the event loop turn; the test's own timeout ends a wait in vain. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate();
}
