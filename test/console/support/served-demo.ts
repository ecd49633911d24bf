import { startServedDemo, type ServedDemo } from '../../../cli/demo/serve.ts';
import { startServedWorld } from '../../../cli/demo/serve-world.ts';
import { builtBundles } from '../../end-to-end/support/built-bundles.ts';

let served: Promise<ServedDemo> | undefined;

/** The demo's world with the console on it, one for all specs of the console: what one of them leaves, the next begins with. */
export function servedDemo(): Promise<ServedDemo> {
  served ??= startServedDemo({}, () => startServedWorld(builtBundles));
  return served;
}

after('stop the served demo', async () => {
  await (await served)?.stop();
});
