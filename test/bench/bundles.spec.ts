import { assert } from 'chai';
import { benchBundles, bundleRow, coldImportMs, sdkAlone } from '../../bench/bundles.ts';

describe('the bench of bundles', function () {
  it('compares with the clients, commands and paginators of the bundle, and nothing else of it', () => {
    const sdk = 'node_modules/@aws-sdk/client-s3/dist-es';
    const bytesByFile = new Map([
      [`${sdk}/S3Client.js`, 10],
      [`${sdk}/commands/GetObjectCommand.js`, 10],
      [`${sdk}/commands/PutObjectCommand.js`, 0],
      [`${sdk}/commands/index.js`, 10],
      [`${sdk}/pagination/ListBucketsPaginator.js`, 10],
      [`${sdk}/schemas/schemas_0.js`, 10],
      ['node_modules/@aws-sdk/core/dist-es/SomeClient.js', 10],
      ['safety/ledger.ts', 10],
    ]);

    const entry = sdkAlone({ bytesByFile });

    assert.deepEqual(entry.split('\n'), [
      `export { S3Client as sdk0 } from '@aws-sdk/client-s3';`,
      `export { GetObjectCommand as sdk1 } from '@aws-sdk/client-s3';`,
      `export { paginateListBuckets as sdk2 } from '@aws-sdk/client-s3';`,
    ]);
  });

  it('measures a bundle and, smaller, its SDK clients alone', async () => {
    const entry = `import { SSMClient } from '@aws-sdk/client-ssm'; import * as v from 'valibot';
      const schema = v.object({ a: v.string() });
      export const handler = (event: unknown) => [v.parse(schema, event), new SSMClient({})];`;

    const figures = await benchBundles(1, [{ name: 'small', entry }]);

    assert.lengthOf(figures, 1);
    for (const { name, bytes, sdkBytes, coldImportMs, sdkAloneMs } of figures) {
      assert.equal(name, 'small');
      assert.isAbove(bytes, sdkBytes);
      assert.isAbove(sdkBytes, 100_000);
      assert.isAbove(coldImportMs, 0);
      assert.isAbove(sdkAloneMs, 0);
    }
  });

  it('says so when a module cannot be imported', async () => {
    const outcome = await coldImportMs('data:text/javascript,throw new Error("no such thing")').then(String, String);

    assert.include(outcome, 'no such thing');
  });

  for (const [what, changed, size, ratio] of [
    ['that meets both aims', {}, '600 kB', '1.25'],
    ['that is too large', { bytes: 1_000_001 }, '1,000 kB (missed)', '1.25'],
    ['that takes too long', { coldImportMs: 53 }, '600 kB', '1.32 (missed)'],
  ] as const) {
    it(`writes the row of a bundle ${what}`, () => {
      const figures = {
        name: 'notifier',
        bytes: 600_000,
        sdkBytes: 500_000,
        coldImportMs: 50,
        sdkAloneMs: 40,
        ...changed,
      };

      const row = bundleRow(figures);

      assert.deepEqual(row, ['notifier', size, `${figures.coldImportMs.toFixed(1)} ms`, '40.0 ms', ratio]);
    });
  }
});
