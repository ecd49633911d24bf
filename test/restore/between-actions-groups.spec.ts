import { assert } from 'chai';
import * as fc from 'fast-check';
import type { ActionRecord } from '../../contract/ledger-entry.ts';
import type { Change } from '../../contract/plan.ts';
import type { GroupRule } from '../../contract/resource.ts';
import { ipPermissions } from '../../remediators/ip-permission.ts';
import { ruleKey } from '../../resources/rule-identity.ts';
import { baseState } from '../../restore/base-state.ts';
import { leftBy } from '../../restore/find-action.ts';
import { changesMade } from '../../restore/made-change.ts';
import { planRestore } from '../../restore/plan-restore.ts';
import type { RestorePlan } from '../../restore/restore-plan.ts';
import { applyChange } from '../support/group-simulator.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

type Action = Pick<ActionRecord, 'before' | 'after' | 'plan' | 'calls'>;
type Rules = readonly GroupRule[];

const wide = ingress('tcp', [20, 25], '0.0.0.0/0', 'temp');
const low = ingress('tcp', [20, 21], '0.0.0.0/0', 'temp');
const high = ingress('tcp', [23, 25], '0.0.0.0/0', 'temp');
const rdp = ingress('tcp', 3389, '0.0.0.0/0', 'rdp');
const web = ingress('tcp', 443, '0.0.0.0/0');
const group = (rules: Rules) => securityGroup(rules, { id: 'sg-1' });

const authorise = (...rules: Rules): Change => ({
  service: 'ec2',
  operation: 'AuthorizeSecurityGroupIngress',
  input: { GroupId: 'sg-1', IpPermissions: ipPermissions(rules, 'with') },
});
const revoke = (...rules: Rules): Change => ({
  service: 'ec2',
  operation: 'RevokeSecurityGroupIngress',
  input: { GroupId: 'sg-1', IpPermissions: ipPermissions(rules, 'without') },
});

/** An action that planned these changes and made the first so many; none recorded where it was interrupted. */
function action(before: Rules, changes: readonly Change[], made = changes.length, after?: Rules): Action {
  return {
    before: group(before),
    plan: { changes: [...changes], before: [], after: [], notes: [] },
    calls: changes.slice(0, made).map(({ service, operation }) => ({ service, operation })),
    ...(after === undefined ? {} : { after: group(after) }),
  };
}

function restoreOf(live: Rules, first: Action, ...others: readonly Action[]): RestorePlan {
  const { before, conflicts } = baseState(first, others);
  const actions = [first, ...others];
  const after = leftBy({ actions }) ?? undefined;
  const restore = planRestore({ before, after, live: group(live), made: changesMade(actions) });
  return restore.plan.changes.length === 0 ? restore : { ...restore, conflicts: [...conflicts, ...restore.conflicts] };
}

function restored({ plan }: RestorePlan, live: Rules): GroupRule[] {
  return plan.changes.reduce(
    (rules: GroupRule[], change) => {
      const described = change.operation.startsWith('UpdateSecurityGroupRuleDescriptions');
      return described ? rules : applyChange(rules, change);
    },
    [...live],
  );
}

const other = (rule: GroupRule): GroupRule => ({ ...rule, description: 'theirs' });
const { description: _gone, ...bare } = wide;

