import { IndexedHeap } from '../indexed-heap.ts';
import type { StoredMessage } from './message.ts';

/**
 * The messages of one queue. Those that wait (delayed or in flight) lie by the moment they become visible, the visible ones by
 * their turn, all by age; time is brought up to date by `settle` at the start of every use. Each step is O(log n).
 */
export class MessageStore {
  readonly #byKey = new Map<string, StoredMessage>();
  readonly #visible = new IndexedHeap<StoredMessage>(
    (a, b) => a.turn < b.turn || (a.turn === b.turn && a.serial < b.serial),
  );
  readonly #waiting = new IndexedHeap<StoredMessage>(
    (a, b) => a.visibleAt < b.visibleAt || (a.visibleAt === b.visibleAt && a.serial < b.serial),
  );
  readonly #byAge = new IndexedHeap<StoredMessage>((a, b) => a.sentAt < b.sentAt);
  readonly #turnOf: (message: StoredMessage) => number;
  #inFlight = 0;

  /** `turnOf` gives the turn of a message at the moment it becomes visible: the smaller the earlier. */
  constructor(turnOf: (message: StoredMessage) => number) {
    this.#turnOf = turnOf;
  }

  get counts(): { visible: number; inFlight: number; delayed: number } {
    return { visible: this.#visible.size, inFlight: this.#inFlight, delayed: this.#waiting.size - this.#inFlight };
  }

  /** Drops what has outlived its retention, and makes visible what is due. */
  settle(now: number, retentionMs: number): void {
    for (let oldest = this.#byAge.peek(); oldest !== undefined; oldest = this.#byAge.peek()) {
      if (oldest.sentAt + retentionMs > now) break;
      this.delete(oldest);
    }
    for (let next = this.#waiting.peek(); next !== undefined && next.visibleAt <= now; next = this.#waiting.peek()) {
      this.#leaveState(next);
      this.#enterState(next, 'visible');
    }
  }

  /** When the next waiting message becomes visible. */
  nextDue(): number | undefined {
    return this.#waiting.peek()?.visibleAt;
  }

  add(message: StoredMessage): void {
    this.#byKey.set(message.key, message);
    this.#byAge.push(message);
    this.#enterState(message, message.state);
  }

  get(key: string): StoredMessage | undefined {
    return this.#byKey.get(key);
  }

  /** The visible message whose turn it is. */
  first(): StoredMessage | undefined {
    return this.#visible.peek();
  }

  /** Hides a message, or changes how long it stays hidden. */
  hide(message: StoredMessage, until: number): void {
    this.#leaveState(message);
    message.visibleAt = until;
    this.#enterState(message, 'in-flight');
  }

  delete(message: StoredMessage): void {
    if (!this.#byKey.delete(message.key)) return;
    this.#byAge.remove(message);
    this.#leaveState(message);
  }

  clear(): void {
    for (const message of this.all()) this.delete(message);
  }

  all(): StoredMessage[] {
    return [...this.#byKey.values()];
  }

  #enterState(message: StoredMessage, state: StoredMessage['state']): void {
    message.state = state;
    if (state === 'in-flight') this.#inFlight += 1;
    if (state !== 'visible') {
      this.#waiting.push(message);
      return;
    }
    message.turn = this.#turnOf(message);
    this.#visible.push(message);
  }

  #leaveState(message: StoredMessage): void {
    if (message.state === 'in-flight') this.#inFlight -= 1;
    (message.state === 'visible' ? this.#visible : this.#waiting).remove(message);
  }
}
