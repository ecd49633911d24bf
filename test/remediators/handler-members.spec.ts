import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import * as sinon from 'sinon';
import type { Accounts } from '../../accounts/accounts.ts';
import type { Place } from '../../accounts/membership.ts';
import type { RemediationReport } from '../../contract/remediation-batch.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { applyEc2 } from '../../remediators/apply-ec2.ts';
import { applyWith } from '../../remediators/apply.ts';
import { createRemediatorHandler } from '../../remediators/handler.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { ec2ClientOf, securityGroupKind } from '../../resources/security-group-kind.ts';
import { rules } from '../../rules/registry.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';
import { accountId, batch, groupIdentity, held, work } from '../support/instructions.ts';
import { remediatorSettings } from '../support/remediator-settings.ts';

/** The hub's is of its own, since functions keep a client for each region. */
const hub: Place = { accountId, region: 'eu-central-2' };
const payments = memberAccount({ regions: ['us-east-1', 'eu-south-1'] });
const roleless = memberAccount({ id: '444455556666', name: 'legacy', regions: ['us-east-1'] });
const accounts: Accounts = { ...accountsOf(payments, roleless), hub };
const ownRole = `arn:aws:iam::${accountId}:role/configmend-remediator-security-group`;
const menderRole = `arn:aws:iam::${payments.id}:role/configmend-mender-security-group`;
const inPayments = { accountId: payments.id, region: 'us-east-1' };

describe('the Lambda of a remediator, in several accounts', function () {
  const environment = { ...process.env };
  let local: LocalAccount;
  let handle: (groups: readonly string[], place: Place) => Promise<RemediationReport>;
  before(async () => {
    local = await startLocalAccount({ seed: 1, ...hub });
    Object.assign(process.env, await remediatorSettings(local, accounts), local.environment({ roleArn: ownRole }));
    local.services.sts.roles.register({ arn: menderRole, trusted: [ownRole], externalId: 'the-external-id' });
    const Statement = [{ Effect: 'Allow', Action: [...securityGroupRemediator.iamActions], Resource: '*' }];
    local.enforceRole(menderRole, [{ Version: '2012-10-17', Statement }]);
    const lambda = createRemediatorHandler(securityGroupRemediator, securityGroupKind, rules, (region, options) =>
      applyWith(ec2ClientOf(region, options), applyEc2),
    );
    const invokedFunctionArn = `arn:aws:lambda:${hub.region}:${accountId}:function:configmend-remediator-security-group`;
    handle = (groups, place) =>
      lambda(
        batch(
          groups.map((id) => work(held({ resource: groupIdentity(id, { ...place }) }))),
          { ...place },
        ),
        {
          invokedFunctionArn,
        },
      );
    sinon.stub(console, 'log');
  });
  after(async () => {
    sinon.restore();
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
    await local.stop();
  });
  beforeEach(() => local.calls.clear());

  const ec2 = ({ region, accountId: of }: Place) => new EC2Client(local.clientConfig(region, of));
  async function openGroup(place: Place, GroupName: string): Promise<string> {
    const { GroupId = '' } = await ec2(place).send(new CreateSecurityGroupCommand({ GroupName, Description: 'test' }));
    const open = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    await ec2(place).send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [open] }));
    return GroupId;
  }
  async function isOpen(place: Place, id: string): Promise<boolean> {
    const { SecurityGroups: [group] = [] } = await ec2(place).send(
      new DescribeSecurityGroupsCommand({ GroupIds: [id] }),
    );
    return (group?.IpPermissions ?? []).length > 0;
  }
  const callsOf = (service: string) =>
    local.calls.calls.filter((call) => call.service === service && call.principalArn.includes(':assumed-role/'));

  it('mends its own account with its own role: it assumes none, and reads the accounts once for a batch', async () => {
    const groups = [await openGroup(hub, 'one'), await openGroup(hub, 'two')];
    local.calls.clear();

    const { results } = await handle(groups, hub);

    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['mended', 'mended'],
    );
    assert.isEmpty(callsOf('sts'));
    assert.deepEqual(
      callsOf('ec2').map(({ operation }) => operation),
      ['DescribeSecurityGroups', 'RevokeSecurityGroupIngress', 'RevokeSecurityGroupIngress', 'DescribeSecurityGroups'],
    );
    // The state of the safeguards, two lists of exemptions, and the accounts.
    assert.lengthOf(
      callsOf('s3').filter(({ operation }) => operation === 'GetObject'),
      4,
    );
  });

  it('mends a member with one session for all reads and one for each group, which its own region and account see', async () => {
    const groups = [await openGroup(inPayments, 'one'), await openGroup(inPayments, 'two')];
    local.calls.clear();

    const { results } = await handle(groups, inPayments);

    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['mended', 'mended'],
    );
    assert.deepEqual(await Promise.all(groups.map((id) => isOpen(inPayments, id))), [false, false]);
    assert.lengthOf(callsOf('sts'), 3);
    const calls = callsOf('ec2');
    for (const call of calls) {
      assert.deepInclude(call, inPayments);
      assert.equal(
        call.principalArn,
        `arn:aws:sts::${payments.id}:assumed-role/configmend-mender-security-group/configmend-run-1`,
      );
    }
    const tags = calls.flatMap(({ sessionTags, operation }) => (operation.startsWith('Revoke') ? [sessionTags] : []));
    assert.sameMembers(
      tags.map((tag) => tag?.['configmend-action']),
      results.map(({ actionId }) => actionId),
    );
    for (const tag of tags) assert.equal(tag?.['configmend-rule'], 'security-group-restricted-ports');
  });

  it('fails what is of a member that has no role for it, naming account and role, and changes nothing', async () => {
    const place = { accountId: roleless.id, region: 'us-east-1' };
    const id = await openGroup(place, 'one');

    const { results } = await handle([id], place);

    assert.equal(results[0]?.outcome, 'failed');
    assert.match(
      results[0]?.detail ?? '',
      /^ROLE_NOT_ASSUMED: account legacy \(444455556666\): role arn:aws:iam::444455556666:role\/configmend-mender-security-group cannot be assumed\. Apply the stack configmend-member /,
    );
    assert.isTrue(await isOpen(place, id));
  });

  it('fails what is in a region that the member has switched off, saying so', async () => {
    const place = { accountId: payments.id, region: 'eu-south-1' };
    local.regions.disable(place.accountId, place.region);

    const { results } = await handle(['sg-0123456789abcdef0'], place);

    assert.equal(results[0]?.outcome, 'failed');
    assert.match(results[0]?.detail ?? '', /^READ_FAILED: account payments \(111122223333\), as .*AuthFailure/);
    assert.include(results[0]?.detail, 'enable region eu-south-1 in that account');
  });

  it('fails one group of which the session is refused, and mends its neighbour', async () => {
    const [refused, free] = [await openGroup(inPayments, 'refused'), await openGroup(inPayments, 'free')];
    const takeBack = local.faults.inject({
      service: 'sts',
      when: ({ body }) => body.includes(`security-group%2F${refused}`),
      fault: { kind: 'error', code: 'PackedPolicyTooLarge', status: 400 },
    });

    const { results } = await handle([refused, free], inPayments);

    takeBack();
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['failed', 'mended'],
    );
    assert.include(results[0]?.detail, 'ROLE_NOT_ASSUMED: account payments (111122223333)');
    assert.deepEqual([await isOpen(inPayments, refused), await isOpen(inPayments, free)], [true, false]);
  });
});
