import { assert } from 'chai';
import type { Change } from '../../contract/plan.ts';
import type { GroupRule } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { applyExemptions } from '../../exemptions/apply-exemptions.ts';
import { ipPermissions } from '../../remediators/ip-permission.ts';
import { ruleRequest } from '../../remediators/rule-revert.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { planGroupRestore } from '../../restore/group-restore.ts';
import { changesMade, rulesOf } from '../../restore/made-change.ts';
import type { ExemptPart } from '../../restore/exempt-parts.ts';
import { partsToExempt, restoreExemptions } from '../../restore/restore-exemptions.ts';
import { assertFails } from '../support/assert-fails.ts';
import { ruleId, unapproved, unapprovedId } from '../support/recorded-changes.ts';
import { egress, groupId, ingress, securityGroup } from '../support/security-groups.ts';

const https = ingress('tcp', 443, '0.0.0.0/0', 'the shop');
const office = ingress('tcp', 8443, '198.51.100.0/24', 'office');
const ssh = ingress('tcp', 22, '0.0.0.0/0');
const peer = ingress('tcp', 5432, 'sg-0a1b2c3d');
const out = egress('-1', null, '0.0.0.0/0');

const byHand = (at: number, rule: GroupRule, before?: GroupRule) =>
  unapproved(at, rule, before === undefined ? {} : { before });

/** The mend of a group with these rules, all of whose calls took effect. */
const mendOf = (rules: readonly GroupRule[], found: readonly Violation[]) => {
  const plan = securityGroupRemediator.plan(securityGroup(rules), found, {});
  const calls = plan.changes.map(({ service, operation }) => ({ service, operation }));
  return { plan, calls, found: [...found] };
};
const restoreOf = (
  before: readonly GroupRule[],
  after: readonly GroupRule[],
  live: readonly GroupRule[],
  found: readonly Violation[],
) =>
  planGroupRestore({
    before: securityGroup(before),
    after: securityGroup(after),
    live: securityGroup(live),
    made: changesMade([mendOf(before, found)]),
  });
const operations = (changes: readonly Change[]): string[] => changes.map(({ operation }) => operation);

describe('restoring what nobody approved', () => {
  it('authorises what was revoked by its id', () => {
    const { plan, conflicts } = restoreOf([https, ssh, out], [https], [https], [byHand(1, ssh), byHand(2, out)]);

    assert.deepEqual(operations(plan.changes), ['AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress']);
    assert.deepEqual(plan.after, ['tcp 22 from 0.0.0.0/0', 'all traffic to 0.0.0.0/0']);
    assert.deepEqual(conflicts, []);
  });

  it('changes back by its id what was changed by it, so that both can go on', () => {
    const { plan, conflicts, leadsTo } = restoreOf(
      [https, ssh],
      [https, office],
      [https, office],
      [byHand(1, ssh, office)],
    );

    assert.deepEqual(plan, {
      changes: [
        {
          service: 'ec2',
          operation: 'ModifySecurityGroupRules',
          input: {
            GroupId: groupId,
            SecurityGroupRules: [
              {
                SecurityGroupRuleId: ruleId(1),
                SecurityGroupRule: { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv4: '0.0.0.0/0' },
              },
            ],
          },
        },
      ],
      before: ['tcp 8443 from 198.51.100.0/24 "office"'],
      after: ['tcp 22 from 0.0.0.0/0'],
      notes: [],
    });
    assert.deepEqual(conflicts, []);
    assert.deepEqual(leadsTo.rules, [https, ssh]);
  });

  it('has nothing to do once it is as before', () => {
    assert.deepEqual(restoreOf([ssh], [office], [ssh], [byHand(0, ssh, office)]).plan.changes, []);
  });

  it('gives a description back that alone was changed', () => {
    const [named, renamed] = [
      { ...ssh, description: 'jump host' },
      { ...ssh, description: 'mine' },
    ];

    const { plan } = restoreOf([renamed], [named], [named], [byHand(0, renamed, named)]);

    assert.deepEqual(operations(plan.changes), ['UpdateSecurityGroupRuleDescriptionsIngress']);
    assert.deepEqual(plan.after, ['tcp 22 from 0.0.0.0/0 "mine"']);
  });

  it('says so, where somebody has removed since what the mend had put back', () => {
    const { plan, conflicts } = restoreOf(
      [ingress('tcp', 22, '198.51.100.0/24')],
      [office],
      [],
      [byHand(0, ingress('tcp', 22, '198.51.100.0/24'), office)],
    );

    assert.deepEqual(operations(plan.changes), ['AuthorizeSecurityGroupIngress']);
    assert.deepEqual(conflicts, [
      'tcp 8443 from 198.51.100.0/24, which the mend had left open, has been removed since.',
    ]);
  });

  it('says so, where somebody has described since what the mend had put back', () => {
    const described = { ...office, description: 'the new office' };

    const { conflicts } = restoreOf([ssh], [office], [described], [byHand(0, ssh, office)]);

    assert.deepEqual(conflicts, ['The description of tcp 8443 from 198.51.100.0/24 has been changed since.']);
  });

  it('takes away what the mend had put back, where what it had changed is there again', () => {
    const { plan, leadsTo } = restoreOf([ssh], [office], [office, ssh], [byHand(0, ssh, office)]);

    assert.deepEqual(operations(plan.changes), ['RevokeSecurityGroupIngress']);
    assert.deepEqual(leadsTo.rules, [ssh]);
  });

  it('is refused where the ledger does not say what the rule was', () => {
    const mend = { ...mendOf([ssh], [byHand(0, ssh)]), found: [] };

    assertFails(() => changesMade([mend]), 'RESTORE_REFUSED', ruleId(0));
  });

  it('is refused where the ledger does not say what a changed rule was before', () => {
    const mend = { ...mendOf([ssh], [byHand(0, ssh, office)]), found: [byHand(0, ssh)] };

    assertFails(() => changesMade([mend]), 'RESTORE_REFUSED', ruleId(0));
  });

  it('knows a rule from what was found beside it', () => {
    const beside: Violation = { kind: 'unwanted-rule', rule: https, reason: 'it has to be empty' };
    const mend = mendOf([ssh], [byHand(0, ssh)]);

    const made = changesMade([{ ...mend, found: [beside, ...mend.found] }]);

    assert.deepEqual(made.flatMap(rulesOf), [ssh]);
  });
});

