import { S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { type GraceState, initialGraceState } from '../../contract/grace-state.ts';
import { createGraceStore } from '../../coordinator/grace-store.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, awsError, inputsOf } from '../support/aws.ts';

const state: GraceState = {
  version: 1,
  periods: {
    ['a'.repeat(32)]: { since: '2026-11-20T10:00:00.000Z', until: '2026-11-21T10:00:00.000Z', begun: true },
  },
};
const bodyOf = (text: string) => ({ ETag: '"1"', Body: { transformToString: () => Promise.resolve(text) } });
const storeWith = (answers: Record<string, unknown>) => {
  const { client, calls } = answering(new S3Client({ region: 'eu-west-1' }), answers);
  return { store: createGraceStore(client, 'ledger'), calls };
};

describe('the store of grace periods', () => {
  it('reads what is there, with the ETag that a write is to find', async () => {
    const { store, calls } = storeWith({ GetObject: bodyOf(JSON.stringify(state)) });

    assert.deepEqual(await store.read(), { state, etag: '"1"' });
    assert.deepEqual(inputsOf(calls, 'GetObject'), [{ Bucket: 'ledger', Key: 'grace/state.json' }]);
  });

  it('writes under the condition that nobody wrote since', async () => {
    const { store, calls } = storeWith({ PutObject: { ETag: '"2"' } });

    assert.equal(await store.write({ state, etag: '"1"' }), '"2"');
    const [{ Key, Body, IfMatch } = {}] = inputsOf(calls, 'PutObject');
    assert.deepEqual([Key, IfMatch, JSON.parse(String(Body))], ['grace/state.json', '"1"', state]);
  });

  it('answers null where somebody did', async () => {
    assert.isNull(await storeWith({ PutObject: awsError('PreconditionFailed') }).store.write({ state, etag: '"1"' }));
  });

  for (const [what, answer] of [
    ['is missing', awsError('NoSuchKey')],
    ['may not be read', awsError('AccessDenied')],
    ['is no JSON', bodyOf('{')],
    ['is of another version', bodyOf(JSON.stringify({ ...initialGraceState, version: 2 }))],
    ['has a period without an end', bodyOf('{"version":1,"periods":{"a":{"since":"2026-11-20T10:00:00Z"}}}')],
  ] as const) {
    it(`is unreadable, and no fresh start, where the object ${what}`, async () => {
      await assertRejects(storeWith({ GetObject: answer }).store.read(), 'GRACE_UNREADABLE', 'cannot be read');
    });
  }
});
