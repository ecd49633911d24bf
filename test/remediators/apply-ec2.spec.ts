import { EC2Client } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import type { Change } from '../../contract/plan.ts';
import { applyEc2 } from '../../remediators/apply-ec2.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, awsError } from '../support/aws.ts';

const operations = [
  'AuthorizeSecurityGroupIngress',
  'AuthorizeSecurityGroupEgress',
  'RevokeSecurityGroupIngress',
  'RevokeSecurityGroupEgress',
];
const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
const change = (operation: string): Change => ({
  service: 'ec2',
  operation,
  input: { GroupId: 'sg-1', IpPermissions },
});
const ec2 = (answers: Record<string, unknown>) => answering(new EC2Client({ region: 'eu-west-1' }), answers);

describe('applyEc2', () => {
  for (const operation of operations) {
    it(`makes ${operation} with the planned input and nothing else`, async () => {
      const { client, calls } = ec2({ [operation]: { Return: true } });

      assert.equal(await applyEc2(client, change(operation)), 'done');
      assert.deepEqual(calls, [{ operation, input: { GroupId: 'sg-1', IpPermissions } }]);
    });

    it(`rejects with what AWS answers to ${operation}`, async () => {
      const { client } = ec2({ [operation]: awsError('UnauthorizedOperation') });

      const error = await applyEc2(client, change(operation)).catch((thrown: unknown) => thrown);

      assert.propertyVal(error, 'name', 'UnauthorizedOperation');
    });
  }

  for (const operation of ['RevokeSecurityGroupIngress', 'RevokeSecurityGroupEgress']) {
    it(`reads what a default VPC answers to ${operation} where one of the rules is not there`, async () => {
      const [permission] = IpPermissions;
      const two = [{ ...permission, IpRanges: [{ CidrIp: '0.0.0.0/0' }, { CidrIp: '0.0.0.0/1' }] }];
      const { client } = ec2({ [operation]: { Return: true, UnknownIpPermissions: IpPermissions } });

      assert.equal(await applyEc2(client, { ...change(operation), input: { IpPermissions: two } }), 'moved-on');
    });

    it(`reads what it answers to ${operation} where none of them is there: nothing was changed`, async () => {
      const { client } = ec2({ [operation]: { Return: true, UnknownIpPermissions: IpPermissions } });

      assert.equal(await applyEc2(client, change(operation)), 'untouched');
    });

    it(`does not take ${operation} for none of ours where the SDK sent it twice`, async () => {
      const answer = { Return: true, UnknownIpPermissions: IpPermissions, $metadata: { attempts: 2 } };
      const { client } = ec2({ [operation]: answer });

      assert.equal(await applyEc2(client, change(operation)), 'moved-on');
    });

    for (const UnknownIpPermissions of [
      'all of them',
      null,
      {},
      [null],
      [{}],
      [{ ...IpPermissions[0], IpRanges: null }],
      [{ ...IpPermissions[0], IpRanges: [] }],
      [{ ...IpPermissions[0], IpRanges: [{ CidrIp: '0.0.0.0/1' }, { CidrIp: '128.0.0.0/1' }] }],
      [{ ...IpPermissions[0], ToPort: 23 }],
    ]) {
      it(`has the group read again where ${JSON.stringify(UnknownIpPermissions)} is unknown to ${operation}`, async () => {
        const { client } = ec2({ [operation]: { Return: true, UnknownIpPermissions } });

        assert.equal(await applyEc2(client, change(operation)), 'moved-on');
      });
    }

    it(`does not take ${operation} by ids for none of ours, whatever is unknown`, async () => {
      const { client } = ec2({ [operation]: { Return: true, UnknownIpPermissions: IpPermissions } });
      const input = { GroupId: 'sg-1', SecurityGroupRuleIds: ['sgr-1'] };

      assert.equal(await applyEc2(client, { service: 'ec2', operation, input }), 'moved-on');
    });

    it(`knows rules of all protocols again that have no ports, for ${operation}`, async () => {
      const all = { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-2', Description: 'peers' }] };
      const UnknownIpPermissions = [
        { ...all, FromPort: -1, ToPort: -1, UserIdGroupPairs: [{ GroupId: 'sg-2', UserId: '123456789012' }] },
      ];
      const { client } = ec2({ [operation]: { Return: true, UnknownIpPermissions } });

      assert.equal(await applyEc2(client, { ...change(operation), input: { IpPermissions: [all] } }), 'untouched');
    });

    it(`takes an empty list of unknown rules as none, for ${operation}`, async () => {
      const { client } = ec2({ [operation]: { Return: true, UnknownIpPermissions: [] } });

      assert.equal(await applyEc2(client, change(operation)), 'done');
    });
  }

  for (const operation of ['DeleteSecurityGroup', 'UpdateSecurityGroupRuleDescriptionsIngress', '']) {
    it(`refuses ${JSON.stringify(operation)}, which mends no group, without a call`, async () => {
      const { client, calls } = ec2({});

      await assertRejects(applyEc2(client, change(operation)), 'CHANGE_FAILED', `ec2:${operation}`);

      assert.deepEqual(calls, []);
    });
  }

  it('changes rules by their ids', async () => {
    const { client, calls } = ec2({ ModifySecurityGroupRules: { Return: true } });
    const SecurityGroupRule = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv4: '10.0.0.0/8' };
    const input = { GroupId: 'sg-1', SecurityGroupRules: [{ SecurityGroupRuleId: 'sgr-1', SecurityGroupRule }] };

    assert.equal(await applyEc2(client, { service: 'ec2', operation: 'ModifySecurityGroupRules', input }), 'done');

    assert.deepEqual(calls, [{ operation: 'ModifySecurityGroupRules', input }]);
  });

  it('revokes rules by their ids', async () => {
    const { client, calls } = ec2({ RevokeSecurityGroupEgress: { Return: true } });
    const input = { GroupId: 'sg-1', SecurityGroupRuleIds: ['sgr-1', 'sgr-2'] };

    assert.equal(await applyEc2(client, { service: 'ec2', operation: 'RevokeSecurityGroupEgress', input }), 'done');

    assert.deepEqual(calls, [{ operation: 'RevokeSecurityGroupEgress', input }]);
  });

  it('refuses a call of another service', async () => {
    const { client, calls } = ec2({});

    await assertRejects(
      applyEc2(client, { ...change('RevokeSecurityGroupIngress'), service: 's3' }),
      'CHANGE_FAILED',
      's3:RevokeSecurityGroupIngress',
    );

    assert.deepEqual(calls, []);
  });
});
