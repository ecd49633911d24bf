import type { Message } from '@aws-sdk/client-sqs';
import { type Context, emptyContext } from '../../contract/context.ts';
import { Failure } from '../../contract/failure.ts';
import type { Instruction } from '../../contract/instruction.ts';
import type { LedgerEntry } from '../../contract/ledger-entry.ts';
import type { Notice } from '../../contract/notice.ts';
import type { Change } from '../../contract/plan.ts';
import type { Resource } from '../../contract/resource.ts';
import type { Queue, Receipt } from '../../queue/queue.ts';
import type { Apply } from '../../remediators/apply.ts';
import type { AnyReader } from '../../resources/reader.ts';
import type { Ledger } from '../../safety/ledger.ts';
import { applyChange } from './group-simulator.ts';

/** What happened, in order, over all fakes that share it. */
export type Journal = string[];

export interface MemoryQueue extends Queue {
  /** What the next receives find, ten at a time. */
  readonly visible: Message[];
  readonly waits: number[];
  readonly deleted: string[];
  readonly givenBack: { messageId: string; afterSeconds: number }[];
  readonly retried: { messageId: string; instruction: Instruction; afterSeconds: number }[];
  readonly putOffs: { messageId: string; instruction: Instruction; afterSeconds: number }[];
  readonly deadLetters: { messageId: string; body: string; code: string; message: string }[];
  /** Ids of messages for which every settling call is rejected. */
  readonly refusing: Set<string>;
}

export function memoryQueue(visible: readonly Message[] = [], journal: Journal = []): MemoryQueue {
  const refusing = new Set<string>();
  const accept = (what: string, receipts: readonly Receipt[]): void => {
    for (const { messageId } of receipts) {
      if (refusing.has(messageId)) throw new Error(`SQS refuses ${messageId}`);
      journal.push(`${what} ${messageId}`);
    }
  };
  const queue: MemoryQueue = {
    visible: [...visible],
    waits: [],
    deleted: [],
    givenBack: [],
    retried: [],
    putOffs: [],
    deadLetters: [],
    refusing,
    async receive(waitSeconds) {
      queue.waits.push(waitSeconds);
      return queue.visible.splice(0, 10);
    },
    async delete(receipts) {
      accept('delete', receipts);
      queue.deleted.push(...receipts.map(({ messageId }) => messageId));
    },
    async giveBack(receipts, afterSeconds) {
      accept('give back', receipts);
      queue.givenBack.push(...receipts.map(({ messageId }) => ({ messageId, afterSeconds })));
    },
    async retry({ messageId, receiptHandle, instruction }, afterSeconds) {
      accept('retry', [{ messageId, receiptHandle }]);
      queue.retried.push({ messageId, instruction, afterSeconds });
    },
    async putOff(messages, afterSeconds) {
      accept('put off', messages);
      queue.putOffs.push(...messages.map(({ messageId, instruction }) => ({ messageId, instruction, afterSeconds })));
    },
    async deadLetter(receipt, body, { code, message }) {
      accept('dead-letter', [receipt]);
      queue.deadLetters.push({ messageId: receipt.messageId, body, code, message });
    },
  };
  return queue;
}

export interface MemoryLedger extends Ledger {
  /** Every version of every entry, in the order of writing. */
  readonly writes: LedgerEntry[];
}

/** `refuse` is asked before every write. */
export function memoryLedger(journal: Journal = [], refuse: (write: number) => Error | undefined = () => undefined) {
  const writes: LedgerEntry[] = [];
  const write = (what: string, entry: LedgerEntry): void => {
    const error = refuse(writes.length);
    if (error !== undefined) throw error;
    journal.push(`${what} ${entry.id}`);
    writes.push(structuredClone(entry));
  };
  return {
    writes,
    async open(entry) {
      write('open', entry);
      return { close: async (finished) => write('close', finished) };
    },
    async read(id) {
      const entry = writes.findLast((one) => one.id === id);
      if (entry === undefined) throw new Failure('READ_FAILED', `${id}: NoSuchKey`);
      return structuredClone(entry);
    },
    async amend(id, change) {
      write('amend', change(await this.read(id)));
    },
  } satisfies MemoryLedger;
}

export interface World {
  /** What is live now; a Failure is what its read fails with, a missing one is gone. */
  readonly live: Map<string, Resource | Failure>;
  readonly journal: Journal;
  readonly reader: AnyReader;
  readonly reads: (readonly string[])[];
  readonly apply: Apply;
  /** Called before a change takes effect and after it; what it throws, the call is rejected with. */
  hook: (when: 'before' | 'after', change: Change) => void;
}

/** Live resources with an edge that reads them and makes calls on the rules of security groups, as EC2 would. */
export function world(resources: readonly Resource[], journal: Journal = [], context: Context = emptyContext): World {
  const live = new Map<string, Resource | Failure>(resources.map((resource) => [resource.id, resource]));
  const reads: (readonly string[])[] = [];
  const made: World = {
    live,
    journal,
    reads,
    hook: () => undefined,
    reader: {
      async read(ids) {
        reads.push(ids);
        journal.push(`read ${ids.join(' ')}`);
        const found = new Map<string, Resource>();
        const failed = new Map<string, Failure>();
        for (const id of ids) {
          const resource = live.get(id);
          if (resource instanceof Error) failed.set(id, resource);
          else if (resource !== undefined) found.set(id, structuredClone(resource));
        }
        return { found, failed, gone: new Set(ids.filter((id) => !live.has(id))) };
      },
      async *list() {
        for (const resource of live.values()) if (!(resource instanceof Error)) yield resource;
      },
      count: () => Promise.resolve(live.size),
      contextOf: () => Promise.resolve(context),
    },
    async apply(change) {
      const id = String(change.input['GroupId']);
      journal.push(`${change.operation} ${id}`);
      made.hook('before', change);
      const group = live.get(id);
      if (group === undefined || group instanceof Error || group.type !== 'AWS::EC2::SecurityGroup') {
        throw new TypeError(`the test has no group ${id}`);
      }
      live.set(id, { ...group, rules: applyChange(group.rules, change) });
      made.hook('after', change);
      return 'done';
    },
  };
  return made;
}

/** Of one notice (Amazon SNS API, Publish). */
const mostBytesTold = 262_144;

/** Collects what is told; `refuse` makes the topic refuse, and what is too large for SNS is refused always. */
export function memoryTopic(journal: Journal = []): {
  told: Notice[];
  refuse: boolean;
  tell(notices: readonly Notice[]): Promise<void>;
} {
  const topic = {
    told: [] as Notice[],
    refuse: false,
    async tell(notices: readonly Notice[]): Promise<void> {
      const largest = Math.max(0, ...notices.map((notice) => Buffer.byteLength(JSON.stringify(notice))));
      if (topic.refuse || largest > mostBytesTold) throw new Error('the topic refuses');
      journal.push('tell');
      topic.told.push(...notices);
    },
  };
  return topic;
}
