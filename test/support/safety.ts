import { accountId, region } from './instructions.ts';
import { Failure } from '../../contract/failure.ts';
import { initialSafetyState, type SafetyState } from '../../contract/safety-state.ts';
import type { SafetyLimits } from '../../safety/limits.ts';
import { createSafeguards, type Safeguards } from '../../safety/safeguards.ts';
import type { SafetyStore } from '../../safety/safety-store.ts';

export interface MemorySafety extends SafetyStore {
  state: SafetyState;
  reads: number;
  writes: number;
  /** Called before each write; may change the state, as somebody else would in between. */
  beforeWrite: (() => void) | undefined;
  unreadable: boolean;
}

/** The object in S3, with its conditional writes. */
export function memorySafety(state: SafetyState = initialSafetyState): MemorySafety {
  const self: MemorySafety = {
    state,
    reads: 0,
    writes: 0,
    beforeWrite: undefined,
    unreadable: false,
    async read() {
      if (self.unreadable) throw new Failure('SAFETY_UNREADABLE', 'AccessDenied', { transient: true });
      self.reads += 1;
      return { state: self.state, etag: etagOf(self.state) };
    },
    async write({ state: next, etag }) {
      self.beforeWrite?.();
      if (etag !== etagOf(self.state)) return null;
      self.writes += 1;
      self.state = next;
      return etagOf(next);
    },
  };
  return self;
}

function etagOf(state: SafetyState): string {
  return JSON.stringify(state);
}

/** Wide enough for tests that are about something else. */
const wide: SafetyLimits = { perRun: 1000, perHour: 1000, sharePercent: 100, shareFrom: 1000, tugOfWar: 1000 };

/** What a remediation asks: `announced` counts how often it told people. */
export function safeguardsOver(
  store: SafetyStore,
  options: { limits?: Partial<SafetyLimits>; existing?: () => Promise<number>; now?: () => Date; runId?: string } = {},
): { safeguards: Safeguards; announce: () => Promise<void>; announced: () => number } {
  let announced = 0;
  const { existing = () => Promise.resolve(1000), now = () => new Date('2026-11-20T12:00:00.000Z') } = options;
  const safeguards = createSafeguards({
    store,
    limits: { ...wide, ...options.limits },
    runId: options.runId ?? 'run',
    remediator: 'security-group',
    resourceType: 'AWS::EC2::SecurityGroup',
    place: { accountId, region },
    now,
    existing,
    pause: () => Promise.resolve(),
    random: () => 0,
  });
  return {
    safeguards,
    async announce() {
      announced += 1;
    },
    announced: () => announced,
  };
}
