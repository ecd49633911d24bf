import { assert } from 'chai';
import { calls } from '../../checks/second-opinion/calls.ts';
import { compareSequence, type Compared } from '../../checks/second-opinion/compare-sequence.ts';
import { knownDifferences } from '../../checks/second-opinion/known-differences.ts';
import { newSides } from '../../checks/second-opinion/sides.ts';
import type { Side, Step } from '../../checks/second-opinion/step.ts';
import { block, policies } from '../../checks/second-opinion/world-buckets.ts';
import { type WorldName, worlds } from '../../checks/second-opinion/worlds.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';

const { ec2, s3 } = calls;
const GroupId = '$group-1';
const Bucket = '$bucket-1';
const of = (FromPort: number, ...cidrs: string[]) => ({
  IpProtocol: 'tcp',
  FromPort,
  ToPort: FromPort,
  IpRanges: cidrs.map((CidrIp) => ({ CidrIp })),
});
const revoke = (...cidrs: string[]): Step => ec2.revokeIngress({ GroupId, IpPermissions: [of(22, ...cidrs)] });
const authorize = ec2.authorizeIngress({ GroupId, IpPermissions: [of(443, '203.0.113.0/24')] });
const modify = (rule: string, source: object): Step =>
  ec2.modifyRules({
    GroupId,
    SecurityGroupRules: [
      {
        SecurityGroupRuleId: rule,
        SecurityGroupRule: { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, Description: '', ...source },
      },
    ],
  });
const describePair = (Description?: string): Step =>
  ec2.describeIngress({
    GroupId,
    IpPermissions: [
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, UserIdGroupPairs: [{ GroupId: '$group-2', Description }] },
    ],
  });
const describeRange = ec2.describeIngress({
  GroupId,
  IpPermissions: [
    { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'the offices' }] },
  ],
});
const put = (on: Parameters<typeof block>[0]): Step =>
  s3.putBlock({ Bucket, PublicAccessBlockConfiguration: block(on) });

const onLocal = (step: Step, send: (side: Side) => Promise<object>): Step => ({
  ...step,
  send: (side) => (side.name === 'local' ? send(side) : step.send(side)),
});
/** Does more on the local side than it says. */
const alsoDoing = (step: Step, secretly: Step): Step =>
  onLocal(step, async (side) => {
    const answer = await step.send(side);
    await secretly.send(side);
    return answer;
  });
/** Is refused on the local side, and does nothing. */
const refused = (step: Step, name: string): Step =>
  onLocal(step, () => Promise.reject(Object.assign(new Error('no'), { name })));
/** Is answered on the local side, and does nothing. */
const answeredOnlyHere = (step: Step, answer: object): Step => onLocal(step, async () => answer);

const losing = revoke('10.0.0.0/8');
const wrong: readonly [string, WorldName, readonly Step[], RegExp][] = [
  [
    'a rule too many that is gone after a revoke that both answered',
    'groups',
    [alsoDoing(revoke('0.0.0.0/0'), losing)],
    /^ec2:DescribeSecurityGroups/,
  ],
  [
    'a rule that is still there after a revoke that both answered',
    'groups',
    [alsoDoing(revoke('0.0.0.0/0'), ec2.authorizeIngress({ GroupId, IpPermissions: [of(22, '0.0.0.0/0')] }))],
    /^ec2:DescribeSecurityGroups/,
  ],
  [
    'a revoke of what is not there that is answered outside the default VPC',
    'groups',
    [answeredOnlyHere(revoke('203.0.113.7/32'), { Return: true, UnknownIpPermissions: [of(22, '203.0.113.7/32')] })],
    /^ec2:RevokeSecurityGroupIngress error/,
  ],
  [
    'a rule that is gone after an authorize that both answered',
    'groups',
    [alsoDoing(authorize, losing)],
    /^ec2:DescribeSecurityGroups/,
  ],
  [
    'a rule that is gone after an IPv4 source was modified',
    'groups',
    [alsoDoing(modify('$rule-1', { CidrIpv4: '203.0.113.0/24' }), losing)],
    /^ec2:DescribeSecurityGroups/,
  ],
  [
    'a rule that is gone after an IPv6 source was modified',
    'groups',
    [alsoDoing(modify('$rule-0', { CidrIpv6: '2001:db8::/32' }), losing)],
    /^ec2:DescribeSecurityGroups/,
  ],
  [
    'a modification of the same kind of source that is refused',
    'groups',
    [refused(modify('$rule-1', { CidrIpv4: '203.0.113.0/24' }), 'InvalidParameterValue')],
    /^ec2:ModifySecurityGroupRules error/,
  ],
  [
    'a description of a group pair that is gone after that of another rule was changed',
    'groups',
    [alsoDoing(describeRange, describePair())],
    /^ec2:DescribeSecurityGroups .*UserIdGroupPairs/m,
  ],
  [
    'a description of a group pair that is gone after it was changed',
    'groups',
    [alsoDoing(describePair('all'), describePair())],
    /^ec2:DescribeSecurityGroups .*UserIdGroupPairs/m,
  ],
  [
    'a policy that is refused as public and is not',
    'bucket settings',
    [put({ BlockPublicPolicy: true }), refused(s3.putPolicy({ Bucket, Policy: policies.own }), 'AccessDenied')],
    /^s3:PutBucketPolicy error/,
  ],
  [
    'a public policy that is refused without a block',
    'bucket settings',
    [put({ BlockPublicAcls: true }), refused(s3.putPolicy({ Bucket, Policy: policies.public }), 'AccessDenied')],
    /^s3:PutBucketPolicy error/,
  ],
  [
    'an ACL that is refused as public and is not',
    'bucket settings',
    [put({ BlockPublicAcls: true }), refused(s3.putAcl({ Bucket, ACL: 'private' }), 'AccessDenied')],
    /^s3:PutBucketAcl error/,
  ],
  [
    'public grants that are gone though nothing ignores them',
    'bucket settings',
    [alsoDoing(s3.putAcl({ Bucket, ACL: 'public-read' }), s3.putAcl({ Bucket, ACL: 'private' }))],
    /^s3:GetBucketAcl Grants/,
  ],
];

describe('What the local account would do wrong', () => {
  let ours: LocalAccount;
  let theirs: LocalAccount;
  let sides: () => Promise<[Side, Side]>;
  before(async () => {
    [ours, theirs] = await Promise.all([startLocalAccount(), startLocalAccount()]);
    sides = newSides(ours, theirs.endpoint);
    // In place of moto, which takes any role for one that may be assumed.
    for (const [index] of [...wrong, undefined].entries()) {
      const accountId = String(300_000_000_001 + index);
      theirs.services.sts.roles.register({ arn: `arn:aws:iam::${accountId}:role/second-opinion`, trusted: ['*'] });
    }
  });
  after(() => Promise.all([ours.stop(), theirs.stop()]));

  const compare = async (world: WorldName, steps: readonly Step[]): Promise<Compared> =>
    compareSequence(worlds[world], steps, await sides(), knownDifferences);

  it('is not seen where it does nothing wrong', async () => {
    const steps = [revoke('0.0.0.0/0'), authorize, modify('$rule-1', { CidrIpv4: '198.51.100.0/24' })];

    assert.deepEqual((await compare('groups', steps)).unknown, []);
  });

  for (const [what, world, steps, found] of wrong) {
    it(`is told, and excused by nothing that is known: ${what}`, async () => {
      const { unknown } = await compare(world, steps);

      assert.match(unknown.map(({ operation, path }) => `${operation} ${path}`).join('\n'), found);
    });
  }
});
