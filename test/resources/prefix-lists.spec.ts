import { EC2Client } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import type { PrefixListContents } from '../../contract/context.ts';
import { readPrefixLists } from '../../resources/prefix-lists.ts';
import { createSecurityGroupReader } from '../../resources/security-group-reader.ts';
import { answering, awsError, inputsOf, inTurn } from '../support/aws.ts';
import { egress, ingress, securityGroup } from '../support/security-groups.ts';

const ec2 = (answer: unknown) =>
  answering(new EC2Client({ region: 'eu-west-1' }), { GetManagedPrefixListEntries: answer });
const entries = (...cidrs: string[]) => ({ Entries: cidrs.map((Cidr) => ({ Cidr, Description: 'x' })) });
const using = (...lists: string[]) => securityGroup(lists.map((list) => ingress('tcp', 22, list)));
const nothingKnown = () => new Map<string, PrefixListContents>();

const where = { accountId: '123456789012', region: 'eu-west-1', partition: 'aws' };

describe('readPrefixLists', () => {
  it('reads every page of a list', async () => {
    const { client } = ec2(inTurn({ ...entries('10.0.0.0/8'), NextToken: 'more' }, entries('fd00::/8')));

    const lists = await readPrefixLists(client, [using('pl-1')], nothingKnown());

    assert.deepEqual([...lists], [['pl-1', { kind: 'read', cidrs: ['10.0.0.0/8', 'fd00::/8'] }]]);
  });

  it('reads a list once, however many groups and directions refer to it', async () => {
    const { client, calls } = ec2(entries('10.0.0.0/8'));
    const groups = [using('pl-1', 'pl-2'), securityGroup([egress('-1', null, 'pl-1')])];

    await readPrefixLists(client, groups, nothingKnown());

    assert.deepEqual(
      inputsOf(calls, 'GetManagedPrefixListEntries').map(({ PrefixListId }) => PrefixListId),
      ['pl-1', 'pl-2'],
    );
  });

  it('makes no call for groups without lists', async () => {
    const { client, calls } = ec2({});

    assert.equal((await readPrefixLists(client, [securityGroup([])], nothingKnown())).size, 0);
    assert.deepEqual(calls, []);
  });

  it('says of a list that it cannot be read, and reads the others', async () => {
    const { client } = ec2(inTurn(awsError('UnauthorizedOperation', { message: 'no' }), entries('10.0.0.0/8')));

    const lists = await readPrefixLists(client, [using('pl-1', 'pl-2')], nothingKnown());

    assert.deepEqual(lists.get('pl-1'), { kind: 'unreadable', reason: 'UnauthorizedOperation: no' });
    assert.equal(lists.get('pl-2')?.kind, 'read');
  });

  it('does not take half of a list for the whole', async () => {
    const { client } = ec2(inTurn({ ...entries('10.0.0.0/8'), NextToken: 'more' }, awsError('InternalError')));

    const lists = await readPrefixLists(client, [using('pl-1')], nothingKnown());

    assert.equal(lists.get('pl-1')?.kind, 'unreadable');
  });

  it('is worth another try where a list cannot be read just now, and not where it may not be', async () => {
    for (const [error, expected] of [
      ['RequestLimitExceeded', 1],
      ['UnauthorizedOperation', 0],
    ] as const) {
      const reader = createSecurityGroupReader(ec2(awsError(error)).client, where);

      await reader.contextOf([using('pl-1')]);

      assert.lengthOf(reader.passing(), expected, error);
    }
  });

  it('is what a reader of groups gives as their context', async () => {
    const { client, calls } = ec2(entries('10.0.0.0/8'));
    const reader = createSecurityGroupReader(client, where);

    await reader.contextOf([using('pl-1')]);
    const context = await reader.contextOf([using('pl-1')]);

    assert.deepEqual(context.prefixLists.get('pl-1'), { kind: 'read', cidrs: ['10.0.0.0/8'] });
    assert.lengthOf(calls, 1);
  });
});
