import { S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { initialSafetyState } from '../../contract/safety-state.ts';
import { createSafetyStore, safetyKey, updateSafety } from '../../safety/safety-store.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, awsError, inputsOf } from '../support/aws.ts';
import { memorySafety } from '../support/safety.ts';

const state = initialSafetyState;

function storeOf(answers: Record<string, unknown>) {
  const { client, calls } = answering(new S3Client({ region: 'eu-west-1' }), answers);
  return { store: createSafetyStore(client, 'the-ledger'), calls };
}

describe('the state of the safeguards', () => {
  it('is written as JSON, only over what was read', async () => {
    const { store, calls } = storeOf({ PutObject: { ETag: '"two"' } });

    assert.equal(await store.write({ state, etag: '"one"' }), '"two"');
    const Body = JSON.stringify(state);
    assert.deepEqual(inputsOf(calls, 'PutObject'), [
      { Bucket: 'the-ledger', Key: safetyKey, Body, ContentType: 'application/json', IfMatch: '"one"' },
    ]);
  });

  it('has the empty ETag where S3 names none, which no later write is taken for', async () => {
    const Body = { transformToString: () => Promise.resolve(JSON.stringify(state)) };

    assert.deepEqual(await storeOf({ GetObject: { Body } }).store.read(), { state, etag: '' });
    assert.equal(await storeOf({ PutObject: {} }).store.write({ state, etag: '"one"' }), '');
  });

  it('says which object cannot be read, and that another try may find it', async () => {
    for (const answer of [awsError('AccessDenied'), {}]) {
      const failure = await assertRejects(
        storeOf({ GetObject: answer }).store.read(),
        'SAFETY_UNREADABLE',
        'the state of the safeguards cannot be read: ',
      );

      assert.deepEqual(failure.ids, { bucket: 'the-ledger', key: safetyKey });
      assert.isTrue(failure.transient);
      assert.instanceOf(failure.cause, Error);
    }
  });
});

describe('an update of the state', () => {
  it('is tried ten times, each time after a longer pause, and then given up for now', async () => {
    const store = memorySafety();
    let [others, decided] = [0, 0];
    store.beforeWrite = () => {
      others += 1;
      const at = new Date(others).toISOString();
      store.state = { ...state, runs: [{ runId: 'other', resourceType: 'AWS::S3::Bucket', at, mends: 1 }] };
    };
    const pauses: number[] = [];
    const deps = { store, random: () => 0.5, pause: async (ms: number) => void pauses.push(ms) };

    const failure = await assertRejects(
      updateSafety(deps, (current) => {
        decided += 1;
        return { next: { ...current, mends: [] }, answer: undefined };
      }),
      'SAFETY_UNREADABLE',
      'changed by others 10 times',
    );

    assert.isTrue(failure.transient);
    assert.equal(decided, 10);
    assert.deepEqual(pauses, [50, 100, 150, 200, 250, 300, 350, 400, 450, 500]);
  });
});
