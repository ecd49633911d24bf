import { assert } from 'chai';
import type { Change } from '../../contract/plan.ts';
import type { GroupRule } from '../../contract/resource.ts';
import { ipPermissions } from '../../remediators/ip-permission.ts';
import { planGroupRestore } from '../../restore/group-restore.ts';
import { rulesNamedBy } from '../../restore/permission-rules.ts';
import { changesMade } from '../../restore/made-change.ts';
import type { RestorePlan } from '../../restore/restore-plan.ts';
import { applyChange } from '../support/group-simulator.ts';
import { egress, ingress, securityGroup } from '../support/security-groups.ts';

const wide = ingress('tcp', [20, 25], '0.0.0.0/0', 'temp');
const low = ingress('tcp', [20, 21], '0.0.0.0/0', 'temp');
const high = ingress('tcp', [23, 25], '0.0.0.0/0', 'temp');
const web = ingress('tcp', 443, '0.0.0.0/0');

const call = (operation: string, rules: readonly GroupRule[]): Change => ({
  service: 'ec2',
  operation,
  input: {
    GroupId: 'sg-1',
    IpPermissions: ipPermissions(rules, operation.startsWith('Authorize') ? 'with' : 'without'),
  },
});
/** What made two narrower rules of `wide`. */
const mend = [call('AuthorizeSecurityGroupIngress', [low, high]), call('RevokeSecurityGroupIngress', [wide])] as const;

interface Given {
  readonly before?: readonly GroupRule[];
  readonly after?: readonly GroupRule[] | undefined;
  readonly live: readonly GroupRule[];
  readonly changes?: readonly Change[];
  readonly surely?: boolean;
}

function restoring({ before = [wide, web], live, changes = mend, surely = true, ...given }: Given): RestorePlan {
  const after = 'after' in given ? given.after : [low, high, web];
  return planGroupRestore({
    before: securityGroup(before, { id: 'sg-1' }),
    after: after === undefined ? undefined : securityGroup(after, { id: 'sg-1' }),
    live: securityGroup(live, { id: 'sg-1' }),
    made: changes.map((change) => ({ change, surely })),
  });
}

const callsOf = ({ plan }: RestorePlan): unknown[] => plan.changes.map(({ operation, input }) => [operation, input]);

