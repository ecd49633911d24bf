import { assert } from 'chai';
import type { Change } from '../../contract/plan.ts';
import type { GroupRule, SecurityGroup } from '../../contract/resource.ts';
import { ipPermissions } from '../../remediators/ip-permission.ts';
import { planGroupRestore } from '../../restore/group-restore.ts';
import { rulesNamedBy } from '../../restore/permission-rules.ts';
import type { RestorePlan } from '../../restore/restore-plan.ts';
import { egress, groupId, ingress, securityGroup } from '../support/security-groups.ts';

type Rules = readonly GroupRule[];

const any = '0.0.0.0/0';
const wide = ingress('tcp', [20, 25], any, 'temp');
const low = ingress('tcp', [20, 21], any, 'temp');
const high = ingress('tcp', [23, 25], any, 'temp');
const rdp = ingress('tcp', 3389, any);
const web = ingress('tcp', 443, any);
const out = egress('udp', 53, any);

const call = (operation: string, rules: Rules): Change => ({
  service: 'ec2',
  operation,
  input: { GroupId: groupId, IpPermissions: ipPermissions(rules, operation.startsWith('Revoke') ? 'without' : 'with') },
});
const authorise = (...rules: Rules) => call('AuthorizeSecurityGroupIngress', rules);
const revoke = (...rules: Rules) => call('RevokeSecurityGroupIngress', rules);
const perhaps = (change: Change) => ({ change, surely: false });

interface Given {
  readonly before: Rules;
  readonly live: Rules;
  /** As live, unless given. */
  readonly after?: Rules | undefined;
  readonly made: readonly (Change | { readonly change: Change; readonly surely: boolean })[];
}

function restoring({ before, live, made, ...given }: Given): RestorePlan<SecurityGroup> {
  const after = 'after' in given ? given.after : live;
  return planGroupRestore({
    before: securityGroup(before),
    after: after === undefined ? undefined : securityGroup(after),
    live: securityGroup(live),
    made: made.map((one) => ('change' in one ? one : { change: one, surely: true })),
  });
}

describe('the calls of a restore of a security group', () => {
  it('name the rules in their canonical order, and so do the lines', () => {
    const { plan } = restoring({
      before: [web, rdp, wide],
      live: [high, low],
      made: [authorise(high, low), revoke(web, wide, rdp)],
    });

    assert.deepEqual(plan.changes, [authorise(wide, web, rdp), revoke(low, high)]);
    assert.deepEqual(plan.before, ['tcp 20-21 from 0.0.0.0/0 "temp"', 'tcp 23-25 from 0.0.0.0/0 "temp"']);
    assert.deepEqual(plan.after, [
      'tcp 20-25 from 0.0.0.0/0 "temp"',
      'tcp 443 from 0.0.0.0/0',
      'tcp 3389 from 0.0.0.0/0',
    ]);
    assert.deepEqual(plan.notes, ['Rules that are put back get new rule ids, without tags.']);
  });

  it('give descriptions back in both directions, and note no new ids', () => {
    const described = { ...out, description: 'dns' };
    const { plan, leadsTo } = restoring({
      before: [wide, described],
      live: [{ ...wide, description: 'x' }, out],
      made: [revoke(wide), call('RevokeSecurityGroupEgress', [out])],
    });

    assert.deepEqual(plan.changes, [
      call('UpdateSecurityGroupRuleDescriptionsIngress', [wide]),
      call('UpdateSecurityGroupRuleDescriptionsEgress', [described]),
    ]);
    assert.deepEqual(plan.before, ['tcp 20-25 from 0.0.0.0/0 "x"', 'udp 53 to 0.0.0.0/0']);
    assert.deepEqual(plan.after, ['tcp 20-25 from 0.0.0.0/0 "temp"', 'udp 53 to 0.0.0.0/0 "dns"']);
    assert.deepEqual(plan.notes, []);
    assert.deepEqual(leadsTo.rules, [wide, described]);
  });

  it('give descriptions back in the canonical order, and name in it what stands in their way', () => {
    const { plan, conflicts } = restoring({
      before: [rdp, web],
      live: [rdp, web].map((rule) => ({ ...rule, description: 'x' })),
      after: [rdp, web],
      made: [revoke(rdp, web)],
    });

    assert.deepEqual(plan.changes, [call('UpdateSecurityGroupRuleDescriptionsIngress', [web, rdp])]);
    assert.deepEqual(
      conflicts.map((conflict) => /tcp \d+/.exec(conflict)?.[0]),
      ['tcp 443', 'tcp 3389'],
    );
  });

  it('name a thousand rules each at most', () => {
    const many = Array.from({ length: 2001 }, (_, at) => ingress('tcp', at + 1, any));

    const { plan } = restoring({ before: many, live: [], made: [revoke(...many)] });

    assert.deepEqual(
      plan.changes.map((change) => rulesNamedBy(change).map(({ fromPort }) => fromPort)),
      [0, 1000, 2000].map((start) => many.slice(start, start + 1000).map(({ fromPort }) => fromPort)),
    );
  });

  const batches: [string, Given['made'], Change[]][] = [
    ['what was revoked in several calls', [revoke(web), revoke(rdp)], [authorise(web, rdp)]],
    [
      'what was revoked before and after calls of the other direction',
      [revoke(web), call('AuthorizeSecurityGroupEgress', [out]), revoke(rdp)],
      [authorise(web, rdp), call('RevokeSecurityGroupEgress', [out])],
    ],
    [
      'what was revoked in two batches, the last first',
      [revoke(web), authorise(low), revoke(rdp)],
      [authorise(rdp), revoke(low), authorise(web)],
    ],
    [
      'what was named in two batches, with the last',
      [authorise(low), revoke(rdp), authorise(high), revoke(web, rdp)],
      [authorise(web, rdp), revoke(high), revoke(low)],
    ],
  ];
  for (const [what, made, expected] of batches) {
    it(`put back together ${what}`, () => {
      const { plan } = restoring({ before: [web, rdp], live: [low, high, out], made });

      assert.deepEqual(plan.changes, expected);
    });
  }
});

