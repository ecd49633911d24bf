import { assert } from 'chai';
import * as fc from 'fast-check';
import type { GroupRule } from '../../contract/resource.ts';
import { stateBefore } from '../../fast-path/state-before.ts';
import { liveRules, ruleId } from '../support/recorded-changes.ts';
import { arbitraryRules, egress, ingress, securityGroup } from '../support/security-groups.ts';

const https = ingress('tcp', 443, '0.0.0.0/0', 'the shop');
const office = ingress('tcp', 8443, '198.51.100.0/24', 'office');
const ssh = ingress('tcp', 22, '0.0.0.0/0');
const all = egress('-1', null, '0.0.0.0/0');

/** Of a group that was recorded with `then` and has `now`, of which the rules at these places were changed. */
const before = (then: readonly GroupRule[], now: readonly GroupRule[], ...at: readonly number[]) => {
  const live = liveRules(now);
  return stateBefore(
    securityGroup(then),
    live,
    live.filter((_, place) => at.includes(place)),
  );
};
const why = (found: ReturnType<typeof stateBefore>) => [...new Set(found.map(({ unmendable }) => unmendable))].join();

describe('what a changed rule was before', () => {
  it('is what is gone since AWS Config recorded the group, with its description', () => {
    assert.deepEqual(before([https, office, all], [https, ssh, all], 1), [
      { id: ruleId(1), rule: ssh, before: office },
    ]);
  });

  it('is the same rule, where its description alone was changed', () => {
    const renamed = { ...https, description: 'the old shop' };

    assert.deepEqual(before([https, office], [renamed, office], 0), [{ id: ruleId(0), rule: renamed, before: https }]);
  });

  it('is told apart by direction and by the kind of source, which cannot be changed', () => {
    const [inward, outward] = [ingress('tcp', 22, 'pl-0a1b2c3d'), egress('tcp', 22, '10.0.0.0/8')];

    const found = before([ingress('tcp', 80, 'pl-0a1b2c3d'), all, office], [outward, inward, office], 0, 1);

    assert.deepEqual(found, [
      { id: ruleId(0), rule: outward, before: all },
      { id: ruleId(1), rule: inward, before: ingress('tcp', 80, 'pl-0a1b2c3d') },
    ]);
  });

  it('is certain only for all together, where several of one kind were changed: each is paired with the likeliest', () => {
    const [web, wide] = [ingress('tcp', 80, '0.0.0.0/0'), ingress('tcp', 8443, '203.0.113.0/24', 'office')];

    const found = before([https, office], [wide, web], 0, 1);

    const among = [ruleId(0), ruleId(1)];
    assert.deepEqual(found, [
      { id: ruleId(0), rule: wide, before: office, among },
      { id: ruleId(1), rule: web, before: https, among },
    ]);
  });

  for (const [what, then, now, at, says] of [
    ['a rule was added as well', [https], [ssh, office], [0], 'had not yet recorded tcp 8443 from 198.51.100.0/24'],
    [
      'a rule was revoked as well',
      [https, office, all],
      [ssh, all],
      [0],
      '2 of the rules that AWS Config had recorded',
    ],
    ['nothing is gone', [https, office], [https, office, ssh], [2], '0 of the rules'],
    ['another kind is gone', [https, ingress('tcp', 22, '::/0')], [https, ssh], [1], 'is of another kind'],
  ] as const) {
    it(`is not certain where ${what}`, () => {
      const found = before(then, now, ...at);

      assert.include(why(found), says);
      assert.isTrue(found.every((one) => one.before === undefined));
    });
  }

  it('is not certain where the rule was changed again meanwhile', () => {
    const found = stateBefore(securityGroup([office]), liveRules([https]), [{ id: ruleId(0), rule: ssh }]);

    assert.include(why(found), `${ruleId(0)} was changed again`);
  });

  it('is not known where AWS Config does not say it', () => {
    const found = stateBefore({ missing: 'AWS Config had recorded nothing' }, liveRules([ssh]), liveRules([ssh]));

    assert.equal(why(found), 'what it was before is not certain: AWS Config had recorded nothing');
  });

  it('is found for any group of which any rules were changed into any others, together exactly what is gone', () => {
    let certain = 0;
    fc.assert(
      fc.property(arbitraryRules, fc.infiniteStream(fc.boolean()), (then, choices) => {
        const now = then.map((rule, at) => {
          const isChanged = choices.next().value === true;
          return isChanged ? { ...rule, protocol: 'tcp', fromPort: 7000 + at, toPort: 7000 + at } : rule;
        });
        const at = now.flatMap((rule, place) => (rule === then[place] ? [] : [place]));

        const found = before(then, now, ...at);

        assert.isTrue(found.every(({ unmendable }) => unmendable === undefined));
        assert.sameDeepMembers(
          found.map((one) => one.before),
          at.map((place) => then[place]),
        );
        certain += found.length;
      }),
    );
    assert.isAbove(certain, 100);
  });
});
