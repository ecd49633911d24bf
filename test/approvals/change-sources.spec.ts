import { assert } from 'chai';
import { changeSources } from '../../approvals/change-sources.ts';
import { objectBucket } from '../support/object-bucket.ts';
import { approval, change, unapprovedId } from '../support/recorded-changes.ts';
import { groupId } from '../support/security-groups.ts';

const where = { accountId: '123456789012', region: 'eu-west-1', partition: 'aws' };
const parameters = (given: Record<string, string>): string => JSON.stringify({ [unapprovedId]: given });

describe('where recorded changes and approvals are read', () => {
  it('is nowhere, where the rule about them is not enabled', () => {
    const { client } = objectBucket();

    for (const text of ['{}', '{"security-group-restricted-ports":{}}', '[]', 'not JSON']) {
      assert.isUndefined(changeSources(client, 'the-ledger', text));
    }
  });

  it('is the ledger, and for approvals nowhere unless there is a bucket of them', async () => {
    const recorded = change();
    const { client, calls } = objectBucket({
      [`changes/123456789012/eu-west-1/${groupId}/${recorded.eventId}.json`]: recorded,
    });
    const sources = changeSources(client, 'the-ledger', parameters({ approvedPrincipals: 'arn:…' }));

    assert.deepEqual(await sources?.changesOf(where, groupId), [recorded]);
    assert.deepEqual(await sources?.approvalsOf(groupId), { kind: 'none' });

    assert.isTrue(calls.every(({ input }) => input['Bucket'] === 'the-ledger'));
  });

  it('is for approvals the bucket of the parameters, of the account of the parameters', async () => {
    const { client, calls } = objectBucket({ [`${groupId}/a.json`]: approval() });
    const given = { approvalBucket: 'approvals', approvalAccount: '210987654321' };

    const found = await changeSources(client, 'the-ledger', parameters(given))?.approvalsOf(groupId);

    assert.deepInclude(found, { kind: 'read', bucket: 'approvals', account: '210987654321' });
    assert.isTrue(calls.every(({ input }) => input['ExpectedBucketOwner'] === '210987654321'));
  });
});
