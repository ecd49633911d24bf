import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { assert } from 'chai';
import * as v from 'valibot';
import { bundleLambdas, type LambdaBundle } from '../../build/bundle-lambdas.ts';
import { lambdaSources } from '../../build/lambdas.ts';
import { rules } from '../../rules/registry.ts';

/** One that is generated and one that is written; bundling them all takes long. */
const sources = lambdaSources().filter(({ name }) => name === rules[0]?.id || name === 'coordinator');

describe('the bundles', () => {
  let folder: string;
  let bundles: LambdaBundle[];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bundles-'));
    bundles = await bundleLambdas(folder, sources);
  });
  after(() => rm(folder, { recursive: true }));

  it('are one file for every Lambda, of the size that is said', async () => {
    assert.lengthOf(bundles, 2);
    for (const { name, path, bytes } of bundles) {
      assert.equal(path, join(folder, name, 'index.mjs'));
      assert.equal((await stat(path)).size, bytes);
    }
  });

  for (const { name } of sources) {
    it(`of ${name} can be loaded and exports a handler of at most two parameters`, async () => {
      const path = bundles.find((bundle) => bundle.name === name)?.path ?? '';

      const loaded: unknown = await import(pathToFileURL(path).href);

      // Lambda's Node.js 24 takes no handler with a callback.
      const handler = v.pipe(
        v.function(),
        v.check(({ length }) => length <= 2),
      );
      assert.isTrue(v.is(v.object({ handler }), loaded));
    });
  }
});
