import type { DeadLetter } from '../cli/dead-letters/dead-letter.ts';
import { stateOf } from '../cli/list-exemptions.ts';
import { describeOrigin, describeSelection, describeTarget } from '../exemptions/exemption-words.ts';
import { endOf } from '../exemptions/in-force.ts';
import type { ExemptionReader } from '../exemptions/read-exemptions.ts';
import type { SafetyStore } from '../safety/safety-store.ts';
import { prune } from '../safety/safety-window.ts';
import type { Health, QueueDepth, Reading, ShownExemption } from './console-data.ts';
import { problemOf } from './problem.ts';

/** What it takes; a part that was not configured rejects with USAGE, which is then what the page says of it. */
export interface HealthDeps {
  readonly gate: () => Promise<Health['gate']>;
  readonly safety: () => Promise<SafetyStore>;
  readonly exemptions: () => Promise<ExemptionReader>;
  readonly queue: () => Promise<QueueDepth & { readonly oldestAt?: string }>;
  readonly deadLetters: () => Promise<{ readonly depth: QueueDepth; readonly letters: readonly DeadLetter[] }>;
  readonly names: () => Promise<ReadonlyMap<string, string>>;
  readonly canWrite: boolean;
  now(): Date;
}

/** Never rejects: each part says for itself what it could not read. */
export async function readHealth(deps: HealthDeps): Promise<Health> {
  const { canWrite, now } = deps;
  const [gate, safety, queue, deadLetters, exemptions, names] = await Promise.all([
    deps.gate(),
    reading(() => readSafety(deps), now),
    reading(deps.queue, now),
    reading(deps.deadLetters, now),
    reading(() => readExemptions(deps), now),
    deps.names(),
  ]);
  return { gate, safety, queue, deadLetters, exemptions, canWrite, names: Object.fromEntries(names) };
}

/** What reading gave, or why it gave nothing. */
export async function reading<T>(read: () => Promise<T>, now: () => Date): Promise<Reading<T>> {
  const at = now().toISOString();
  try {
    return { kind: 'read', at, data: await read() };
  } catch (error) {
    return { kind: 'failed', at, problem: problemOf(error) };
  }
}

async function readSafety({ safety, now }: HealthDeps) {
  const { state } = await (await safety()).read();
  const current = prune(state, now());
  return { ...current, mendsOfHour: current.runs.reduce((sum, { mends }) => sum + mends, 0) };
}

async function readExemptions({ exemptions, now }: HealthDeps) {
  const found = await (await exemptions())();
  if (found.kind === 'unreadable') throw found.failure;
  const { list } = found;
  const shown = list.exemptions.map((exemption): ShownExemption => ({
    id: exemption.id,
    rule: exemption.rule,
    selection: describeSelection(exemption),
    target: describeTarget(exemption),
    owner: exemption.owner,
    reason: exemption.reason,
    ...(exemption.ticket === undefined ? {} : { ticket: exemption.ticket }),
    origin: describeOrigin(exemption),
    until: endOf(exemption, list).toISOString(),
    state: stateOf(exemption, list, now()),
  }));
  const live = shown.filter(({ state }) => state !== 'ended');
  return {
    exemptions: live.toSorted((one, other) => Date.parse(one.until) - Date.parse(other.until)),
    byTags: list.tagExemptions,
  };
}