describe('a rule of a group that somebody changes between two actions of a mend', () => {
  it('comes back with the description that they gave it before the mend had named it', () => {
    const [found, end] = [
      [low, high, other(wide)],
      [low, high],
    ];
    const first = action([wide], [authorise(low, high), revoke(wide)], 1);
    const restore = restoreOf(end, first, action(found, [revoke(wide)], 1, end));

    assert.deepEqual(restore.conflicts, []);
    assert.deepEqual(restored(restore, end), [other(wide)]);
  });

  const described: [string, GroupRule, string][] = [
    ['another', other(wide), 'tcp 20-25 from 0.0.0.0/0'],
    ['none', bare, 'tcp 20-25 from 0.0.0.0/0'],
  ];
  for (const [what, theirs, name] of described) {
    it(`is refused with ${what} description, where the interrupted mend may have named it`, () => {
      const found = [low, high, theirs];
      const first = action([wide], [authorise(low, high), revoke(wide)], 0);

      const { conflicts } = restoreOf([low, high], first, action(found, [revoke(wide)], 1, [low, high]));

      assert.deepEqual(conflicts, [`The description of ${name} was changed while the mend was under way.`]);
    });
  }

  it('is refused with another description, though the later action leaves it alone: a restore takes it away', () => {
    const [found, end] = [
      [other(low), high, wide],
      [other(low), high],
    ];
    const first = action([wide], [authorise(low, high), revoke(wide)], 1);

    const { conflicts } = restoreOf(end, first, action(found, [revoke(wide)], 1, end));

    assert.deepEqual(conflicts, [
      'The description of tcp 20-21 from 0.0.0.0/0 was changed while the mend was under way.',
    ]);
  });

  it('is not opened again where they closed what the mend had surely left open of it', () => {
    const first = action([wide, rdp], [authorise(low, high), revoke(wide)], 2);
    const second = action([high, rdp], [revoke(rdp)], 1, [high]);

    const { conflicts } = restoreOf([high], first, second);

    assert.deepEqual(conflicts, ['tcp 20-21 from 0.0.0.0/0, which the mend had left open, has been removed since.']);
  });

  it('is no conflict where the mend may have taken it away itself', () => {
    const lost: Action = {
      ...action([wide], [authorise(low, high), revoke(wide), revoke(low)]),
      calls: [
        { service: 'ec2', operation: authorise().operation },
        { service: 'ec2', operation: revoke().operation },
        { service: 'ec2', operation: revoke().operation, error: 'TimeoutError', inDoubt: true },
      ],
    };

    const { conflicts } = restoreOf([high], lost, action([high, rdp], [revoke(rdp)], 1, [high]));

    assert.deepEqual(conflicts, []);
  });

  it('is theirs to keep where they added it and the mend named it in no call', () => {
    const [found, end] = [
      [low, high, wide, web],
      [low, high, web],
    ];
    const first = action([wide], [authorise(low, high), revoke(wide)], 1);

    const restore = restoreOf(end, first, action(found, [revoke(wide)], 1, end));

    assert.deepEqual(restore.conflicts, []);
    assert.sameDeepMembers(restored(restore, end), [web, wide]);
  });

  it('comes back where they added it and the later action revoked it', () => {
    const [found, end] = [
      [low, high, wide, rdp],
      [low, high],
    ];
    const first = action([wide], [authorise(low, high), revoke(wide)], 1);

    const restore = restoreOf(end, first, action(found, [revoke(wide, rdp)], 1, end));

    assert.deepEqual(restore.conflicts, []);
    assert.sameDeepMembers(restored(restore, end), [wide, rdp]);
  });

  it('does not come back where they removed it before the mend had named it', () => {
    const first = action([wide, rdp], [authorise(low, high), revoke(wide, rdp)], 1);
    const restore = restoreOf([low, high], first, action([low, high, wide], [revoke(wide)], 1, [low, high]));

    assert.deepEqual(restore.conflicts, []);
    assert.deepEqual(restored(restore, [low, high]), [wide]);
  });

  it('does not come back where they removed it and the later action authorised it again', () => {
    const first = action([wide, low, web], [revoke(web)]);
    const restore = restoreOf([low, high], first, action([wide], [authorise(low, high), revoke(wide)], 2, [low, high]));

    assert.deepEqual(restore.conflicts, []);
    assert.sameDeepMembers(restored(restore, [low, high]), [wide, web]);
  });

  it('is known where it has no description, as it had none at first', () => {
    const first = action([bare, web], [authorise(low), revoke(bare)]);

    assert.deepEqual(baseState(first, [action([bare, low, web], [revoke(web)])]).conflicts, []);
    assert.deepEqual(baseState(first, [action([wide, low, web], [revoke(web)])]).conflicts, [
      'The description of tcp 20-25 from 0.0.0.0/0 was changed while the mend was under way.',
    ]);
  });

  it('is in doubt where it has no description any more, and was not there at first', () => {
    const { description: _lost, ...bareLow } = low;
    const first = action([wide], [authorise(low, high), revoke(wide)]);

    assert.deepEqual(baseState(first, [action([bareLow, high], [])]).conflicts, [
      'The description of tcp 20-21 from 0.0.0.0/0 was changed while the mend was under way.',
    ]);
  });

  it('is known where it has the description that a later action gave it', () => {
    const first = action([other(low)], [revoke(low)]);

    const { conflicts } = baseState(first, [action([], [authorise(low)]), action([low], [revoke(low)])]);

    assert.deepEqual(conflicts, []);
  });

  it('is no conflict where it has the description that it had at first, or that the mend gave it', () => {
    const first = action([other(wide), web], [authorise(low, high), revoke(wide)], 2);

    for (const found of [[other(wide)], [wide], [low, high], []]) {
      const { conflicts } = baseState(first, [action(found, [revoke(web)])]);

      const isTheirs = found.includes(wide);
      assert.lengthOf(conflicts, isTheirs ? 1 : 0);
    }
  });
});

