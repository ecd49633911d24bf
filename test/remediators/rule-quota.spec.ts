import { assert } from 'chai';
import type { GroupRule } from '../../contract/resource.ts';
import { placesTaken, ruleQuota } from '../../remediators/rule-quota.ts';
import { egress, ingress } from '../support/security-groups.ts';

const [ipv4, ipv6] = [ingress('tcp', 443, '10.0.0.0/8'), ingress('tcp', 443, 'fd00::/8')];
const [list, peer] = [ingress('tcp', 443, 'pl-1'), egress('tcp', 443, 'sg-1')];

describe('the places that rules take', () => {
  const cases: [string, GroupRule[], [string, number][]][] = [
    ['one in its family and direction', [ipv4], [['IPv4 ingress', 1]]],
    [
      'each its own',
      [ipv4, ipv4, ipv6],
      [
        ['IPv4 ingress', 2],
        ['IPv6 ingress', 1],
      ],
    ],
    [
      'one in both families for a prefix list',
      [list],
      [
        ['IPv4 ingress', 1],
        ['IPv6 ingress', 1],
      ],
    ],
    [
      'one in both families for a group',
      [peer],
      [
        ['IPv4 egress', 1],
        ['IPv6 egress', 1],
      ],
    ],
    ['none', [], []],
  ];
  for (const [what, rules, places] of cases) {
    it(`are ${what}`, () => {
      assert.deepEqual([...placesTaken(rules)], places);
    });
  }

  it('come on top of those that are taken, which stay as they were', () => {
    const taken = placesTaken([ipv4]);

    assert.deepEqual(
      [...placesTaken([ipv4, list], taken)],
      [
        ['IPv4 ingress', 3],
        ['IPv6 ingress', 1],
      ],
    );
    assert.deepEqual([...taken], [['IPv4 ingress', 1]]);
  });
});

describe('the room in a group', () => {
  it('is taken rule by rule until the quota is reached', () => {
    const quota = ruleQuota([ipv4], 3);

    assert.deepEqual([quota.take([ipv4]), quota.take([ipv4]), quota.take([ipv4])], [true, true, false]);
  });

  it('is taken for all of the rules or for none', () => {
    const quota = ruleQuota([ipv4], 3);

    assert.isFalse(quota.take([ipv4, ipv4, ipv4]));
    assert.isTrue(quota.take([ipv4, ipv4]));
  });

  it('is counted by family', () => {
    const quota = ruleQuota([ipv4, ipv4], 2);

    assert.deepEqual([quota.take([list]), quota.take([ipv6]), quota.take([ipv6, ipv6])], [false, true, false]);
  });

  it('does not matter where a group that holds more than the quota takes no more of that', () => {
    const quota = ruleQuota([ipv4, ipv4, ipv4], 1);

    assert.deepEqual([quota.take([ipv6]), quota.take([]), quota.take([ipv4])], [true, true, false]);
  });

  it('is none in an empty group under a quota of none', () => {
    assert.deepEqual([ruleQuota([], 0).take([ipv6]), ruleQuota([], 0).take([])], [false, true]);
  });
});