describe('what is open before and after a restore of a security group', () => {
  const half = ingress('tcp', [20, 25], '0.0.0.0/1');
  const [odd, even] = [ingress('tcp', 21, any), ingress('tcp', 20, any)];
  const ways: [string, Given, Change[]][] = [
    [
      'what was cut twice goes when the whole is there',
      { before: [wide], live: [even], made: [authorise(low, high), revoke(wide), authorise(even), revoke(low, high)] },
      [authorise(wide), revoke(even)],
    ],
    [
      'what may overlap with what an earlier batch took goes when that is there, and nothing else has to wait',
      {
        before: [half, web],
        live: [even, rdp],
        made: [revoke(half), authorise(even), revoke(web), authorise(rdp)],
      },
      [revoke(rdp), authorise(web), authorise(half), revoke(even)],
    ],
    [
      'what waits for the same goes at once, in the canonical order',
      {
        before: [half, web, rdp],
        live: [odd, even],
        made: [revoke(half), authorise(even), revoke(web), authorise(odd), revoke(rdp)],
      },
      [authorise(rdp), authorise(web), authorise(half), revoke(even, odd)],
    ],
    [
      'what was cut of several goes with the last of them',
      {
        before: [half, wide, web],
        live: [odd, even],
        made: [revoke(half), authorise(web), revoke(wide), authorise(odd, even), revoke(web)],
      },
      [authorise(web), authorise(wide), authorise(half), revoke(even, odd)],
    ],
  ];
  for (const [what, given, expected] of ways) {
    it(`stays open: ${what}`, () => {
      const { plan, conflicts } = restoring(given);

      assert.deepEqual(plan.changes, expected);
      assert.deepEqual(conflicts, []);
    });
  }

  const [from, to] = [ingress('tcp', 443, '198.51.100.0/24'), ingress('tcp', 22, '10.1.0.0/16')];
  const changed = (...rules: Rules) => ({
    change: { service: 'ec2' as const, operation: 'ModifySecurityGroupRules', input: {} },
    surely: true,
    modified: rules.flatMap((rule) => ({ id: 'sgr-1', from, to: rule })),
  });

  it('stays open: what is changed back by its id is so when all others are there, and before what it may overlap with goes', () => {
    const piece = ingress('tcp', [440, 450], '198.51.0.0/16');
    const { plan } = restoring({
      before: [from, wide, out],
      live: [to, high, piece],
      made: [changed(to), authorise(high, piece), revoke(wide), call('RevokeSecurityGroupEgress', [out])],
    });

    assert.deepEqual(
      plan.changes.map(({ operation, input }) => [operation, input['IpPermissions'] ?? 'by its id']),
      [
        ['AuthorizeSecurityGroupIngress', ipPermissions([wide], 'with')],
        ['RevokeSecurityGroupIngress', ipPermissions([high], 'without')],
        ['AuthorizeSecurityGroupEgress', ipPermissions([out], 'with')],
        ['ModifySecurityGroupRules', 'by its id'],
        ['RevokeSecurityGroupIngress', ipPermissions([piece], 'without')],
      ],
    );
  });
});

