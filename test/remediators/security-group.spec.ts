import { assert } from 'chai';
import * as v from 'valibot';
import { Plan } from '../../contract/plan.ts';
import type { GroupRule } from '../../contract/resource.ts';
import type { ExposedPorts, Violation } from '../../contract/violation.ts';
import { defaultPlanLimits } from '../../remediators/remediator.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { contextWith, egress, groupId, ingress, judge, securityGroup } from '../support/security-groups.ts';

const parameters = { ports: '22,3389' };
const context = contextWith({ 'pl-world': ['0.0.0.0/0'] });

function planFor(
  rules: readonly GroupRule[],
  violations: readonly Violation[] = judge(rules, parameters, context),
): Plan {
  const plan = securityGroupRemediator.plan(securityGroup(rules), violations, defaultPlanLimits);
  assert.doesNotThrow(() => v.parse(Plan, JSON.parse(JSON.stringify(plan))));
  return plan;
}

/** A violation as another rule may find it. */
function exposure(rule: GroupRule, protocol: string, ...ports: [number, number][]): ExposedPorts {
  const ranges = ports.map(([from, to]) => ({ from, to }));
  return { kind: 'exposed-ports', rule, protocol, ports: ranges, reachedBy: 'the whole IPv4 internet' };
}

describe('the security group remediator', () => {
  it('splits a range around the restricted port: authorises the pieces, then revokes exactly the offending source', () => {
    const plan = planFor([
      ingress('tcp', [20, 25], '0.0.0.0/0', 'temp'),
      ingress('tcp', [20, 25], '10.0.0.0/8', 'corp'),
      ingress('tcp', [20, 25], 'sg-11111111'),
    ]);

    assert.deepEqual(plan, {
      changes: [
        {
          service: 'ec2',
          operation: 'AuthorizeSecurityGroupIngress',
          input: {
            GroupId: groupId,
            IpPermissions: [
              { IpProtocol: 'tcp', FromPort: 20, ToPort: 21, IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'temp' }] },
              { IpProtocol: 'tcp', FromPort: 23, ToPort: 25, IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'temp' }] },
            ],
          },
        },
        {
          service: 'ec2',
          operation: 'RevokeSecurityGroupIngress',
          input: {
            GroupId: groupId,
            IpPermissions: [{ IpProtocol: 'tcp', FromPort: 20, ToPort: 25, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
          },
        },
      ],
      before: ['tcp 20-25 from 0.0.0.0/0 "temp"'],
      after: ['tcp 20-21 from 0.0.0.0/0 "temp"', 'tcp 23-25 from 0.0.0.0/0 "temp"'],
      notes: [],
    });
  });

  it('puts sources of equal ports into one permission, each family and prefix lists in their own list', () => {
    const plan = planFor([
      ingress('tcp', [22, 23], '0.0.0.0/0'),
      ingress('tcp', [22, 23], '::/0', 'v6'),
      ingress('tcp', [22, 23], 'pl-world', 'list'),
    ]);

    assert.deepEqual(
      plan.changes.map(({ input }) => input['IpPermissions']),
      [
        [
          {
            IpProtocol: 'tcp',
            FromPort: 23,
            ToPort: 23,
            IpRanges: [{ CidrIp: '0.0.0.0/0' }],
            Ipv6Ranges: [{ CidrIpv6: '::/0', Description: 'v6' }],
            PrefixListIds: [{ PrefixListId: 'pl-world', Description: 'list' }],
          },
        ],
        [
          {
            IpProtocol: 'tcp',
            FromPort: 22,
            ToPort: 23,
            IpRanges: [{ CidrIp: '0.0.0.0/0' }],
            Ipv6Ranges: [{ CidrIpv6: '::/0' }],
            PrefixListIds: [{ PrefixListId: 'pl-world' }],
          },
        ],
      ],
    );
  });

  it('only revokes a rule of which nothing legal is left', () => {
    const plan = planFor([ingress('tcp', 22, '0.0.0.0/0', 'temp')]);

    assert.deepEqual(
      plan.changes.map(({ operation }) => operation),
      ['RevokeSecurityGroupIngress'],
    );
    assert.deepEqual([plan.before, plan.after, plan.notes], [['tcp 22 from 0.0.0.0/0 "temp"'], [], []]);
  });

  it('revokes a rule for all traffic whole, without ports, and says what else ends', () => {
    const plan = planFor([ingress('-1', null, '0.0.0.0/0')]);

    assert.deepEqual(plan.changes, [
      {
        service: 'ec2',
        operation: 'RevokeSecurityGroupIngress',
        input: { GroupId: groupId, IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] },
      },
    ]);
    assert.equal(plan.notes.length, 1);
    assert.match(plan.notes.join(''), /^all traffic from 0\.0\.0\.0\/0 is revoked whole: .*tcp 22,3389.*\.$/);
  });

  it('splits tcp without ports as all ports', () => {
    const plan = planFor([ingress('tcp', null, '::/0')]);

    assert.deepEqual(plan.before, ['tcp 0-65535 from ::/0']);
    assert.deepEqual(plan.after, ['tcp 0-21 from ::/0', 'tcp 23-3388 from ::/0', 'tcp 3390-65535 from ::/0']);
    assert.deepEqual(plan.changes[1]?.input['IpPermissions'], [
      { IpProtocol: 'tcp', Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
    ]);
  });

  it('does not authorise a piece that is there already, but counts it as what is left', () => {
    const plan = planFor([
      ingress('tcp', [21, 23], '0.0.0.0/0', 'wide'),
      ingress('tcp', 21, '0.0.0.0/0', 'ftp'),
      ingress('tcp', [22, 23], '0.0.0.0/0', 'narrow'),
    ]);

    assert.deepEqual(plan.changes[0]?.input['IpPermissions'], [
      { IpProtocol: 'tcp', FromPort: 23, ToPort: 23, IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'wide' }] },
    ]);
    assert.deepEqual(plan.after, ['tcp 21 from 0.0.0.0/0 "ftp"', 'tcp 23 from 0.0.0.0/0 "wide"']);
  });

  it('has nothing to do without violations, for undecided ones, and for rules that are no longer there', () => {
    const rules = [ingress('tcp', [20, 25], '0.0.0.0/0')];
    const stale = [
      exposure(ingress('tcp', [20, 26], '0.0.0.0/0'), 'tcp', [22, 22]),
      exposure(egress('tcp', [20, 25], '0.0.0.0/0'), 'tcp', [22, 22]),
      exposure(ingress('udp', [20, 25], '0.0.0.0/0'), 'udp', [22, 22]),
      exposure(ingress('tcp', [20, 25], '0.0.0.0/1'), 'tcp', [22, 22]),
    ];
    const nothing = { changes: [], before: [], after: [], notes: [] };

    assert.deepEqual(planFor(rules, []), nothing);
    assert.deepEqual(planFor(rules, [{ kind: 'undecided', subject: 'pl-0a1b', reason: 'unreadable' }]), nothing);
    assert.deepEqual(planFor(rules, stale), nothing);
  });

  it('matches a rule by what it opens, not by its description', () => {
    const plan = planFor(
      [ingress('tcp', 22, '0.0.0.0/0', 'new words')],
      [exposure(ingress('tcp', 22, '0.0.0.0/0', 'old words'), 'tcp', [22, 22])],
    );

    assert.deepEqual(plan.before, ['tcp 22 from 0.0.0.0/0 "new words"']);
  });
});

