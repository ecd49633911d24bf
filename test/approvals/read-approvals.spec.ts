import { assert } from 'chai';
import { readApprovals } from '../../approvals/read-approvals.ts';
import { awsError } from '../support/aws.ts';
import { objectBucket } from '../support/object-bucket.ts';
import { approval } from '../support/recorded-changes.ts';
import { groupId } from '../support/security-groups.ts';

const place = { bucket: 'approvals', account: '210987654321' };
const key = (name: string): string => `${groupId}/${name}`;

describe('reading the approvals of a group', () => {
  it('takes every JSON object under its id, of the account that has to own the bucket', async () => {
    const [one, other] = [approval(), approval({ ticket: 'OPS-8' })];
    const { client, calls } = objectBucket({
      [key('a.json')]: one,
      [key('b/2026.json')]: other,
      [key('README.md')]: 'not an approval',
      [`${groupId}0/c.json`]: approval(),
    });

    const found = await readApprovals(client, place, groupId);

    assert.deepEqual(found, { kind: 'read', ...place, approvals: [one, other] });
    for (const { input } of calls) {
      assert.deepInclude(input, { Bucket: 'approvals', ExpectedBucketOwner: '210987654321' });
    }
  });

  it('finds none where there is none', async () => {
    const { client } = objectBucket();

    assert.deepEqual(await readApprovals(client, place, groupId), { kind: 'read', ...place, approvals: [] });
  });

  it('knows none of them where the bucket cannot be listed', async () => {
    const { client } = objectBucket();
    Object.assign(client, { send: () => Promise.reject(awsError('AccessDenied', { status: 403 })) });

    assert.deepEqual(await readApprovals(client, place, groupId), {
      kind: 'unreadable',
      reason: 'the bucket approvals: AccessDenied: as AWS words it',
    });
  });

  for (const [what, content, says] of [
    ['cannot be fetched', awsError('AccessDenied', { status: 403 }), 'b.json: AccessDenied'],
    ['is no approval', { ...approval(), expires: 'never' }, 'b.json: expires'],
    ['is about another group', approval({ groupId: 'sg-1' }), `b.json: groupId is not ${groupId}`],
  ] as const) {
    it(`knows none of them where one ${what}: it might be the one that counts`, async () => {
      const { client } = objectBucket({ [key('a.json')]: approval(), [key('b.json')]: content });

      const found = await readApprovals(client, place, groupId);

      assert.include(found.kind === 'unreadable' ? found.reason : '', says);
    });
  }
});
