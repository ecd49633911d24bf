import { assert } from 'chai';
import * as v from 'valibot';
import { Plan } from '../../contract/plan.ts';
import type { GroupRule } from '../../contract/resource.ts';
import { defaultPlanLimits, type PlanLimits } from '../../remediators/remediator.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { judgedBy } from '../support/judged-by.ts';
import { contextWith, egress, groupId, ingress, securityGroup } from '../support/security-groups.ts';

const world = '0.0.0.0/0';
const context = contextWith({ 'pl-ipv6': ['::/0'] });

function planFor(
  rules: readonly GroupRule[],
  ids: readonly string[] = ['security-group-authorized-ports'],
  limits: PlanLimits = defaultPlanLimits,
): Plan {
  const violations = ids.flatMap((id) => judgedBy(id, rules, { context }));
  const plan = securityGroupRemediator.plan(securityGroup(rules), violations, limits);
  assert.doesNotThrow(() => v.parse(Plan, JSON.parse(JSON.stringify(plan))));
  return plan;
}

const otherProtocols =
  'whatever other protocol it allowed (ESP, GRE, …) ends with it, because a group has no room to list them all.';

describe('the security group remediator on ports that are not authorised', () => {
  it('cuts all ports to the authorised ones: authorises them, then revokes the wide rule', () => {
    const plan = planFor([ingress('tcp', [0, 65535], world, 'temp'), ingress('tcp', [0, 65535], '10.0.0.0/8')]);

    assert.deepEqual(plan, {
      changes: [
        {
          service: 'ec2',
          operation: 'AuthorizeSecurityGroupIngress',
          input: {
            GroupId: groupId,
            IpPermissions: [
              { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: world, Description: 'temp' }] },
              { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: world, Description: 'temp' }] },
            ],
          },
        },
        {
          service: 'ec2',
          operation: 'RevokeSecurityGroupIngress',
          input: {
            GroupId: groupId,
            IpPermissions: [{ IpProtocol: 'tcp', FromPort: 0, ToPort: 65535, IpRanges: [{ CidrIp: world }] }],
          },
        },
      ],
      before: ['tcp 0-65535 from 0.0.0.0/0 "temp"'],
      after: ['tcp 80 from 0.0.0.0/0 "temp"', 'tcp 443 from 0.0.0.0/0 "temp"'],
      notes: [],
    });
  });

  it('narrows all traffic to the authorised ports and the ICMP of its family, and says what else ends', () => {
    const plan = planFor([ingress('-1', null, world, 'vendor'), ingress('-1', null, '::/0')]);

    assert.deepEqual(plan.changes, [
      {
        service: 'ec2',
        operation: 'AuthorizeSecurityGroupIngress',
        input: {
          GroupId: groupId,
          IpPermissions: [
            {
              IpProtocol: 'icmp',
              FromPort: -1,
              ToPort: -1,
              IpRanges: [{ CidrIp: world, Description: 'vendor' }],
            },
            { IpProtocol: 'icmpv6', FromPort: -1, ToPort: -1, Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
            {
              IpProtocol: 'tcp',
              FromPort: 80,
              ToPort: 80,
              IpRanges: [{ CidrIp: world, Description: 'vendor' }],
              Ipv6Ranges: [{ CidrIpv6: '::/0' }],
            },
            {
              IpProtocol: 'tcp',
              FromPort: 443,
              ToPort: 443,
              IpRanges: [{ CidrIp: world, Description: 'vendor' }],
              Ipv6Ranges: [{ CidrIpv6: '::/0' }],
            },
          ],
        },
      },
      {
        service: 'ec2',
        operation: 'RevokeSecurityGroupIngress',
        input: {
          GroupId: groupId,
          IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: world }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] }],
        },
      },
    ]);
    assert.deepEqual(plan.notes, [
      `all traffic from 0.0.0.0/0 is narrowed to tcp 80,443 and icmp: ${otherProtocols}`,
      `all traffic from ::/0 is narrowed to tcp 80,443 and icmpv6: ${otherProtocols}`,
    ]);
  });

  it('keeps of all traffic by a prefix list the ICMP of the family of its entries', () => {
    assert.deepEqual(planFor([ingress('-1', null, 'pl-ipv6')]).after, [
      'icmpv6 from pl-ipv6',
      'tcp 80 from pl-ipv6',
      'tcp 443 from pl-ipv6',
    ]);
  });

  it('leaves of all traffic every port at which it does not offend', () => {
    const plan = planFor([ingress('-1', null, '11.0.0.0/8'), ingress('tcp', [22, 23], '12.0.0.0/9')]);

    assert.deepEqual(plan.after, [
      'icmp from 11.0.0.0/8',
      'tcp 0-21 from 11.0.0.0/8',
      'tcp 24-65535 from 11.0.0.0/8',
      'udp 0-65535 from 11.0.0.0/8',
    ]);
  });

  it('does not authorise again what other rules keep open', () => {
    const plan = planFor([
      ingress('-1', null, world),
      ingress('icmp', [-1, -1], world, 'ping'),
      ingress('tcp', 443, world, 'web'),
    ]);

    assert.deepEqual(plan.changes[0]?.input['IpPermissions'], [
      { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: world }] },
    ]);
    assert.deepEqual(plan.after, [
      'icmp from 0.0.0.0/0 "ping"',
      'tcp 80 from 0.0.0.0/0',
      'tcp 443 from 0.0.0.0/0 "web"',
    ]);
  });

  it('revokes all traffic whole where the quota has no room for what is legal, and says what that was', () => {
    const fillers = Array.from({ length: 8 }, (_, at) => ingress('tcp', 443, `10.0.${at}.0/24`));

    const plan = planFor([ingress('-1', null, world), ...fillers], undefined, { rulesPerGroup: 10 });

    assert.deepEqual(
      plan.changes.map(({ operation }) => operation),
      ['RevokeSecurityGroupIngress'],
    );
    assert.deepEqual(plan.notes, [
      'all traffic from 0.0.0.0/0 is revoked whole: tcp 80,443 and icmp of it, which is legal, does not fit beside the other ' +
        'rules within the quota of 10 ingress rules per group.',
    ]);
  });

  it('keeps what both lists allow where ports are forbidden as well', () => {
    const both = ['security-group-restricted-ports', 'security-group-authorized-ports'];

    assert.deepEqual(planFor([ingress('-1', null, world)], both).after, [
      'icmp from 0.0.0.0/0',
      'tcp 80 from 0.0.0.0/0',
      'tcp 443 from 0.0.0.0/0',
    ]);
    assert.deepEqual(planFor([ingress('tcp', [20, 100], world)], both).after, ['tcp 80 from 0.0.0.0/0']);
  });
});