describe('the lines of a security group', () => {
  it('are its rules, as the `after` of a plan writes them', () => {
    const group = securityGroup([ingress('tcp', 22, '0.0.0.0/0', 'temp'), egress('-1', null, '::/0')]);

    assert.deepEqual(securityGroupRemediator.linesOf(group), ['tcp 22 from 0.0.0.0/0 "temp"', 'all traffic to ::/0']);
  });
});

describe('the security group remediator on violations of several rules', () => {
  it('cuts all their ports out of a rule at once', () => {
    const rule = ingress('tcp', [20, 25], '0.0.0.0/0');

    const plan = planFor([rule], [exposure(rule, 'tcp', [22, 22]), exposure(rule, 'tcp', [20, 20], [22, 24])]);

    assert.deepEqual(plan.after, ['tcp 21 from 0.0.0.0/0', 'tcp 25 from 0.0.0.0/0']);
    assert.equal(plan.changes.length, 2);
  });

  it('mends each direction by its own calls, ingress first', () => {
    const [incoming, outgoing] = [ingress('tcp', [22, 23], '0.0.0.0/0'), egress('udp', [52, 53], '0.0.0.0/0')];

    const plan = planFor(
      [outgoing, incoming],
      [exposure(outgoing, 'udp', [53, 53]), exposure(incoming, 'tcp', [22, 22])],
    );

    assert.deepEqual(
      plan.changes.map(({ operation }) => operation),
      [
        'AuthorizeSecurityGroupIngress',
        'RevokeSecurityGroupIngress',
        'AuthorizeSecurityGroupEgress',
        'RevokeSecurityGroupEgress',
      ],
    );
    assert.deepEqual(plan.after, ['tcp 23 from 0.0.0.0/0', 'udp 52 to 0.0.0.0/0']);
  });

  it('revokes whole, without a note, what is in violation whole: any protocol, any source', () => {
    const rules = [
      ingress('icmp', [8, -1], '0.0.0.0/0'),
      ingress('50', null, '::/0'),
      ingress('-1', null, 'sg-11111111'),
    ];

    const plan = planFor(
      rules,
      rules.map((rule) => exposure(rule, rule.protocol, [0, 65535])),
    );

    assert.deepEqual(plan.after, []);
    assert.deepEqual(plan.notes, []);
    assert.deepEqual(plan.changes[0]?.input['IpPermissions'], [
      { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-11111111', UserId: '123456789012' }] },
      { IpProtocol: '50', Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
      { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
    ]);
  });

  it('leaves a rule that is exactly what must be left of another, and says so', () => {
    const [wide, narrow] = [ingress('tcp', [22, 25], '0.0.0.0/0'), ingress('tcp', [23, 25], '0.0.0.0/0')];

    const plan = planFor([wide, narrow], [exposure(wide, 'tcp', [22, 22]), exposure(narrow, 'tcp', [23, 25])]);

    assert.deepEqual(
      plan.changes.map(({ operation, input }) => [operation, input['IpPermissions']]),
      [
        [
          'RevokeSecurityGroupIngress',
          [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 25, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
        ],
      ],
    );
    assert.deepEqual(plan.notes, [
      'tcp 23-25 from 0.0.0.0/0 stays: it is what is to be left of tcp 22-25 from 0.0.0.0/0.',
    ]);
  });
});
