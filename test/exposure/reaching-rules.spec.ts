import { assert } from 'chai';
import type { GroupRule } from '../../contract/resource.ts';
import { describeRule } from '../../exposure/describe-rule.ts';
import { type ExposureQuestion, rulesThatReach } from '../../exposure/reaching-rules.ts';
import { egress, ingress } from '../support/security-groups.ts';

const question: ExposureQuestion = {
  direction: 'ingress',
  ports: { tcp: [{ from: 22, to: 22 }], udp: [{ from: 53, to: 54 }] },
  mostAddresses: { ipv4: 0, ipv6: 0n },
};
const lists = new Map([['pl-denied', { kind: 'unreadable', reason: 'AccessDenied' }]] as const);

function reaching(...rules: GroupRule[]): string[] {
  return rulesThatReach(rules, question, lists).reaching.map(({ rule }) => describeRule(rule));
}

describe('the rules that bear on a question of exposure', () => {
  for (const [rule, expected] of [
    [ingress('tcp', 22, '8.0.0.0/8'), true],
    [ingress('tcp', [0, 65535], '::/0'), true],
    [ingress('udp', [54, 60], '8.0.0.0/8'), true],
    [ingress('-1', null, '8.0.0.0/8'), true],
    [ingress('tcp', 53, '8.0.0.0/8'), false],
    [ingress('udp', 22, '8.0.0.0/8'), false],
    [ingress('icmp', null, '8.0.0.0/8'), false],
    [ingress('-1', null, 'sg-1'), false],
    [egress('tcp', 22, '8.0.0.0/8'), false],
  ] as const) {
    it(`are ${expected ? '' : 'not '}${describeRule(rule)}`, () => {
      assert.deepEqual(reaching(rule), expected ? [describeRule(rule)] : []);
    });
  }

  it('come with their ports, the key of their source and whom it lets in', () => {
    const [found] = rulesThatReach([ingress('-1', null, '8.0.0.0/24')], question, lists).reaching;

    assert.deepInclude(found, { range: { from: 0, to: 65535 } });
    assert.include(found?.key, '8.0.0.0/24');
    assert.equal(found?.reach.ipv4Addresses, 256);
  });

  it('are undecided, once for each list that cannot be read, in the order of their names', () => {
    const rules = [
      ingress('udp', 53, 'pl-given-not'),
      ingress('tcp', [20, 25], 'pl-denied'),
      ingress('-1', null, 'pl-denied'),
      ingress('tcp', 80, 'pl-other-port'),
      ingress('tcp', [0, 1024], 'pl-tcp-alone'),
    ];
    const reason = (ports: string, why: string) => `it opens ${ports}, and its entries cannot be read: ${why}`;

    for (const given of [rules, rules.toReversed()]) {
      const { reaching, undecided } = rulesThatReach(given, question, lists);

      assert.isEmpty(reaching);
      assert.deepEqual(undecided, [
        { kind: 'undecided', subject: 'prefix list pl-denied', reason: reason('tcp 22 and udp 53-54', 'AccessDenied') },
        { kind: 'undecided', subject: 'prefix list pl-given-not', reason: reason('udp 53', 'they were not given') },
        { kind: 'undecided', subject: 'prefix list pl-tcp-alone', reason: reason('tcp 22', 'they were not given') },
      ]);
    }
  });
});
