import { S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import * as v from 'valibot';
import { LedgerEntry } from '../../contract/ledger-entry.ts';
import { createLedger, ledgerId, ledgerKey } from '../../safety/ledger.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, awsError, inputsOf } from '../support/aws.ts';

const entry: LedgerEntry = {
  version: 1,
  id: '20261120T233800Z-0a1b2c3d',
  runId: 'run-1',
  remediator: 'security-group',
  accountId: '123456789012',
  region: 'eu-west-1',
  startedAt: '2026-11-20T23:38:00.000Z',
  actions: [],
};
const key = 'actions/2026/11/20/20261120T233800Z-0a1b2c3d.json';

function setUp(answers: Record<string, unknown>) {
  const { client, calls } = answering(new S3Client({ region: 'eu-west-1' }), answers);
  return { ledger: createLedger(client, 'the-ledger'), calls };
}

describe('the ledger', () => {
  it('opens an entry only where there is none of that id', async () => {
    const { ledger, calls } = setUp({ PutObject: { ETag: '"one"' } });

    await ledger.open(entry);

    assert.deepEqual(inputsOf(calls, 'PutObject'), [
      {
        Bucket: 'the-ledger',
        Key: key,
        Body: JSON.stringify(entry),
        ContentType: 'application/json',
        IfNoneMatch: '*',
      },
    ]);
  });

  it('closes only what it has opened', async () => {
    const { ledger, calls } = setUp({ PutObject: { ETag: '"one"' } });
    const finished = { ...entry, finishedAt: '2026-11-20T23:39:00.000Z' };

    const open = await ledger.open(entry);
    await open.close(finished);

    const [, close] = inputsOf(calls, 'PutObject');
    assert.deepInclude(close, { Key: key, Body: JSON.stringify(finished), IfMatch: '"one"' });
    assert.notProperty(close, 'IfNoneMatch');
  });

  for (const [name, transient] of [
    ['AccessDenied', false],
    ['NoSuchBucket', false],
    ['SlowDown', true],
    ['ConditionalRequestConflict', true],
    // Also what a retried write gets whose first answer was lost.
    ['PreconditionFailed', true],
  ] as const) {
    it(`rejects on ${name}${transient ? ', to be tried again' : ''}`, async () => {
      const { ledger } = setUp({ PutObject: awsError(name) });

      const failure = await assertRejects(ledger.open(entry), 'SNAPSHOT_FAILED', entry.id);

      assert.equal(failure.transient, transient);
      assert.include(failure.message, name);
      assert.deepEqual(failure.ids, { bucket: 'the-ledger', entry: entry.id });
    });
  }

  it('reads an entry back', async () => {
    const Body = { transformToString: () => Promise.resolve(JSON.stringify(entry)) };
    const { ledger, calls } = setUp({ GetObject: { Body } });

    assert.deepEqual(await ledger.read(entry.id), entry);
    assert.deepEqual(inputsOf(calls, 'GetObject'), [{ Bucket: 'the-ledger', Key: key }]);
  });

  for (const [what, answer] of [
    ['is not there', awsError('NoSuchKey', { status: 404 })],
    ['is empty', {}],
    ['is no entry', { Body: { transformToString: () => Promise.resolve('{"version":2}') } }],
  ] as const) {
    it(`says which entry it cannot read, where it ${what}`, async () => {
      const { ledger } = setUp({ GetObject: answer });

      const failure = await assertRejects(
        ledger.read(entry.id),
        'READ_FAILED',
        `ledger entry ${entry.id} cannot be read: `,
      );

      assert.deepEqual(failure.ids, { bucket: 'the-ledger', entry: entry.id });
      assert.isFalse(failure.transient);
    });
  }

  it('asks to try again what S3 could not answer for now, and says what it said', async () => {
    const { ledger } = setUp({ GetObject: awsError('SlowDown', { status: 503 }) });

    const failure = await assertRejects(ledger.read(entry.id), 'READ_FAILED', 'SlowDown');

    assert.isTrue(failure.transient);
    assert.propertyVal(failure.cause, 'name', 'SlowDown');
  });

  it('amends an entry only as it was read', async () => {
    const Body = { transformToString: () => Promise.resolve(JSON.stringify(entry)) };
    const { ledger, calls } = setUp({ GetObject: { Body, ETag: '"read"' }, PutObject: { ETag: '"amended"' } });

    await ledger.amend(entry.id, (read) => ({ ...read, finishedAt: '2026-11-20T23:39:00.000Z' }));

    const [written] = inputsOf(calls, 'PutObject');
    const expected = JSON.stringify({ ...entry, finishedAt: '2026-11-20T23:39:00.000Z' });
    assert.deepInclude(written, { Key: key, Body: expected, IfMatch: '"read"' });
    assert.notProperty(written, 'IfNoneMatch');
  });

  it('amends and closes nothing by chance where S3 names no ETag: the empty one matches none', async () => {
    const Body = { transformToString: () => Promise.resolve(JSON.stringify(entry)) };
    const { ledger, calls } = setUp({ GetObject: { Body }, PutObject: {} });

    await ledger.amend(entry.id, (read) => read);
    await (await ledger.open(entry)).close(entry);

    const conditions = inputsOf(calls, 'PutObject').map(({ IfMatch, IfNoneMatch }) => [IfMatch, IfNoneMatch]);
    assert.deepEqual(conditions, [
      ['', undefined],
      [undefined, '*'],
      ['', undefined],
    ]);
  });
});

describe('the names of entries', () => {
  it('begin with the moment, sort by it, and are what the schema asks for', () => {
    const id = ledgerId(new Date('2026-11-20T23:38:00.999Z'), '0a1b2c3d');

    assert.equal(id, entry.id);
    assert.isTrue(v.is(LedgerEntry, { ...entry, id }));
    assert.isBelow(id.localeCompare(ledgerId(new Date('2026-11-20T23:38:01Z'), '00000000')), 0);
    assert.equal(ledgerKey(id), key);
  });
});
