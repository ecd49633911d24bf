import { assert } from 'chai';
import type { GroupRule } from '../../contract/resource.ts';
import { describeRule } from '../../exposure/describe-rule.ts';
import { annotate } from '../../rules/annotation.ts';
import { judgedBy } from '../support/judged-by.ts';
import { egress, groupId, ingress } from '../support/security-groups.ts';

const id = 'security-group-default-closed';
const asDefault = { group: { name: 'default' } };
const asMade = [ingress('-1', null, groupId), egress('-1', null, '0.0.0.0/0'), egress('-1', null, '::/0')];

function unwanted(rules: readonly GroupRule[]): string[] {
  return judgedBy(id, rules, asDefault).map((violation) =>
    violation.kind === 'unwanted-rule' ? describeRule(violation.rule) : violation.kind,
  );
}

describe(id, () => {
  it('blames what AWS puts into a default group itself: its members, and everything outward', () => {
    assert.deepEqual(unwanted(asMade), [
      `all traffic from ${groupId}`,
      'all traffic to 0.0.0.0/0',
      'all traffic to ::/0',
    ]);
  });

  for (const rule of [
    ingress('tcp', 443, '10.0.0.0/8'),
    ingress('icmp', [8, -1], '8.8.8.8/32'),
    ingress('50', null, 'pl-0a1b'),
    egress('udp', 53, 'sg-11111111'),
    egress('tcp', null, 'fd00::/8'),
  ]) {
    it(`blames a single rule, whatever it is: ${describeRule(rule)}`, () => {
      assert.deepEqual(unwanted([rule]), [describeRule(rule)]);
    });
  }

  it('passes a default group without rules', () => {
    assert.deepEqual(judgedBy(id, [], asDefault), []);
  });

  for (const [what, group] of [
    ['a group of another name', { name: 'web' }],
    ['a group whose name only looks like it', { name: 'Default' }],
    ['a group whose name begins with it', { name: 'default-2' }],
    ['the default group of EC2-Classic, which was in no VPC', { name: 'default', vpcId: null }],
  ] as const) {
    it(`passes ${what}`, () => {
      assert.deepEqual(judgedBy(id, asMade, { group }), []);
    });
  }

  it('leaves a group undecided whose name is not known', () => {
    const violations = judgedBy(id, asMade, { group: { name: '' } });

    assert.deepEqual(violations, [{ kind: 'undecided', subject: `group ${groupId}`, reason: 'its name is not known' }]);
  });

  it('names the rules in the annotation, and why they must not be there', () => {
    assert.equal(
      annotate(judgedBy(id, asMade.slice(1, 2), asDefault)),
      'all traffic to 0.0.0.0/0: the default group of a VPC has to be empty',
    );
  });
});
