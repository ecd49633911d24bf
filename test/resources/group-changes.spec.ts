import { EC2Client } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import type { Approvals } from '../../contract/context.ts';
import type { RecordedChange } from '../../contract/recorded-change.ts';
import type { ChangeSources } from '../../resources/reader.ts';
import { createSecurityGroupReader } from '../../resources/security-group-reader.ts';
import { answering, awsError, inputsOf } from '../support/aws.ts';
import { added, change, ruleId } from '../support/recorded-changes.ts';
import { egress, groupId, ingress, securityGroup } from '../support/security-groups.ts';

const where = { accountId: '123456789012', region: 'eu-west-1', partition: 'aws' };
const other = securityGroup([], { id: 'sg-00000000000000002' });
const recorded = change({ added: [added(0, ingress('tcp', 22, '0.0.0.0/0'))] });
const described = (given: Record<string, unknown>) => ({
  SecurityGroupRuleId: ruleId(0),
  GroupId: groupId,
  IsEgress: false,
  IpProtocol: 'tcp',
  FromPort: 22,
  ToPort: 22,
  ...given,
});

function readerOver(
  answer: unknown,
  changesOf: (groupId: string) => RecordedChange[] = (id) => (id === groupId ? [recorded] : []),
) {
  const { client, calls } = answering(new EC2Client({ region: 'eu-west-1' }), { DescribeSecurityGroupRules: answer });
  const asked: string[] = [];
  const sources: ChangeSources = {
    async changesOf(_where, id) {
      return changesOf(id);
    },
    async approvalsOf(id): Promise<Approvals> {
      asked.push(id);
      return { kind: 'none' };
    },
  };
  const reader = createSecurityGroupReader(client, where, sources);
  return { reader, asked, calls: () => inputsOf(calls, 'DescribeSecurityGroupRules') };
}

describe('reading what is recorded of a group', () => {
  it('joins it with the live rules by their ids, and asks nothing about a group without a record', async () => {
    const { reader, asked, calls } = readerOver({ SecurityGroupRules: [described({ CidrIpv4: '0.0.0.0/0' })] });

    const { recordedChanges } = await reader.contextOf([securityGroup([]), other], ['recorded-changes']);

    assert.deepEqual(recordedChanges?.get(groupId), {
      kind: 'read',
      rules: [{ id: ruleId(0), rule: ingress('tcp', 22, '0.0.0.0/0') }],
      changes: [recorded],
      approvals: { kind: 'none' },
    });
    assert.deepEqual(recordedChanges?.get(other.id), {
      kind: 'read',
      rules: [],
      changes: [],
      approvals: { kind: 'none' },
    });
    assert.deepEqual(asked, [groupId]);
    assert.deepEqual(calls(), [{ Filters: [{ Name: 'group-id', Values: [groupId] }], MaxResults: 1000 }]);
  });

  for (const [what, given, expected] of [
    ['IPv6', { CidrIpv6: '::/0' }, ingress('tcp', 22, '::/0')],
    ['a prefix list', { PrefixListId: 'pl-1' }, ingress('tcp', 22, 'pl-1')],
    ['a group', { ReferencedGroupInfo: { GroupId: 'sg-1', UserId: '123456789012' } }, ingress('tcp', 22, 'sg-1')],
    ['a description', { CidrIpv4: '10.0.0.0/8', Description: 'vpn' }, ingress('tcp', 22, '10.0.0.0/8', 'vpn')],
    [
      'all traffic outward',
      { CidrIpv4: '0.0.0.0/0', IsEgress: true, IpProtocol: '-1', FromPort: -1, ToPort: -1 },
      egress('-1', null, '0.0.0.0/0'),
    ],
    [
      'icmp',
      { CidrIpv4: '10.0.0.0/8', IpProtocol: 'icmp', FromPort: 8, ToPort: -1 },
      ingress('icmp', [8, -1], '10.0.0.0/8'),
    ],
    [
      'a protocol without ports',
      { CidrIpv4: '10.0.0.0/8', IpProtocol: '50', FromPort: -1, ToPort: -1 },
      ingress('50', null, '10.0.0.0/8'),
    ],
  ] as const) {
    it(`reads a rule for ${what} as a read of the whole group does`, async () => {
      const { reader } = readerOver({ SecurityGroupRules: [described(given)] });

      const { recordedChanges } = await reader.contextOf([securityGroup([])], ['recorded-changes']);

      const history = recordedChanges?.get(groupId);
      assert.deepEqual(history?.kind === 'read' ? history.rules[0]?.rule : history, expected);
    });
  }

  for (const [what, answer, says] of [
    ['the rules cannot be read', awsError('UnauthorizedOperation', { status: 403 }), 'UnauthorizedOperation'],
    ['a rule is of no form that is known', { SecurityGroupRules: [described({})] }, `${ruleId(0)} of ${groupId}`],
    [
      'a rule has no id',
      { SecurityGroupRules: [described({ CidrIpv4: '10.0.0.0/8', SecurityGroupRuleId: undefined })] },
      'SecurityGroupRuleId is missing',
    ],
  ] as const) {
    it(`says why it is unreadable, where ${what}`, async () => {
      const { reader } = readerOver(answer);

      const { recordedChanges } = await reader.contextOf([securityGroup([])], ['recorded-changes']);

      const history = recordedChanges?.get(groupId);
      assert.include(history?.kind === 'unreadable' ? history.reason : '', says);
    });
  }

  it('does not spoil other groups where the records of one cannot be read', async () => {
    const { reader } = readerOver({}, (id) => {
      if (id === groupId) throw awsError('AccessDenied', { status: 403 });
      return [];
    });

    const { recordedChanges } = await reader.contextOf([securityGroup([]), other]);

    assert.deepInclude(recordedChanges?.get(groupId), { kind: 'unreadable' });
    assert.deepInclude(recordedChanges?.get(other.id), { kind: 'read' });
  });

  it('is done only for a rule that needs it, and where it is said where to read', async () => {
    const { reader, calls } = readerOver({});
    const { client } = answering(new EC2Client({ region: 'eu-west-1' }), {});

    const without = await reader.contextOf([securityGroup([])], ['prefix-lists']);
    const nowhere = await createSecurityGroupReader(client, where).contextOf([securityGroup([])]);

    assert.notProperty(without, 'recordedChanges');
    assert.notProperty(nowhere, 'recordedChanges');
    assert.deepEqual(calls(), []);
  });
});
