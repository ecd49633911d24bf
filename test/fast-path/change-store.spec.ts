import { assert } from 'chai';
import { changeReader, hasChanges, writeChange } from '../../fast-path/change-store.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { awsError, inputsOf } from '../support/aws.ts';
import { objectBucket } from '../support/object-bucket.ts';
import { added, change } from '../support/recorded-changes.ts';
import { groupId, ingress } from '../support/security-groups.ts';

const place = { accountId: '123456789012', region: 'eu-west-1', groupId };
const keyOf = (eventId: string): string => `changes/123456789012/eu-west-1/${groupId}/${eventId}.json`;
const ssh = change({ eventId: 'e-1', added: [added(0, ingress('tcp', 22, '0.0.0.0/0'))] });

describe('the record of a change', () => {
  it('is written once, under the group and the event', async () => {
    const { client, calls, objects } = objectBucket();

    assert.equal(await writeChange(client, 'the-ledger', ssh), 'written');
    assert.equal(await writeChange(client, 'the-ledger', { ...ssh, added: [] }), 'known');

    assert.deepEqual([...objects], [[keyOf('e-1'), JSON.stringify(ssh)]]);
    assert.deepInclude(inputsOf(calls, 'PutObject')[0], { Bucket: 'the-ledger', IfNoneMatch: '*' });
  });

  for (const [error, transient] of [
    [awsError('SlowDown', { status: 503 }), true],
    // Another write overlaps, and may fail yet.
    [awsError('ConditionalRequestConflict', { status: 409 }), true],
    [awsError('AccessDenied', { status: 403 }), false],
  ] as const) {
    it(`is not lost in silence: ${error.name}`, async () => {
      const { client } = objectBucket();
      Object.assign(client, { send: () => Promise.reject(error) });

      const failure = await assertRejects(writeChange(client, 'the-ledger', ssh), 'CHANGE_NOT_RECORDED', error.name);

      assert.equal(failure.transient, transient);
    });
  }
});

describe('what is recorded of a group', () => {
  const three = ['e-1', 'e-2', 'e-3'].map((eventId) => ({ ...ssh, eventId }));

  it('is all of it, page by page, and nothing of another group', async () => {
    const other = { ...ssh, groupId: `${groupId}1` };
    const { client, calls } = objectBucket({
      ...Object.fromEntries(three.map((one) => [keyOf(one.eventId), one])),
      [keyOf('e-1').replace(groupId, other.groupId)]: other,
    });

    const found = await changeReader(client, 'the-ledger')(place);

    assert.sameDeepMembers(found, three);
    assert.lengthOf(inputsOf(calls, 'ListObjectsV2'), 2);
  });

  it('is fetched once, since a record never changes, and listed each time', async () => {
    const { client, calls, objects } = objectBucket({ [keyOf('e-1')]: ssh });
    const read = changeReader(client, 'the-ledger');
    await read(place);
    objects.set(keyOf('e-2'), JSON.stringify({ ...ssh, eventId: 'e-2' }));

    const found = await read(place);

    assert.lengthOf(found, 2);
    assert.deepEqual(
      inputsOf(calls, 'GetObject').map(({ Key }) => Key),
      [keyOf('e-1'), keyOf('e-2')],
    );
  });

  for (const [what, content, says] of [
    ['cannot be fetched', awsError('AccessDenied', { status: 403 }), 'AccessDenied'],
    ['is of another version', { ...ssh, version: 2 }, 'version'],
    ['is of another event than its key says', { ...ssh, eventId: 'e-7' }, 'it is of another group or event'],
    ['is of another group than its key says', { ...ssh, groupId: 'sg-00000000000000009' }, 'of another group'],
    ['names a rule by no id', { ...ssh, added: [{ id: 'all', rule: ssh.added[0]?.rule }] }, 'added.0.id'],
  ] as const) {
    it(`is not known where one of it ${what}`, async () => {
      const { client } = objectBucket({ [keyOf('e-0')]: { ...ssh, eventId: 'e-0' }, [keyOf('e-1')]: content });

      const failure = await assertRejects(changeReader(client, 'the-ledger')(place), 'READ_FAILED', says);

      assert.include(failure.message, keyOf('e-1'));
      assert.isTrue(failure.transient);
    });
  }

  it('is nothing, where nothing was recorded', async () => {
    const { client } = objectBucket();

    assert.deepEqual(await changeReader(client, 'the-ledger')(place), []);
    assert.isFalse(await hasChanges(client, 'the-ledger', place));
  });

  it('is something, where anything was recorded in the account and region', async () => {
    const { client } = objectBucket({ [keyOf('e-1')]: ssh });

    assert.isTrue(await hasChanges(client, 'the-ledger', place));
    assert.isFalse(await hasChanges(client, 'the-ledger', { ...place, region: 'us-east-1' }));
  });
});