describe('the security group remediator on open egress', () => {
  const ids = ['security-group-open-egress'];

  it('makes of what EC2 gives every new group the authorised ports, by calls for egress', () => {
    const plan = planFor([egress('-1', null, world), ingress('-1', null, world)], ids);

    assert.deepEqual(plan.changes, [
      {
        service: 'ec2',
        operation: 'AuthorizeSecurityGroupEgress',
        input: {
          GroupId: groupId,
          IpPermissions: [
            { IpProtocol: 'icmp', FromPort: -1, ToPort: -1, IpRanges: [{ CidrIp: world }] },
            { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: world }] },
            { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: world }] },
          ],
        },
      },
      {
        service: 'ec2',
        operation: 'RevokeSecurityGroupEgress',
        input: { GroupId: groupId, IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: world }] }] },
      },
    ]);
    assert.deepEqual(plan.before, ['all traffic to 0.0.0.0/0']);
  });

  it('says once that private destinations are cut off too, naming where they were', () => {
    const plan = planFor([egress('-1', null, world), egress('tcp', 25, world), egress('tcp', [25, 26], '::/0')], ids);

    assert.lengthOf(
      plan.notes.filter((note) => note.startsWith('Private addresses are in 0.0.0.0/0 and ::/0 as well: ')),
      1,
    );
  });

  it('does not say so of destinations that are the internet only', () => {
    assert.deepEqual(planFor([egress('tcp', 25, '8.0.0.0/7'), egress('tcp', 25, '2000::/3')], ids).notes, []);
  });
});
