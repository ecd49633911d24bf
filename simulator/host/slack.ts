import type { Actor } from './actor.ts';
import { createRandom } from './random.ts';
import type { Scenario } from './scenario.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface SimulatedSlack {
  /** Takes the place of `fetch` for whoever runs, and with it of Slack: there is nobody else that anything is fetched from. */
  fetchFor(actor: () => Actor): typeof fetch;
  /** The bodies that were taken. */
  readonly told: readonly string[];
}

/** As undici says it. */
const reset = (): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) });

/** Answers never, until whoever asked has waited long enough. */
function hanging(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason));
  });
}

export function startSlack(
  scenario: Scenario,
  time: VirtualTime,
  { elapsed, calm, strikes }: { elapsed(): number; calm(): boolean; strikes(fault: string): void },
): SimulatedSlack {
  const told: string[] = [];
  const random = createRandom(scenario.seed ^ 0x1b_87_35_93);
  const isOut = (of: string): boolean => {
    const now = elapsed();
    const found = !calm() && scenario.outages.some(({ of: what, from, to }) => what === of && from <= now && now < to);
    if (found) strikes(`outage: ${of}`);
    return found;
  };
  const fetchFor: SimulatedSlack['fetchFor'] = (actorNow) => async (_url, init) => {
    const actor = actorNow();
    time.stir();
    await time.sleep(5 + random.below(200));
    if (actor.dead) return new Promise<never>(() => {});
    if (isOut('slack')) return new Response('service_unavailable', { status: 503 });
    if (isOut('slack hangs')) return hanging(init?.signal ?? undefined);
    if (isOut('slack slows')) return new Response('', { status: 429, headers: { 'retry-after': '3' } });
    if (random.chance(0.5) && isOut('slack resets')) throw reset();
    told.push(typeof init?.body === 'string' ? init.body : '');
    await time.sleep(5);
    // Taken as well, but nobody knows; every other time the connection ended before.
    if (isOut('slack resets')) throw reset();
    // Taken, and the answer lost with the process: it may be told twice, and never not at all.
    if (actor.dead) return new Promise<never>(() => {});
    return new Response('ok');
  };
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new DOMException('timed out', 'TimeoutError')), ms);
    return controller.signal;
  };
  return { told, fetchFor };
}
