const ends: (() => Promise<void>)[] = [];

/**
 * What takes long to start and several spec files use: started when one first asks for it. It is stopped once all files have run,
 * or, where files run in parallel, after each of them, and then started again for the next that asks.
 */
export function sharedBySpecs<T>(start: () => Promise<T>, stop: (started: T) => Promise<void>): () => Promise<T> {
  let running: Promise<T> | undefined;
  ends.push(async () => {
    const last = running;
    running = undefined;
    if (last !== undefined) await stop(await last);
  });
  return () => {
    running ??= start();
    return running;
  };
}

/** Mocha's "root hook plugin": this file is one of those that .mocharc.json requires. */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    for (const end of ends) await end();
  },
};
