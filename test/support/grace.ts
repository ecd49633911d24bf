import { Failure } from '../../contract/failure.ts';
import { type GraceState, initialGraceState } from '../../contract/grace-state.ts';
import type { GraceStore } from '../../coordinator/grace-store.ts';

export interface MemoryGrace extends GraceStore {
  state: GraceState;
  reads: number;
  writes: number;
  unreadable: boolean;
  unwritable: boolean;
  /** The next write finds that somebody else wrote. */
  contended: boolean;
  /** What the next write finds that somebody else wrote. */
  overtakenBy?: GraceState;
}

/** The object in S3, with its conditional writes. */
export function memoryGrace(periods: GraceState['periods'] = {}): MemoryGrace {
  const self: MemoryGrace = {
    state: { ...initialGraceState, periods },
    reads: 0,
    writes: 0,
    unreadable: false,
    unwritable: false,
    contended: false,
    async read() {
      if (self.unreadable) throw new Failure('GRACE_UNREADABLE', 'AccessDenied', { transient: true });
      self.reads += 1;
      return { state: self.state, etag: JSON.stringify(self.state) };
    },
    async write({ state, etag }) {
      if (self.unwritable) throw new Failure('GRACE_UNREADABLE', 'AccessDenied', { transient: true });
      if (self.overtakenBy !== undefined) {
        self.state = self.overtakenBy;
        delete self.overtakenBy;
      }
      if (self.contended || etag !== JSON.stringify(self.state)) return null;
      self.writes += 1;
      self.state = state;
      return JSON.stringify(state);
    },
  };
  return self;
}