describe('restoring a security group', () => {
  it('undoes in batches, the last first, what the mend did in batches for want of room', () => {
    const pairs = [10, 30, 50].map((port) => ({
      wide: ingress('tcp', [port, port + 2], '0.0.0.0/0'),
      narrow: [ingress('tcp', port, '0.0.0.0/0'), ingress('tcp', port + 2, '0.0.0.0/0')],
    }));
    const before = pairs.map((pair) => pair.wide);
    const after = pairs.flatMap((pair) => pair.narrow);
    const changes = pairs.flatMap((pair) => [
      call('AuthorizeSecurityGroupIngress', pair.narrow),
      call('RevokeSecurityGroupIngress', [pair.wide]),
    ]);

    const { plan, conflicts } = restoring({ before, after, live: after, changes });

    assert.deepEqual(conflicts, []);
    let [rules, most] = [after, 0];
    for (const change of plan.changes) {
      rules = applyChange(rules, change);
      most = Math.max(most, rules.length);
    }
    assert.sameDeepMembers(rules, before);
    assert.equal(most, after.length + 1, 'no more room than the mend had');
    assert.deepEqual(
      plan.changes.flatMap((change) => (change.operation.startsWith('Auth') ? rulesNamedBy(change) : [])),
      before.toReversed(),
    );
  });

  it('authorises the rule with its description, and only then revokes the narrower ones', () => {
    const restore = restoring({ live: [low, high, web] });

    assert.deepEqual(callsOf(restore), [
      [
        'AuthorizeSecurityGroupIngress',
        {
          GroupId: 'sg-1',
          IpPermissions: [
            { IpProtocol: 'tcp', FromPort: 20, ToPort: 25, IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'temp' }] },
          ],
        },
      ],
      [
        'RevokeSecurityGroupIngress',
        {
          GroupId: 'sg-1',
          IpPermissions: [
            { IpProtocol: 'tcp', FromPort: 20, ToPort: 21, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
            { IpProtocol: 'tcp', FromPort: 23, ToPort: 25, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
          ],
        },
      ],
    ]);
    assert.deepEqual(restore.conflicts, []);
    assert.deepEqual(restore.plan.before, ['tcp 20-21 from 0.0.0.0/0 "temp"', 'tcp 23-25 from 0.0.0.0/0 "temp"']);
    assert.deepEqual(restore.plan.after, ['tcp 20-25 from 0.0.0.0/0 "temp"']);
  });

  it('has nothing to do where it is as before already', () => {
    assert.deepEqual(restoring({ live: [wide, web] }).plan.changes, []);
  });

  it('finishes what somebody began by hand, without a duplicate', () => {
    const restore = restoring({ live: [wide, low, high, web] });

    assert.deepEqual(
      restore.plan.changes.map(({ operation }) => operation),
      ['RevokeSecurityGroupIngress'],
    );
    assert.deepEqual(restore.conflicts, []);
  });

  it('leaves alone a rule that was there before the mend, though a pass of it authorised it again', () => {
    const restore = restoring({ before: [wide, low], after: [low, high], live: [low, high] });

    assert.deepEqual(restore.leadsTo.type === 'AWS::EC2::SecurityGroup' && restore.leadsTo.rules, [low, wide]);
  });

  it('tells the two directions apart', () => {
    const out = egress('udp', null, '0.0.0.0/0');
    const changes = [...mend, call('RevokeSecurityGroupEgress', [out])];

    const restore = restoring({ before: [wide, out], after: [low, high], live: [low, high], changes });

    assert.deepEqual(
      restore.plan.changes.map(({ operation }) => operation),
      ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress'],
    );
  });

  it('puts back the description where the rule is back without it', () => {
    const bare = ingress('tcp', [20, 25], '0.0.0.0/0');
    const restore = restoring({ live: [bare, web], after: [bare, web] });

    assert.deepEqual(
      restore.plan.changes.map(({ operation }) => operation),
      ['UpdateSecurityGroupRuleDescriptionsIngress'],
    );
    assert.deepEqual(restore.conflicts, []);
  });

  for (const [what, given, conflicts] of [
    ['a rule beside it', { live: [low, high, web, ingress('tcp', 8443, '10.0.0.0/8')] }, []],
    ['the removal of a rule beside it', { live: [low, high] }, []],
    [
      'the removal of what was left open',
      { live: [low, web] },
      ['tcp 23-25 from 0.0.0.0/0, which the mend had left open, has been removed since.'],
    ],
    [
      'another description of what was left open',
      { live: [ingress('tcp', [20, 21], '0.0.0.0/0', 'ftp'), high, web] },
      ['The description of tcp 20-21 from 0.0.0.0/0 has been changed since.'],
    ],
    [
      'the rule itself, with another description',
      { live: [low, high, web, ingress('tcp', [20, 25], '0.0.0.0/0', 'again')] },
      ['tcp 20-25 from 0.0.0.0/0 has been added again since, with another description.'],
    ],
    [
      'the removal of a rule that the mend had not come to revoke',
      { live: [low, high, web], after: [wide, low, high, web] },
      ['tcp 20-25 from 0.0.0.0/0 was there after the mend and has been removed since.'],
    ],
    [
      'a narrower rule that had been gone after the mend',
      { live: [low, high, web], after: [high, web] },
      ['tcp 20-21 from 0.0.0.0/0 was not there after the mend and has been added since.'],
    ],
  ] satisfies [string, Given, string[]][]) {
    it(`${conflicts.length === 0 ? 'keeps' : 'would lose'} a later change: ${what}`, () => {
      assert.deepEqual(restoring(given).conflicts, conflicts);
    });
  }

  it('puts an interrupted mend back from wherever it stopped', () => {
    for (const live of [
      [wide, web],
      [wide, low, high, web],
      [low, high, web],
    ]) {
      const restore = restoring({ live, after: undefined, surely: false });

      assert.deepEqual(restore.conflicts, []);
      assert.sameDeepMembers(restore.leadsTo.type === 'AWS::EC2::SecurityGroup' ? restore.leadsTo.rules : [], [
        wide,
        web,
      ]);
    }
  });
});

describe('what a mend changed', () => {
  const [authorise, revoke] = mend;
  const plan = { changes: [authorise, revoke], before: [], after: [], notes: [] };
  const called = (operation: string) => ({ service: 'ec2' as const, operation });
  const [authorised, revoked] = [called(authorise.operation), called(revoke.operation)];
  for (const [what, calls, expected] of [
    [
      'all that it called',
      [authorised, revoked],
      [
        [authorise, true],
        [revoke, true],
      ],
    ],
    ['nothing by a call that failed', [authorised, { ...revoked, error: 'no' }], [[authorise, true]]],
    [
      'perhaps what was in doubt',
      [authorised, { ...revoked, error: 'no', inDoubt: true as const }],
      [
        [authorise, true],
        [revoke, false],
      ],
    ],
    ['nothing after the first failure', [{ ...authorised, error: 'no' }], []],
    [
      'perhaps all where it was interrupted',
      [],
      [
        [authorise, false],
        [revoke, false],
      ],
    ],
  ] as const) {
    it(`is ${what}`, () => {
      assert.deepEqual(
        changesMade([{ plan, calls: [...calls] }]),
        expected.map(([change, surely]) => ({ change, surely })),
      );
    });
  }
});
