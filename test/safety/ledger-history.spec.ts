import { S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import type { LedgerEntry } from '../../contract/ledger-entry.ts';
import { ledgerKey } from '../../safety/ledger.ts';
import { readHistory } from '../../safety/ledger-history.ts';
import { answering, awsError, inputsOf } from '../support/aws.ts';
import { bucket } from '../support/buckets.ts';
import { action } from '../support/restore.ts';
import * as v from 'valibot';

function entry(id: string, startedAt: string): LedgerEntry {
  return {
    version: 2,
    id,
    runId: 'run-1',
    remediator: 'security-group',
    accountId: '123456789012',
    region: 'eu-west-1',
    startedAt,
    actions: [],
  };
}
const old = entry('20261119T235959Z-00000001', '2026-11-19T23:59:59.500Z');
const first = entry('20261120T080000Z-ffffffff', '2026-11-20T08:00:00.100Z');
const second = entry('20261120T080000Z-00000000', '2026-11-20T08:00:00.900Z');
const last = entry('20261121T000000Z-00000002', '2026-11-21T00:00:00.000Z');

const Listed = v.object({ Prefix: v.string() });
const Read = v.object({ Key: v.string() });

/** A bucket with objects by key: an entry, a text, or an error. */
function bucketOf(objects: Readonly<Record<string, unknown>>) {
  return answering(new S3Client({ region: 'eu-west-1' }), {
    ListObjectsV2: (input: unknown) => {
      const { Prefix } = v.parse(Listed, input);
      return { Contents: Object.keys(objects).flatMap((Key) => (Key.startsWith(Prefix) ? { Key } : [])) };
    },
    GetObject: (input: unknown) => {
      const found = objects[v.parse(Read, input).Key];
      if (found instanceof Error) return found;
      const text = typeof found === 'string' ? found : JSON.stringify(found);
      return { Body: { transformToString: () => Promise.resolve(text) } };
    },
  });
}

const all = Object.fromEntries([old, first, second, last].map((one) => [ledgerKey(one.id), one]));
const span = (since: string, until: string) => ({ since: new Date(since), until: new Date(until) });

describe('reading the ledger back', () => {
  it('gives the entries of the span, the newest first, also those of one second', async () => {
    const { client } = bucketOf(all);

    const { entries, unreadable } = await readHistory(client, 'the-ledger', span('2026-11-20', '2026-11-21'));

    assert.deepEqual(
      entries.map(({ id }) => id),
      [second.id, first.id],
    );
    assert.isEmpty(unreadable);
  });

  it('lists the days of the span and no other', async () => {
    const { client, calls } = bucketOf(all);

    await readHistory(client, 'the-ledger', span('2026-11-19T23:59:59.700Z', '2026-11-21T00:00:00.001Z'));

    assert.deepEqual(
      inputsOf(calls, 'ListObjectsV2').map(({ Prefix }) => Prefix),
      ['actions/2026/11/19/', 'actions/2026/11/20/', 'actions/2026/11/21/'],
    );
    assert.lengthOf(inputsOf(calls, 'GetObject'), 4);
  });

  it('takes none for a span that ends before it begins', async () => {
    const { client } = bucketOf(all);

    assert.isEmpty((await readHistory(client, 'the-ledger', span('2026-11-21', '2026-11-20'))).entries);
  });

  it('reads entries of version 1', async () => {
    const { client } = bucketOf({ [ledgerKey(first.id)]: { ...first, version: 1 } });

    const { entries } = await readHistory(client, 'the-ledger', span('2026-11-20', '2026-11-21'));

    assert.deepEqual(
      entries.map(({ version }) => version),
      [1],
    );
  });

  it('reads buckets of version 1, which had no encryption, versioning, logging and website', async () => {
    const { encryption, versioning, logging, website, ...recorded } = bucket();
    const written = { ...action(), before: recorded, after: recorded };
    const { client } = bucketOf({ [ledgerKey(first.id)]: { ...first, version: 1, actions: [written] } });

    const { entries, unreadable } = await readHistory(client, 'the-ledger', span('2026-11-20', '2026-11-21'));

    assert.isEmpty(unreadable);
    const unread = { kind: 'unread', reason: 'not in a record of version 1' } as const;
    const expected = { ...recorded, encryption: unread, versioning: unread, logging: unread, website: unread };
    assert.deepEqual([entries[0]?.actions[0]?.before, entries[0]?.actions[0]?.after], [expected, expected]);
    assert.notDeepEqual([encryption, versioning, logging, website], [unread, unread, unread, unread]);
  });

  for (const [what, key, object, reason] of [
    ['is not JSON', ledgerKey(second.id), '{', 'it is not JSON'],
    ['is of a version to come', ledgerKey(second.id), { ...second, version: 3 }, 'version should be (1 | 2)'],
    ['lacks a field', ledgerKey(second.id), { ...second, runId: undefined }, 'runId is missing'],
    ['is another one', ledgerKey(second.id), first, `it is entry ${first.id}`],
    ['is denied', ledgerKey(second.id), awsError('AccessDenied'), 'AccessDenied: as AWS words it'],
    ['is no entry by its name', 'actions/2026/11/20/notes.txt', 'hello', 'it is not JSON'],
  ] as const) {
    it(`shows by its key what ${what}, and hides no other`, async () => {
      const { client } = bucketOf({ [ledgerKey(first.id)]: first, [key]: object });

      const { entries, unreadable } = await readHistory(client, 'the-ledger', span('2026-11-20', '2026-11-21'));

      assert.deepEqual(entries, [first]);
      assert.deepEqual(unreadable, [{ key, reason }]);
    });
  }
});
