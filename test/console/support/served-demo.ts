import { startServedDemo } from '../../../cli/demo/serve.ts';
import { startServedWorld } from '../../../cli/demo/serve-world.ts';
import { builtBundles } from '../../end-to-end/support/built-bundles.ts';
import { sharedBySpecs } from '../../support/shared-by-specs.ts';

/** The demo's world with the console on it, one for all specs of the console: what one of them leaves, the next begins with. */
export const servedDemo = sharedBySpecs(
  () => startServedDemo({}, () => startServedWorld(builtBundles)),
  (demo) => demo.stop(),
);
