import { randomBytes } from 'node:crypto';
import { type ConsoleAction, actionKey } from './console-action.ts';
import type { PreparedAction } from './console-source.ts';

/** Long enough to read a diff; then it has to be looked at again. */
export const confirmWithinMs = 120_000;
const mostOpen = 50;

/** Writes that were shown to a person and wait for the word. A nonce stands for one action as it was shown, once. */
export interface Confirmations {
  issue(action: ConsoleAction, prepared: PreparedAction): string;
  /** Undefined where the nonce was not issued for exactly this action, is too old, or was used: it is used up in any case. */
  redeem(nonce: string, action: ConsoleAction): PreparedAction | undefined;
}

export function createConfirmations(now: () => number = Date.now): Confirmations {
  const open = new Map<string, { readonly key: string; readonly until: number; readonly prepared: PreparedAction }>();
  return {
    issue(action, prepared) {
      for (const [nonce, { until }] of open) if (until <= now()) open.delete(nonce);
      const [oldest] = open.keys();
      if (open.size >= mostOpen && oldest !== undefined) open.delete(oldest);
      const nonce = randomBytes(32).toString('base64url');
      open.set(nonce, { key: actionKey(action), until: now() + confirmWithinMs, prepared });
      return nonce;
    },
    redeem(nonce, action) {
      const issued = open.get(nonce);
      open.delete(nonce);
      if (issued === undefined || issued.until <= now() || issued.key !== actionKey(action)) return undefined;
      return issued.prepared;
    },
  };
}
