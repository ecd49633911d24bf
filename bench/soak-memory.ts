import { type InspectorNotification, type NodeWorker, Session } from 'node:inspector';
import * as v from 'valibot';

/** Bytes of living objects after a collection, by function: of each environment that it has. */
export type Heaps = ReadonlyMap<string, readonly number[]>;

export interface MemoryWatch {
  /** Collects in every Lambda environment and answers what is left. Environments that end meanwhile are left out. */
  functions(): Promise<Heaps>;
  /** The same of the process's own thread: the local account, its data and the bench. */
  account(): Promise<number>;
  stop(): void;
}

const Usage = v.looseObject({ usedSize: v.number() });
const Evaluated = v.looseObject({ result: v.looseObject({ value: v.optional(v.string()) }) });
const Answer = v.looseObject({ id: v.number(), result: v.optional(v.unknown()) });

interface Asked {
  readonly sessionId: string;
  resolve(result: unknown): void;
}

/**
 * Looks into this process's own worker threads by the inspector's protocol (Node.js, "Inspector", NodeWorker domain): the
 * functions run as they are built, and a collection before each look leaves nothing to chance.
 */
export function watchMemory(): MemoryWatch {
  const session = new Session();
  session.connect();
  const workers = new Set<string>();
  const asked = new Map<number, Asked>();
  let last = 0;

  session.on('NodeWorker.attachedToWorker', ({ params }: Notified<NodeWorker.AttachedToWorkerEventDataType>) => {
    workers.add(params.sessionId);
  });
  session.on('NodeWorker.detachedFromWorker', ({ params }: Notified<NodeWorker.DetachedFromWorkerEventDataType>) => {
    workers.delete(params.sessionId);
    for (const [id, { sessionId, resolve }] of asked) {
      if (sessionId !== params.sessionId) continue;
      asked.delete(id);
      resolve(undefined);
    }
  });
  session.on(
    'NodeWorker.receivedMessageFromWorker',
    ({ params }: Notified<NodeWorker.ReceivedMessageFromWorkerEventDataType>) => {
      const answer = v.safeParse(Answer, JSON.parse(params.message));
      if (!answer.success) return;
      asked.get(answer.output.id)?.resolve(answer.output.result);
      asked.delete(answer.output.id);
    },
  );
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });

  const ask = (sessionId: string, method: string, params: object = {}): Promise<unknown> =>
    new Promise((resolve) => {
      last += 1;
      const id = last;
      asked.set(id, { sessionId, resolve });
      const message = JSON.stringify({ id, method, params });
      session.post('NodeWorker.sendMessageToWorker', { sessionId, message }, (error) => {
        if (error === null) return;
        asked.delete(id);
        resolve(undefined);
      });
    });

  const look = async (sessionId: string): Promise<{ name: string; used: number } | undefined> => {
    const expression = 'process.env.AWS_LAMBDA_FUNCTION_NAME';
    const name = v.safeParse(Evaluated, await ask(sessionId, 'Runtime.evaluate', { expression }));
    // The loader has a thread of its own, which is no function.
    if (!name.success || name.output.result.value === undefined) return undefined;
    await ask(sessionId, 'HeapProfiler.collectGarbage');
    const usage = v.safeParse(Usage, await ask(sessionId, 'Runtime.getHeapUsage'));
    return usage.success ? { name: name.output.result.value, used: usage.output.usedSize } : undefined;
  };

  const own = (method: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      session.post(method, (error, result) => (error === null ? resolve(result) : reject(error)));
    });

  return {
    async functions() {
      const heaps = new Map<string, number[]>();
      for (const sessionId of workers) {
        const found = await look(sessionId);
        if (found !== undefined) heaps.set(found.name, [...(heaps.get(found.name) ?? []), found.used]);
      }
      return heaps;
    },
    async account() {
      await own('HeapProfiler.collectGarbage');
      return v.parse(Usage, await own('Runtime.getHeapUsage')).usedSize;
    },
    stop: () => session.disconnect(),
  };
}

type Notified<T> = InspectorNotification<T>;