describe('what a mend may have put into a security group', () => {
  it('is taken away also where it may have been revoked again', () => {
    const made = [authorise(low, high), revoke(wide), perhaps(revoke(low))];
    const { plan, conflicts } = restoring({ before: [wide], live: [low, high], made });

    assert.deepEqual(plan.changes, [authorise(wide), revoke(low, high)]);
    assert.deepEqual(conflicts, []);
  });

  it('is not what it surely revoked again, though it is there', () => {
    const made = [authorise(low, high), revoke(wide), revoke(low)];
    const { plan, conflicts, leadsTo } = restoring({ before: [wide], live: [low, high], after: [high], made });

    assert.deepEqual(plan.changes, [authorise(wide), revoke(high)]);
    assert.deepEqual(conflicts, []);
    assert.deepEqual(leadsTo.rules, [low, wide]);
  });

  it('is no rule that it may have revoked and had never put there', () => {
    const made = [authorise(low, high), revoke(wide), perhaps(revoke(rdp))];

    for (const live of [
      [low, high, rdp],
      [low, high],
    ]) {
      const { plan, conflicts } = restoring({ before: [wide], live, made });

      assert.deepEqual(plan.changes, [authorise(wide), revoke(low, high)]);
      assert.deepEqual(conflicts, []);
    }
  });
});

describe('whether a security group is restored', () => {
  const given: Given = {
    before: [wide, web, low],
    live: [low, high],
    made: [authorise(low, high), revoke(wide)],
  };
  const cases: [string, Rules, boolean][] = [
    ['all that was revoked is there', [wide, low], true],
    ['something is gone that had been there and was authorised again', [wide, rdp], false],
    ['what was revoked is not there', [low], false],
    ['it is there with another description', [{ ...wide, description: 'x' }, low], false],
    ['what was authorised is there still', [wide, low, high], false],
    ['what had been there before is there', [wide, low, web], true],
  ];
  for (const [what, rules, expected] of cases) {
    it(`is ${expected} where ${what}`, () => {
      const { isRestored } = restoring(given);

      assert.equal(isRestored(securityGroup(rules)), expected);
    });
  }

  it('is so without a description where there had been an empty one', () => {
    const { isRestored: isSo } = restoring({ before: [{ ...web, description: '' }], live: [], made: [revoke(web)] });

    assert.isTrue(isSo(securityGroup([web])));
  });
});

describe('what somebody closed since of what a mend had left open of a rule', () => {
  const conflict = 'tcp 20-21 from 0.0.0.0/0, which the mend had left open, has been removed since.';
  const made = [perhaps(authorise(low, high)), revoke(wide)];

  it('is a conflict where it was there after the mend, though nobody knows who had put it', () => {
    assert.deepEqual(restoring({ before: [wide], after: [low, high], live: [high], made }).conflicts, [conflict]);
    assert.deepEqual(restoring({ before: [wide], after: [high], live: [high], made }).conflicts, []);
    assert.deepEqual(restoring({ before: [wide], after: undefined, live: [high], made }).conflicts, []);
  });

  const narrow = (from: string) => ingress('tcp', [20, 21], from);
  const others: [string, GroupRule, GroupRule, number][] = [
    ['of the same source', wide, low, 1],
    ['of another source', ingress('tcp', [20, 25], '10.0.0.0/8'), narrow('11.0.0.0/8'), 0],
    ['of the other direction', egress('tcp', [20, 25], any), low, 0],
  ];
  for (const [what, back, left, conflicts] of others) {
    it(`is ${conflicts === 0 ? 'no' : 'a'} conflict where the rule that is put back is ${what}`, () => {
      const suffix = back.direction === 'egress' ? 'Egress' : 'Ingress';
      const { conflicts: found } = restoring({
        before: [back],
        after: [left],
        live: [],
        made: [authorise(left), call(`RevokeSecurityGroup${suffix}`, [back])],
      });

      assert.lengthOf(found, conflicts);
    });
  }
});

describe('another description of a rule that was revoked', () => {
  const theirs = { ...wide, description: 'theirs' };
  const conflict = 'tcp 20-25 from 0.0.0.0/0 has been added again since, with another description.';
  const cases: [string, Rules | undefined, string[]][] = [
    ['is a later change where it is not known what the mend left', undefined, [conflict]],
    ['is a later change where the mend left nothing', [], [conflict]],
    ['is a later change where the mend left yet another', [{ ...wide, description: 'x' }], [conflict]],
    ['is no later change where the mend left it so', [theirs], []],
  ];
  for (const [what, after, expected] of cases) {
    it(what, () => {
      const { plan, conflicts } = restoring({ before: [wide], after, live: [theirs], made: [revoke(wide)] });

      assert.deepEqual(plan.changes, [call('UpdateSecurityGroupRuleDescriptionsIngress', [wide])]);
      assert.deepEqual(conflicts, expected);
    });
  }
});
