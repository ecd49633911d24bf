import { type InspectorNotification, type NodeWorker, Session } from 'node:inspector';
import * as v from 'valibot';

/** What one execution environment holds. */
export interface Held {
  /** Bytes of living objects after a collection. */
  readonly used: number;
  /** `process.getActiveResourcesInfo()` of its own thread, which the main thread's does not have. */
  readonly handles: number;
}

export interface MemoryWatch {
  /** Collects in every Lambda environment and answers what is left, by function. Environments that end meanwhile are left out. */
  functions(): Promise<ReadonlyMap<string, readonly Held[]>>;
  /** Bytes of living objects after a collection in the process's own thread: the local account, its data and the bench. */
  account(): Promise<number>;
  stop(): void;
}

const Usage = v.looseObject({ usedSize: v.number() });
/** The loader has a thread of its own, which is no function and has no name. */
const Looked = v.pipe(v.string(), v.parseJson(), v.object({ name: v.string(), handles: v.number() }));
const look =
  'JSON.stringify({ name: process.env.AWS_LAMBDA_FUNCTION_NAME, handles: process.getActiveResourcesInfo().length })';
const Evaluated = v.looseObject({ result: v.looseObject({ value: Looked }) });
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

  const lookInto = async (sessionId: string): Promise<(Held & { readonly name: string }) | undefined> => {
    const evaluated = v.safeParse(Evaluated, await ask(sessionId, 'Runtime.evaluate', { expression: look }));
    if (!evaluated.success) return undefined;
    const { name, handles } = evaluated.output.result.value;
    await ask(sessionId, 'HeapProfiler.collectGarbage');
    const usage = v.safeParse(Usage, await ask(sessionId, 'Runtime.getHeapUsage'));
    return usage.success ? { name, handles, used: usage.output.usedSize } : undefined;
  };

  const own = (method: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      session.post(method, (error, result) => (error === null ? resolve(result) : reject(error)));
    });

  return {
    async functions() {
      const held = new Map<string, Held[]>();
      for (const sessionId of workers) {
        const found = await lookInto(sessionId);
        if (found === undefined) continue;
        const { name, ...one } = found;
        held.set(name, [...(held.get(name) ?? []), one]);
      }
      return held;
    },
    async account() {
      await own('HeapProfiler.collectGarbage');
      return v.parse(Usage, await own('Runtime.getHeapUsage')).usedSize;
    },
    stop: () => session.disconnect(),
  };
}

type Notified<T> = InspectorNotification<T>;