describe('restoring a rule that the mend changed more than once, or took the place of another with', () => {
  /** Actions one after the other, each of which made these changes of these rules. */
  const restoring = (
    [before, live, after]: readonly (readonly GroupRule[])[],
    ...actions: readonly { readonly rules: readonly GroupRule[]; readonly found: readonly Violation[] }[]
  ) =>
    planGroupRestore({
      before: securityGroup(before ?? []),
      after: after === undefined ? undefined : securityGroup(after),
      live: securityGroup(live ?? []),
      made: changesMade(actions.map(({ rules, found }) => mendOf(rules, found))),
    });

  it('makes of it at once what it was before the first change', () => {
    const { plan, conflicts, leadsTo } = restoring(
      [[ssh], [https], [https]],
      { rules: [ssh], found: [byHand(0, ssh, office)] },
      { rules: [office], found: [byHand(0, office, https)] },
    );

    assert.deepEqual(operations(plan.changes), ['ModifySecurityGroupRules']);
    assert.deepEqual([plan.before, plan.after], [['tcp 443 from 0.0.0.0/0 "the shop"'], ['tcp 22 from 0.0.0.0/0']]);
    assert.deepEqual(conflicts, []);
    assert.deepEqual(leadsTo.rules, [ssh]);
  });

  it('leaves it as it is where that was there before as well, which would be closed in between, and puts back what it was', () => {
    const { plan, conflicts, leadsTo } = restoring([[ssh, office], [office], [office]], {
      rules: [ssh, office],
      found: [byHand(0, ssh, office), byHand(1, office)],
    });

    assert.deepEqual(plan.changes, [
      {
        service: 'ec2',
        operation: 'AuthorizeSecurityGroupIngress',
        input: { GroupId: groupId, IpPermissions: ipPermissions([ssh], 'with') },
      },
    ]);
    assert.deepEqual(conflicts, []);
    assert.sameDeepMembers(leadsTo.rules, [ssh, office]);
  });

  it('leaves both where one became what the other was, and that what was there before as well', () => {
    const { plan, conflicts, leadsTo } = restoring(
      [
        [ssh, office, https],
        [office, https],
        [office, https],
      ],
      {
        rules: [ssh, office, https],
        found: [byHand(0, ssh, office), byHand(1, office, https), byHand(2, https)],
      },
    );

    assert.deepEqual(operations(plan.changes), ['AuthorizeSecurityGroupIngress']);
    assert.deepEqual(plan.after, ['tcp 22 from 0.0.0.0/0']);
    assert.deepEqual(conflicts, []);
    assert.sameDeepMembers(leadsTo.rules, [ssh, office, https]);
  });

  it('makes of each what it was, though another had become that', () => {
    const { plan, conflicts, leadsTo } = restoring(
      [
        [ssh, office],
        [office, https],
        [office, https],
      ],
      {
        rules: [ssh, office],
        found: [byHand(0, ssh, office), byHand(1, office, https)],
      },
    );

    assert.deepEqual(operations(plan.changes), ['ModifySecurityGroupRules']);
    assert.deepEqual(plan.changes[0]?.input['SecurityGroupRules'], [
      { SecurityGroupRuleId: ruleId(0), SecurityGroupRule: ruleRequest(ssh) },
      { SecurityGroupRuleId: ruleId(1), SecurityGroupRule: ruleRequest(office) },
    ]);
    assert.deepEqual(conflicts, []);
    assert.sameDeepMembers(leadsTo.rules, [ssh, office]);
  });

  it('takes it away where it had not been there', () => {
    const { plan, leadsTo } = restoring([[], [office], [office]], {
      rules: [ssh],
      found: [byHand(0, ssh, office)],
    });

    assert.deepEqual(operations(plan.changes), ['RevokeSecurityGroupIngress']);
    assert.deepEqual(leadsTo.rules, []);
  });

  it('gives it the description that it had, whatever the mend had found', () => {
    const described = { ...ssh, description: 'jump host' };

    const { plan, leadsTo } = restoring([[described], [office], [office]], {
      rules: [ssh],
      found: [byHand(0, ssh, office)],
    });

    assert.deepEqual(operations(plan.changes), ['ModifySecurityGroupRules']);
    assert.deepEqual(leadsTo.rules, [described]);
  });

  it('authorises in one call what cannot be changed back, and what an earlier action had revoked', () => {
    const { plan } = restoring(
      [[ssh, https], [], [office]],
      { rules: [https], found: [byHand(1, https)] },
      { rules: [ssh], found: [byHand(0, ssh, office)] },
    );

    assert.deepEqual(operations(plan.changes), ['AuthorizeSecurityGroupIngress']);
    assert.deepEqual(plan.after, ['tcp 22 from 0.0.0.0/0', 'tcp 443 from 0.0.0.0/0 "the shop"']);
  });

  it('changes none back that the mend revoked later: what is there again is another rule', () => {
    for (const after of [[], undefined]) {
      const { plan, conflicts, leadsTo } = restoring(
        [[ssh], [office], ...(after === undefined ? [] : [after])],
        { rules: [ssh], found: [byHand(0, ssh, office)] },
        { rules: [office], found: [byHand(0, office)] },
      );

      assert.deepEqual(operations(plan.changes), ['AuthorizeSecurityGroupIngress']);
      assert.deepEqual(conflicts, []);
      assert.deepEqual(leadsTo.rules, [office, ssh]);
    }
  });
});

