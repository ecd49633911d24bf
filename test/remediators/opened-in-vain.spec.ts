import { assert } from 'chai';
import type { Change } from '../../contract/plan.ts';
import type { GroupRule } from '../../contract/resource.ts';
import { ipPermissions } from '../../remediators/ip-permission.ts';
import { openedInVain } from '../../remediators/opened-in-vain.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { bucket } from '../support/buckets.ts';
import { egress, groupId, ingress, securityGroup } from '../support/security-groups.ts';

const world = '0.0.0.0/0';
const wide = ingress('tcp', [20, 30], world);
const [lower, upper] = [ingress('tcp', [20, 21], world), ingress('tcp', [23, 30], world)];

function call(verb: 'Authorize' | 'Revoke', ...rules: readonly GroupRule[]): Change {
  const way = rules.some(({ direction }) => direction === 'egress') ? 'Egress' : 'Ingress';
  return {
    service: 'ec2',
    operation: `${verb}SecurityGroup${way}`,
    input: { GroupId: groupId, IpPermissions: ipPermissions(rules, 'without') },
  };
}

/** What is closed, by the call's own form. */
function closedOf(there: readonly GroupRule[], made: readonly Change[], missed: Change): unknown {
  const closing = openedInVain(securityGroup(there), made, missed);
  return closing === undefined || closing === 'waiting' ? closing : closing.change;
}

describe('what a mend has opened in vain', () => {
  const own = call('Authorize', lower, upper);
  const other = ingress('tcp', 443, world);

  for (const [what, there, made, missed, expected] of [
    ['what is left of a rule that is gone', [lower, upper, other], [own], call('Revoke', wide), [lower, upper]],
    ['what of it is there still', [upper], [own], call('Revoke', wide), [upper]],
    [
      'of two rules what is left of the one that is gone',
      [lower, upper, ingress('tcp', [80, 90], world), ingress('tcp', [3380, 3390], world)],
      [own, call('Authorize', ingress('tcp', [80, 90], world))],
      call('Revoke', wide, ingress('tcp', [3380, 3390], world)),
      [lower, upper],
    ],
    [
      'what is left of a rule for what goes out',
      [egress('tcp', [20, 21], world), lower],
      [call('Authorize', egress('tcp', [20, 21], world)), own],
      call('Revoke', egress('tcp', [20, 30], world)),
      [egress('tcp', [20, 21], world)],
    ],
    [
      'what is left of all traffic',
      [ingress('icmp', [-1, -1], world), ingress('tcp', [0, 21], world)],
      [call('Authorize', ingress('icmp', [-1, -1], world), ingress('tcp', [0, 21], world))],
      call('Revoke', ingress('-1', null, world)),
      [ingress('icmp', [-1, -1], world), ingress('tcp', [0, 21], world)],
    ],
  ] as const) {
    it(`is ${what}`, () => {
      assert.deepEqual(closedOf(there, made, missed), call('Revoke', ...expected));
    });
  }

  for (const [what, there, made, missed] of [
    ['what the mend has not authorised', [lower, upper], [call('Authorize', other)], call('Revoke', wide)],
    ['what is gone as well', [other], [own], call('Revoke', wide)],
    ['what is of another source', [lower], [own], call('Revoke', ingress('tcp', [20, 30], '10.0.0.0/8'))],
    ['what is of another protocol', [lower], [own], call('Revoke', ingress('udp', [20, 30], world))],
    ['what the rule that is gone never opened', [lower, upper], [own], call('Revoke', ingress('tcp', [22, 29], world))],
    ['what is of the other direction', [lower, upper], [own], call('Revoke', egress('tcp', [20, 30], world))],
    [
      'what is left of another that the mend has revoked',
      [lower],
      [own, call('Revoke', wide)],
      call('Revoke', ingress('tcp', [19, 30], world)),
    ],
    ['what is left of another that is there still', [lower, ingress('-1', null, world)], [own], call('Revoke', wide)],
    [
      'what is put back by the ids of rules',
      [lower],
      [own],
      { ...call('Revoke', wide), input: { GroupId: groupId, SecurityGroupRuleIds: ['sgr-1'] } },
    ],
  ] as const) {
    it(`is not ${what}`, () => {
      assert.notInstanceOf(closedOf(there, made, missed), Object);
    });
  }

  it('is not known by a reading that has all of what the answer says is gone', () => {
    assert.equal(closedOf([wide, lower, upper], [own], call('Revoke', wide)), 'waiting');
  });

  it('names the rules of which something was to be left, and no other that is gone', () => {
    const [web, db] = [ingress('tcp', [80, 90], world), ingress('tcp', 5432, world)];
    const made = [own, call('Authorize', ingress('tcp', [81, 90], world))];
    const group = securityGroup([lower, upper, ingress('tcp', [81, 90], world)]);

    const closing = openedInVain(group, made, call('Revoke', wide, web, db));

    assert.deepInclude(closing, {
      note: 'Somebody else removed tcp 20-30 from 0.0.0.0/0 and tcp 80-90 from 0.0.0.0/0 meanwhile; tcp 20-21,23-30,81-90 of it, which this had authorised',
    });
  });

  it('is nothing of a resource of another kind', () => {
    assert.isUndefined(securityGroupRemediator.openedInVain(bucket(), [own], call('Revoke', wide)));
  });

  it('is said in words, and by the lines that a plan has of it', () => {
    const closing = openedInVain(securityGroup([lower, upper]), [own], call('Revoke', wide));

    assert.deepInclude(closing, { lines: ['tcp 20-21 from 0.0.0.0/0', 'tcp 23-30 from 0.0.0.0/0'] });
    assert.deepInclude(closing, {
      note: 'Somebody else removed tcp 20-30 from 0.0.0.0/0 meanwhile; tcp 20-21,23-30 of it, which this had authorised',
    });
  });
});
