import { S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import * as v from 'valibot';
import { initialNoOpTally, NoOpTally } from '../../contract/no-op-tally.ts';
import { countNoOps, noOpStore } from '../../digest/no-op-store.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, awsError, inputsOf, inTurn } from '../support/aws.ts';

const now = () => new Date('2026-11-20T10:07:00Z');
const read = { Body: { transformToString: () => Promise.resolve(JSON.stringify(initialNoOpTally)) }, ETag: '"1"' };
const overtaken = awsError('PreconditionFailed', { status: 412 });

function setUp(getObject: unknown, putObject: unknown) {
  const { client, calls } = answering(new S3Client({ region: 'eu-west-1' }), {
    GetObject: getObject,
    PutObject: putObject,
  });
  const written = () =>
    inputsOf(calls, 'PutObject').map(({ Key, IfMatch, Body }) => ({
      Key,
      IfMatch,
      tally: v.parse(NoOpTally, JSON.parse(String(Body))),
    }));
  return { store: noOpStore(client, 'ledger'), written };
}

describe('countNoOps', () => {
  it('writes the count under the condition that it is as it was read', async () => {
    const { store, written } = setUp(read, {});

    await countNoOps(store, new Map([['s3-bucket-logging', 2]]), now);

    assert.deepEqual(written(), [
      {
        Key: 'digest/no-ops.json',
        IfMatch: '"1"',
        tally: {
          version: 1,
          spans: [{ from: '2026-11-20T10:00:00.000Z', byRule: { 's3-bucket-logging': 2 } }],
        },
      },
    ]);
  });

  it('reads again where somebody else wrote, once', async () => {
    const second = setUp(read, inTurn(overtaken, {}));
    const never = setUp(read, overtaken);

    await countNoOps(second.store, new Map([['a', 1]]), now);
    await countNoOps(never.store, new Map([['a', 1]]), now);

    assert.lengthOf(second.written(), 2);
    assert.lengthOf(never.written(), 2);
  });

  it('does not begin anew where the count cannot be read', async () => {
    const { store, written } = setUp(awsError('NoSuchKey', { status: 404 }), {});

    await assertRejects(countNoOps(store, new Map([['a', 1]]), now), 'READ_FAILED', 'right already');
    assert.deepEqual(written(), []);
  });
});