describe('what a restore exempts from being reverted again', () => {
  const parts = (back: readonly GroupRule[], given: Partial<Parameters<typeof partsToExempt>[0]>): ExemptPart[] =>
    partsToExempt({
      asked: [],
      found: [],
      live: securityGroup([]),
      leadsTo: securityGroup(back),
      ...given,
    }).filter(({ rule }) => rule === unapprovedId);

  it('is every rule that is put back, of whichever source, where changes are recorded', () => {
    const expected = [
      { rule: unapprovedId, target: { port: '22', cidr: '0.0.0.0/0' } },
      { rule: unapprovedId, target: { port: '5432' } },
    ];

    assert.deepEqual(parts([ssh, peer], { changesAreRecorded: true }), expected);
    assert.deepEqual(parts([ssh, peer], { asked: [unapprovedId] }), expected);
    assert.deepEqual(parts([ssh, peer], {}), []);
  });

  it('covers what the rule would find of it, and no other rule', () => {
    const found = [byHand(0, ssh), byHand(1, peer), byHand(2, ingress('tcp', 23, '0.0.0.0/0'))];
    const resource = securityGroup([ssh, peer]);
    const exemptions = restoreExemptions(parts([ssh, peer], { asked: [unapprovedId], found: found.slice(0, 2) }), {
      restoreId: '20261120T120000Z-0a1b2c3d',
      resource,
      owner: 'sam',
      actionId: 'a-1',
      created: new Date('2026-11-20T12:00:00Z'),
      ms: 3_600_000,
    });
    const list = { maxDays: 90, tagExemptions: false, exemptions };

    const { open } = applyExemptions(resource, unapprovedId, found, list, new Date('2026-11-20T12:30:00Z'));

    assert.deepEqual(open, found.slice(2));
  });
});
