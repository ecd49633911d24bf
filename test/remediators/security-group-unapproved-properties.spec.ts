import { assert } from 'chai';
import * as fc from 'fast-check';
import type { LiveRule } from '../../contract/context.ts';
import type { Change, Plan } from '../../contract/plan.ts';
import type { RecordedChange } from '../../contract/recorded-change.ts';
import type { GroupRule, SecurityGroup } from '../../contract/resource.ts';
import { isMendable, type Violation } from '../../contract/violation.ts';
import { stateBefore } from '../../fast-path/state-before.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { trafficKey } from '../../resources/traffic-key.ts';
import { changesMade } from '../../restore/made-change.ts';
import { planGroupRestore } from '../../restore/group-restore.ts';
import { securityGroupUnapprovedChange } from '../../rules/security-group-unapproved-change.ts';
import { closedOnTheWay } from '../support/closed-on-the-way.ts';
import { added, change, developer, history, liveRules, pipeline, ruleId } from '../support/recorded-changes.ts';
import { applyToRules } from '../support/rule-id-simulator.ts';
import { arbitraryRules, securityGroup } from '../support/security-groups.ts';

interface Story {
  /** The group as it was before anything was recorded of it, and as it is now. */
  readonly start: readonly LiveRule[];
  readonly now: readonly LiveRule[];
  readonly changes: readonly RecordedChange[];
  /** The rules that there would be if only the pipeline had changed anything. */
  readonly rightful: ReadonlyMap<string, GroupRule>;
}

const parameters = { approvedPrincipals: [pipeline.roleArn ?? ''], approvalBucket: '', approvalAccount: '' };
const groupOf = (live: readonly LiveRule[]): SecurityGroup => securityGroup(live.map(({ rule }) => rule));

/** What happens to a group: rules are added, changed in their ports, or revoked, by somebody or by the pipeline. */
const arbitrarySteps = fc.array(
  fc.record({
    what: fc.constantFrom('add', 'add', 'change', 'change', 'revoke'),
    isApproved: fc.boolean(),
    which: fc.nat(),
    port: fc.integer({ min: 7000, max: 7012 }),
  }),
  { maxLength: 12 },
);

const arbitraryStory = fc.tuple(arbitraryRules, arbitrarySteps).map(([rules, steps]): Story => {
  // EC2 has no tcp or udp without ports.
  const start = liveRules(rules.filter(({ protocol, fromPort }) => fromPort !== null || protocol === '50'));
  let now: readonly LiveRule[] = start;
  const rightful = new Map(start.map(({ id, rule }) => [id, rule]));
  const changes: RecordedChange[] = [];
  for (const [at, { what, isApproved, which, port }] of steps.entries()) {
    const told = {
      at: new Date(Date.UTC(2026, 10, 20, 12, at)).toISOString(),
      actor: isApproved ? pipeline : developer,
    };
    const one = now[which % Math.max(1, now.length)];
    const fresh = (rule: GroupRule): GroupRule => ({ ...rule, protocol: 'tcp', fromPort: port, toPort: port });
    const isFree = (rule: GroupRule): boolean => now.every((other) => trafficKey(other.rule) !== trafficKey(rule));
    if (what === 'add') {
      const rule = fresh(
        one?.rule ??
          rules[0] ?? {
            direction: 'ingress',
            protocol: 'tcp',
            fromPort: 1,
            toPort: 1,
            source: { kind: 'ipv4', cidr: '10.0.0.0/8' },
          },
      );
      if (!isFree(rule)) continue;
      const id = 100 + at;
      now = [...now, { id: ruleId(id), rule }];
      changes.push(change({ ...told, added: [added(id, rule)] }));
      if (isApproved) rightful.set(ruleId(id), rule);
    } else if (one !== undefined && what === 'change') {
      const rule = fresh(one.rule);
      if (!isFree(rule)) continue;
      const recorded = groupOf(now);
      now = now.map((other) => (other.id === one.id ? { id: other.id, rule } : other));
      changes.push(change({ ...told, changed: stateBefore(recorded, now, [{ id: one.id, rule }]) }));
      if (isApproved) rightful.set(one.id, rule);
    } else if (one !== undefined) {
      now = now.filter(({ id }) => id !== one.id);
      rightful.delete(one.id);
    }
  }
  return { start, now, changes, rightful };
});

