import { setTimeout as pause } from 'node:timers/promises';
import type { SafetyState } from '../contract/safety-state.ts';
import { resetBreaker } from '../safety/breaker.ts';
import { createSafetyStore, type SafetyStore, updateSafety } from '../safety/safety-store.ts';
import { prune } from '../safety/safety-window.ts';
import { resetTugOfWar } from '../safety/tug-of-war.ts';
import { ledgerBucket } from './ledger-bucket.ts';
import { ledgerClient } from './ledger-client.ts';
import { renderBreaker } from './render-breaker.ts';
import { onOneLine } from './plain-text.ts';
import type { Terminal } from './terminal.ts';
import { useEndpoint } from './use-endpoint.ts';

export interface BreakerOptions {
  readonly bucket?: string;
  readonly json?: boolean;
}

/** What the safeguards hold back. Exit code 2: something; else 0. Rejects with USAGE or SAFETY_UNREADABLE. */
export async function showBreaker(
  options: BreakerOptions,
  terminal: Terminal,
  store = storeOf(options),
): Promise<number> {
  const state = prune((await store.read()).state, new Date());
  terminal.out(options.json === true ? JSON.stringify(state, null, 2) : renderBreaker(state, terminal.paint));
  return state.tripped === null && state.tugsOfWar.length === 0 ? 0 : 2;
}

/**
 * Lets the mends go on: all of them, or those of one resource in a tug-of-war. Says what was let go; with nothing to let go it
 * changes nothing. Rejects with USAGE or SAFETY_UNREADABLE.
 */
export async function letGo(
  resourceId: string | undefined,
  options: BreakerOptions,
  terminal: Terminal,
  store = storeOf(options),
): Promise<number> {
  const deps = { store, pause: (ms: number) => pause(ms), random: Math.random };
  const { answer } = await updateSafety(deps, (state) => reset(state, resourceId));
  const said = answer.length === 0 ? [nothing(resourceId)] : answer;
  terminal.out(options.json === true ? JSON.stringify({ letGo: answer }) : said.map(onOneLine).join('\n'));
  return 0;
}

/** Pure. A trip says that people have to look at everything; one resource that keeps coming back is let go by its name. */
function reset(state: SafetyState, resourceId: string | undefined): { next: SafetyState; answer: string[] } {
  if (resourceId !== undefined) {
    const next = resetTugOfWar(state, resourceId);
    const gone = state.tugsOfWar.filter((tug) => !next.tugsOfWar.includes(tug));
    const answer = gone.map(({ violation }) => `${resourceId} is mended again: ${violation}`);
    return gone.length === 0 ? { next: state, answer } : { next, answer };
  }
  const { tripped } = state;
  if (tripped === null) return { next: state, answer: [] };
  return {
    next: resetBreaker(state),
    answer: [`The breaker is reset. It had tripped at ${tripped.at}: ${tripped.cause}.`],
  };
}

function nothing(resourceId: string | undefined): string {
  return resourceId === undefined
    ? 'The breaker has not tripped: nothing is changed. For a tug-of-war, name the resource.'
    : `${resourceId} is in no tug-of-war: nothing is changed.`;
}

function storeOf({ bucket }: BreakerOptions): SafetyStore {
  useEndpoint(undefined);
  return createSafetyStore(ledgerClient(), ledgerBucket(bucket));
}
