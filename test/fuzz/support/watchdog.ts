import { Worker } from 'node:worker_threads';

/** Marks what is being tried, so that somebody else sees when it never ends. */
export interface Watch {
  /** The next input is tried; answers how many were before it. */
  begin(): number;
  end(): void;
}

/** [0]: how many were begun. [1]: whether one is under way. */
type Marks = Int32Array<SharedArrayBuffer>;

/**
 * Runs in a thread of its own: a loop that gives nothing else a turn stops every timer of its own thread. `process.exit` would end the
 * thread alone, so that the process is killed; what is said has to be written before that.
 */
const watching = `
const { writeSync } = require('node:fs');
const { parentPort, workerData: { marks, mostMs } } = require('node:worker_threads');
let what = '';
let seed = '';
let last = -1;
let since = Date.now();
parentPort.on('message', (told) => { ({ what, seed } = told); last = -1; });
setInterval(() => {
  const begun = Atomics.load(marks, 0);
  if (Atomics.load(marks, 1) === 0 || begun !== last) {
    last = begun;
    since = Date.now();
  } else if (Date.now() - since > mostMs) {
    const again = 'PROPERTY_SEED=' + seed + ' PROPERTY_PATH=' + (begun - 1);
    writeSync(2, '\\nfuzz: ' + what + ': one input has taken ' + mostMs + ' ms and has not ended; again with ' + again + '\\n');
    process.kill(process.pid, 'SIGKILL');
  }
}, Math.min(1000, mostMs / 4));
`;

/** Of one process; made with the first boundary that is tried in it. */
let watchdog: { readonly worker: Worker; readonly marks: Marks } | undefined;

function start(mostMs: number): NonNullable<typeof watchdog> {
  const marks = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(watching, { eval: true, execArgv: [], workerData: { marks, mostMs } });
  worker.unref();
  return { worker, marks };
}

/**
 * Ends the process, in words, where one input takes longer than `mostMs` (of the first who asks): whoever measures afterwards would never come
 * to it. `what` names the boundary, `seed` is fast-check's.
 */
export function watch(what: string, seed: number | undefined, mostMs = 120_000): Watch {
  watchdog ??= start(mostMs);
  const { worker, marks } = watchdog;
  Atomics.store(marks, 0, 0);
  worker.postMessage({ what, seed: seed ?? 'new' }, []);
  return {
    begin() {
      Atomics.store(marks, 1, 1);
      return Atomics.add(marks, 0, 1);
    },
    end: () => void Atomics.store(marks, 1, 0),
  };
}