function violationsOf(live: readonly LiveRule[], changes: readonly RecordedChange[]): Violation[] {
  return securityGroupUnapprovedChange.evaluate(groupOf(live), parameters, history(live, changes));
}

const carryOut = (live: readonly LiveRule[], changes: readonly Change[]): readonly LiveRule[] =>
  changes.reduce<readonly LiveRule[]>((rules, one) => applyToRules(rules, one), live);
const mendOf = (live: readonly LiveRule[], violations: readonly Violation[]): Plan =>
  securityGroupRemediator.plan(groupOf(live), violations.filter(isMendable), {});
const sorted = (live: readonly LiveRule[]) => live.toSorted((a, b) => (a.id < b.id ? -1 : 1));

describe('reverting any story of changes', () => {
  it('takes away exactly what nobody approved: everything else stays, byte for byte, with its id', () => {
    let reverted = 0;
    fc.assert(
      fc.property(arbitraryStory, ({ now, changes, rightful }) => {
        const violations = violationsOf(now, changes);
        assert.isTrue(violations.every((one) => one.kind === 'unapproved-change'));
        const { changes: calls } = mendOf(now, violations);

        const after = carryOut(now, calls);

        const wanted = now.flatMap(({ id }): LiveRule[] => {
          const rule = rightful.get(id);
          return rule === undefined ? [] : [{ id, rule }];
        });
        const taken = new Map(wanted.map((one) => [trafficKey(one.rule), one]));
        // What was changed by hand and then added anew by the pipeline is there once.
        const given = wanted.filter((one) => taken.get(trafficKey(one.rule)) === one);
        if (given.length === wanted.length) assert.deepEqual(sorted(after), sorted(wanted));
        assert.deepEqual(violationsOf(after, changes), []);
        assert.deepEqual(mendOf(after, violationsOf(after, changes)).changes, []);
        reverted += violations.length;
      }),
      { numRuns: 200 },
    );
    assert.isAbove(reverted, 50);
  });

  it('can be undone exactly, wherever it was stopped', () => {
    fc.assert(
      fc.property(arbitraryStory, fc.nat({ max: 4 }), ({ now, changes }, most) => {
        const violations = violationsOf(now, changes);
        const plan = mendOf(now, violations);
        const made = plan.changes.slice(0, most === 0 ? plan.changes.length : most);
        const mended = carryOut(now, made);
        const calls = made.map(({ service, operation }) => ({ service, operation }));
        const mend = { plan, calls, found: [...violations] };
        const restoreOf = (live: readonly LiveRule[]) =>
          planGroupRestore({
            before: groupOf(now),
            after: groupOf(mended),
            live: groupOf(live),
            made: made.length === 0 ? [] : changesMade([mend]),
          });

        const { plan: back, conflicts, isRestored, leadsTo } = restoreOf(mended);
        const restored = carryOut(mended, back.changes);

        const rules = (live: readonly LiveRule[]): string[] =>
          live.map(({ rule }) => JSON.stringify([trafficKey(rule), rule.description])).toSorted();
        assert.deepEqual(conflicts, []);
        assert.deepEqual(rules(restored), rules(now));
        assert.sameMembers(
          rules(restored),
          leadsTo.rules.map((rule) => JSON.stringify([trafficKey(rule), rule.description])),
        );
        assert.isTrue(isRestored(groupOf(restored)));
        assert.deepEqual(restoreOf(restored).plan.changes, []);
        const kept = new Set(mended.map(({ id }) => id));
        const ids = (live: readonly LiveRule[]) => live.map(({ id }) => id).filter((id) => kept.has(id));
        assert.sameMembers(ids(restored), ids(now), 'a rule that was changed keeps its id on the way back');
        const states = back.changes.map((_, at) => carryOut(mended, back.changes.slice(0, at)));
        assert.isEmpty(closedOnTheWay([...states, restored].map((live) => live.map(({ rule }) => rule))));
      }),
      { numRuns: 200 },
    );
  });
});
