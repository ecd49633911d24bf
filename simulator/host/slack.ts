import { currentActor } from './invocations.ts';
import { createRandom } from './random.ts';
import type { Scenario } from './scenario.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface SimulatedSlack {
  /** The bodies that were taken. */
  readonly told: readonly string[];
}

/** Takes the place of `fetch`, and with it of Slack: there is nobody else that anything is fetched from. */
export function startSlack(
  scenario: Scenario,
  time: VirtualTime,
  { elapsed, calm }: { elapsed(): number; calm(): boolean },
): SimulatedSlack {
  const told: string[] = [];
  const random = createRandom(scenario.seed ^ 0x1b_87_35_93);
  const isOut = (of: string): boolean =>
    !calm() && scenario.outages.some((outage) => outage.of === of && outage.from <= elapsed() && elapsed() < outage.to);
  globalThis.fetch = async (_url, init) => {
    const actor = currentActor();
    time.stir();
    await time.sleep(5 + random.below(200));
    if (isGone(actor)) return new Promise<never>(() => {});
    if (isOut('slack')) return new Response('service_unavailable', { status: 503 });
    if (isOut('slack slows')) return new Response('', { status: 429, headers: { 'retry-after': '3' } });
    told.push(typeof init?.body === 'string' ? init.body : '');
    await time.sleep(5);
    // Taken, and the answer lost with the process: it may be told twice, and never not at all.
    if (isGone(actor)) return new Promise<never>(() => {});
    return new Response('ok');
  };
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new DOMException('timed out', 'TimeoutError')), ms);
    return controller.signal;
  };
  return { told };
}

function isGone(actor: ReturnType<typeof currentActor>): boolean {
  return actor?.dead === true;
}