describe('any change of a group between two actions of a mend whose calls are known', () => {
  const pool = [wide, low, high, rdp, web];
  type Touch = { readonly kind: 'add' | 'remove' | 'describe'; readonly rule: GroupRule };
  const touches = fc.array(
    fc.record<Touch>({ kind: fc.constantFrom('add', 'remove', 'describe'), rule: fc.constantFrom(...pool) }),
    { maxLength: 3 },
  );
  const touched = (rules: Rules, { kind, rule }: Touch): Rules => {
    const there = rules.some((one) => ruleKey(one) === ruleKey(rule));
    if (kind === 'add') return there ? rules : [...rules, other(rule)];
    if (!there) return rules;
    const others = rules.filter((one) => ruleKey(one) !== ruleKey(rule));
    return kind === 'remove' ? others : [...others, other(rule)];
  };
  const byKey = (rules: Rules) => new Map(rules.map((rule) => [ruleKey(rule), rule]));

  it('is never lost in silence', () => {
    let [refused, kept] = [0, 0];
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 }), touches, (made, theirs) => {
        const start = [wide, web];
        const changes = [authorise(low, high), revoke(wide)];
        const half = changes.slice(0, made).reduce(applyChange, [...start]);
        const found = theirs.reduce(touched, half);
        const offending = found.filter((rule) => [ruleKey(wide), ruleKey(rdp)].includes(ruleKey(rule)));
        const missing = [low, high].filter((rule) => !byKey(found).has(ruleKey(rule)));
        const narrows = offending.some((rule) => ruleKey(rule) === ruleKey(wide)) && missing.length > 0;
        const then = [
          ...(narrows ? [authorise(...missing)] : []),
          ...(offending.length > 0 ? [revoke(...offending)] : []),
        ];
        const end = then.reduce(applyChange, [...found]);
        const second = then.length === 0 ? [] : [action(found, then, then.length, end)];
        const first = action(start, changes, made, then.length === 0 ? end : undefined);

        const restore = restoreOf(end, first, ...second);

        if (restore.conflicts.length > 0) {
          refused++;
          assert.notDeepEqual(byKey(found), byKey(half), 'refused though nobody changed anything');
          return;
        }
        const [back, before, after, origin] = [byKey(restored(restore, end)), byKey(half), byKey(found), byKey(start)];
        const isMends = (key: string): boolean => key === ruleKey(low) || key === ruleKey(high);
        for (const key of pool.map(ruleKey)) {
          const [was, is] = [before.get(key), after.get(key)];
          if (isMends(key)) continue;
          const isTheirs = JSON.stringify(was) !== JSON.stringify(is);
          const expected = isTheirs ? is : origin.get(key);
          if (isTheirs) kept++;
          assert.deepEqual(back.get(key), expected, `${key} of ${JSON.stringify(theirs)}`);
        }
      }),
      { numRuns: 500 },
    );
    assert.isAbove(Math.min(refused, kept), 20);
  });
});
