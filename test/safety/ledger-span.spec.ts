import { S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { readHistory } from '../../safety/ledger-history.ts';
import { answering } from '../support/aws.ts';

const day = 'actions/2026/11/20/';
const span = { since: new Date('2026-11-20T08:09:10.500Z'), until: new Date('2026-11-20T18:19:20.000Z') };

/** What is looked at, and so told as unreadable, of these objects: none of them is there by the time it is read. */
async function lookedAt(keys: readonly string[], since = span.since): Promise<string[]> {
  const { client } = answering(new S3Client({ region: 'eu-west-1' }), {
    ListObjectsV2: { Contents: keys.map((Key) => ({ Key })) },
    GetObject: {},
  });
  const { unreadable } = await readHistory(client, 'the-ledger', { ...span, since });
  return unreadable.map(({ key }) => key);
}

describe('the objects that a span of the ledger looks at', () => {
  for (const [name, expected] of [
    ['20261120T080909Z-00000000.json', false],
    ['20261120T080910Z-00000000.json', true],
    ['20261120T181919Z-00000000.json', true],
    ['20261120T181920Z-00000000.json', false],
    ['20251120T120000Z-00000000.json', false],
    ['20261020T120000Z-00000000.json', false],
    ['20261119T120000Z-00000000.json', false],
    ['20261121T120000Z-00000000.json', false],
    ['20260120T120000Z-00000000.json', false],
    ['20261110T120000Z-00000000.json', false],
    ['20261120T090000Z-00000000.json', true],
    ['20261120T200000Z-00000000.json', false],
    ['20261199T120000Z-00000000.json', true],
    ['20261120T120000Z-', true],
    ['notes.txt', true],
    ['20251120T120000Z-00000000/beside.json', true],
  ] as const) {
    it(`are ${expected ? '' : 'not '}${name}`, async () => {
      assert.deepEqual(await lookedAt([day + name]), expected ? [day + name] : []);
    });
  }

  it('are those of the last second that the span may have begun in', async () => {
    const key = `${day}20261120T080910Z-00000000.json`;

    assert.deepEqual(await lookedAt([key], new Date('2026-11-20T08:09:10.999Z')), [key]);
    assert.isEmpty(await lookedAt([key], new Date('2026-11-20T08:09:11.000Z')));
  });

  it('come the latest name first, whatever the order of the listing', async () => {
    const keys = ['20261120T100000Z-00000000.json', '20261120T120000Z-00000000.json', '20261120T110000Z-0.json'];

    const seen = await lookedAt(keys.map((name) => day + name));

    assert.deepEqual(
      seen,
      [keys[1], keys[2], keys[0]].map((name) => `${day}${name}`),
    );
  });

  it('are none where S3 lists none', async () => {
    const { client } = answering(new S3Client({ region: 'eu-west-1' }), { ListObjectsV2: {} });

    assert.deepEqual(await readHistory(client, 'the-ledger', span), { entries: [], unreadable: [] });
  });
});
