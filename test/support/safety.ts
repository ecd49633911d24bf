import { Failure } from '../../contract/failure.ts';
import { initialSafetyState, type SafetyState } from '../../contract/safety-state.ts';
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
