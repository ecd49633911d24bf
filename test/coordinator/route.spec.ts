import { assert } from 'chai';
import * as fc from 'fast-check';
import type { Work } from '../../contract/remediation-batch.ts';
import { resourceKey } from '../../contract/resource-key.ts';
import { defaultRouteLimits, route } from '../../coordinator/route.ts';
import { bucketIdentity, groupIdentity, held, work } from '../support/instructions.ts';

const groups = (count: number): Work[] =>
  Array.from({ length: count }, (_, index) => work(held({ resource: groupIdentity(`sg-${index}`) })));
const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
const padded = (bytes: number, overrides: Parameters<typeof held>[0] = {}) =>
  held({ ...overrides, actor: 'x'.repeat(bytes) });

describe('route', () => {
  it('makes a batch for each remediator, account and region', () => {
    const items = [
      work(held()),
      work(held({ resource: groupIdentity('sg-2', { accountId: '999999999999' }) })),
      work(held({ resource: groupIdentity('sg-3', { region: 'us-east-1' }) })),
      work(held({ resource: bucketIdentity(), remediator: 's3-bucket' })),
      work(held({ resource: groupIdentity('sg-4') })),
    ];

    const { batches, leftOver } = route(items, 'run-7');

    assert.deepEqual(
      batches.map(({ remediator, accountId, region, work: pieces }) => [
        remediator,
        accountId,
        region,
        pieces.map(({ resource }) => resource.id),
      ]),
      [
        ['security-group', '123456789012', 'eu-west-1', ['sg-1', 'sg-4']],
        ['security-group', '999999999999', 'eu-west-1', ['sg-2']],
        ['security-group', '123456789012', 'us-east-1', ['sg-3']],
        ['s3-bucket', '123456789012', 'eu-west-1', ['holiday-photos']],
      ],
    );
    assert.isTrue(batches.every(({ runId, version }) => runId === 'run-7' && version === 1));
    assert.deepEqual(leftOver, []);
  });

  for (const [count, sizes] of [
    [0, []],
    [100, [100]],
    [101, [100, 1]],
    [220, [100, 100, 20]],
  ] as const) {
    it(`puts ${count} resources into ${sizes.length} batches`, () => {
      const { batches } = route(groups(count), 'run');

      assert.deepEqual(
        batches.map(({ work: pieces }) => pieces.length),
        [...sizes],
      );
    });
  }

  it('begins another batch where one would outgrow the payload', () => {
    const items = Array.from({ length: 5 }, (_, index) =>
      work(padded(900_000, { resource: groupIdentity(`sg-${index}`) })),
    );

    const { batches } = route(items, 'run');

    assert.deepEqual(
      batches.map(({ work: pieces }) => pieces.length),
      [4, 1],
    );
  });

  it('leaves over what a resource has too much of, duplicates before another rule', () => {
    const duplicates = Array.from({ length: 6 }, () => padded(900_000));
    const [first] = duplicates;
    const other = padded(900_000, { rule: 'another-rule' });

    const { batches, leftOver } = route([work(...duplicates, other)], 'run');

    const messages = batches.flatMap(({ work: pieces }) => pieces.flatMap((piece) => piece.messages));
    assert.lengthOf(batches, 1);
    assert.includeMembers(messages, [first, other]);
    assert.lengthOf(messages, 4);
    assert.sameMembers([...messages, ...leftOver], [...duplicates, other]);
  });

  it('never splits a resource, loses none, and keeps below the payload that Lambda takes', () => {
    const piece = fc
      .record({
        id: fc.integer({ min: 0, max: 40 }),
        sizes: fc.array(fc.integer({ max: 900, min: 0 }), { minLength: 1 }),
      })
      .map(({ id, sizes }) => work(...sizes.map((size) => padded(size, { resource: groupIdentity(`sg-${id}`) }))));
    const items = fc.uniqueArray(piece, { selector: ({ resource }) => resource.id });
    const limits = { resourcesPerBatch: 7, bytesPerBatch: 4000 };

    fc.assert(
      fc.property(items, (given) => {
        const { batches, leftOver } = route(given, 'run', limits);

        const routed = batches.flatMap(({ work: pieces }) => pieces);
        const keys = routed.map(({ resource }) => resourceKey(resource));
        assert.lengthOf(new Set(keys), keys.length);
        assert.lengthOf(keys, given.length);
        assert.sameMembers(
          [...routed.flatMap(({ messages }) => messages), ...leftOver],
          given.flatMap(({ messages }) => messages),
        );
        for (const { work: pieces } of batches) {
          assert.isAtMost(pieces.length, limits.resourcesPerBatch);
          assert.isAtMost(bytesOf(pieces), limits.bytesPerBatch + 1000);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has limits below the 6 MB of a synchronous invocation', () => {
    const one = defaultRouteLimits.bytesPerBatch + bytesOf(padded(1_048_576));

    assert.isBelow(one, 6_000_000);
  });
});
