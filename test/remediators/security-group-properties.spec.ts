import { assert } from 'chai';
import * as fc from 'fast-check';
import type { Plan } from '../../contract/plan.ts';
import type { GroupRule } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { describeRule } from '../../exposure/describe-rule.ts';
import { defaultPlanLimits, type PlanLimits } from '../../remediators/remediator.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { applyChange, openings, probedPorts } from '../support/group-simulator.ts';
import { arbitraryContext, arbitraryRules, exposed, judge, securityGroup } from '../support/security-groups.ts';

const parameters = { ports: '22-23,3389,udp:22,udp:65535', ipv4Addresses: '2^24' };
const runs = { numRuns: 300 };
const roomy = { rulesPerGroup: 1000 };

function judged(rules: readonly GroupRule[]): Violation[] {
  return judge(rules, parameters, arbitraryContext);
}

function planOf(rules: readonly GroupRule[], limits: PlanLimits = roomy): Plan {
  return securityGroupRemediator.plan(securityGroup(rules), judged(rules), limits);
}

/** The group's rules before the plan and after each of its calls. */
function statesOf(rules: readonly GroupRule[], plan: Plan): GroupRule[][] {
  const states = [[...rules]];
  for (const change of plan.changes) states.push(applyChange(states.at(-1) ?? [], change));
  return states;
}

function finalOf(rules: readonly GroupRule[], plan: Plan): GroupRule[] {
  return statesOf(rules, plan).at(-1) ?? [];
}

/** Over arbitrary groups of which some are in violation; `seen` makes sure that they are. */
function forAllGroups(check: (rules: GroupRule[]) => void, limits = runs): void {
  let violating = 0;
  fc.assert(
    fc.property(arbitraryRules, (rules) => {
      if (judged(rules).length > 0) violating++;
      check(rules);
    }),
    limits,
  );
  assert.isAbove(violating, runs.numRuns / 4, 'groups in violation among those tried');
}

describe('a plan for an arbitrary security group', () => {
  it('opens nothing that was not open before, after any of its calls', () => {
    forAllGroups((rules) => {
      const before = openings(rules);
      for (const state of statesOf(rules, planOf(rules))) {
        for (const opening of openings(state)) assert.isTrue(before.has(opening), opening);
      }
    });
  });

  it('leaves no violation', () => {
    forAllGroups((rules) => {
      assert.deepEqual(judged(finalOf(rules, planOf(rules))), []);
    });
  });

  it('closes nothing but the violations and, saying so, the rest of rules that cannot be narrowed', () => {
    forAllGroups((rules) => {
      const plan = planOf(rules);
      const allowedToClose = openings(rules.filter((rule) => plan.notes.some((note) => isRevokedWhole(rule, note))));
      for (const { rule, protocol, ports } of exposed(judged(rules))) {
        for (const port of probedPorts.filter((port) => ports.some(({ from, to }) => from <= port && port <= to))) {
          allowedToClose.add(`${rule.direction} ${protocol} ${port} ${JSON.stringify(rule.source)}`);
        }
      }
      for (const state of statesOf(rules, plan)) {
        const left = openings(state);
        for (const opening of openings(rules)) assert.isTrue(left.has(opening) || allowedToClose.has(opening), opening);
      }
    });
  });

  it('notes a rule as revoked whole only if it is for all traffic', () => {
    forAllGroups((rules) => {
      const plan = planOf(rules);
      for (const note of plan.notes) assert.match(note, /^all traffic from \S+ is revoked whole: .*\.$/);
    });
  });

  it('keeps every rule that is not in violation as it was, references to groups among them', () => {
    forAllGroups((rules) => {
      const guilty = exposed(judged(rules)).map(({ rule }) => rule);
      const left = finalOf(rules, planOf(rules));
      for (const rule of rules.filter((rule) => !guilty.includes(rule))) assert.deepInclude(left, rule);
    });
  });

  it('keeps the description of every rule that it narrows', () => {
    forAllGroups((rules) => {
      const added = finalOf(rules, planOf(rules)).filter((rule) => !rules.some((old) => sameRule(old, rule)));
      for (const piece of added) {
        assert.isTrue(rules.some((rule) => contains(rule, piece) && rule.description === piece.description));
      }
    });
  });

  it('has nothing to do once it has been applied, neither on a new verdict nor on the old one', () => {
    forAllGroups((rules) => {
      const left = securityGroup(finalOf(rules, planOf(rules)));
      const nothing = { changes: [], before: [], after: [], notes: [] };
      assert.deepEqual(securityGroupRemediator.plan(left, judged(left.rules), roomy), nothing);
      assert.deepEqual(securityGroupRemediator.plan(left, judged(rules), roomy), nothing);
    });
  });

  it('does not depend on the order of the rules, nor does the verdict', () => {
    const shuffled = arbitraryRules.chain((rules) =>
      fc.tuple(fc.constant(rules), fc.shuffledSubarray(rules, { minLength: rules.length })),
    );
    fc.assert(
      fc.property(shuffled, ([rules, permuted]) => {
        assert.deepEqual(judged(permuted), judged(rules));
        assert.deepEqual(planOf(permuted), planOf(rules));
      }),
      runs,
    );
  });

  it('never exceeds the quota on the way, and still leaves no violation and opens nothing new', () => {
    let tight = 0;
    fc.assert(
      fc.property(arbitraryRules, fc.nat({ max: 3 }), (rules, room) => {
        const limits = { rulesPerGroup: Math.max(...countsOf(rules)) + room };
        const plan = planOf(rules, limits);
        const states = statesOf(rules, plan);
        if (plan.notes.some((note) => note.includes('quota'))) tight++;
        for (const state of states) assert.isAtMost(Math.max(...countsOf(state)), limits.rulesPerGroup);
        for (const opening of openings(states.at(-1) ?? [])) assert.isTrue(openings(rules).has(opening));
        assert.deepEqual(judged(states.at(-1) ?? []), []);
      }),
      runs,
    );
    assert.isAbove(tight, 10, 'plans that met the quota');
  });

  it('counts fewer rules than the default quota in ordinary groups, and so revokes nothing for its sake', () => {
    forAllGroups((rules) => {
      assert.deepEqual(planOf(rules, defaultPlanLimits), planOf(rules));
    });
  });

  it('ends every violation whatever the quota is, in few refusals, never beyond it, and revokes whole only what it tells', () => {
    let given = 0;
    fc.assert(
      fc.property(arbitraryRules, fc.nat({ max: 3 }), (rules, room) => {
        const quota = Math.max(...countsOf(rules)) + room;
        const mended = mendWithin(rules, quota);
        given += mended.notes.length;
        assert.isAtMost(mended.refusals, 6);
        assert.deepEqual(judged(mended.rules), []);
        const [before, after] = [openings(rules), openings(mended.rules)];
        for (const opening of after) assert.isTrue(before.has(opening), opening);
        const ended = openings(rules.filter((rule) => mended.notes.some((note) => isRevokedWhole(rule, note))));
        const asked = planOf(rules);
        for (const opening of openings(finalOf(rules, asked))) {
          assert.isTrue(after.has(opening) || ended.has(opening), opening);
        }
      }),
      runs,
    );
    assert.isAbove(given, 10, 'rules revoked whole');
  });
});

/** Applies plan after plan as the mend does, to a group in which AWS refuses to authorise beyond the quota. */
function mendWithin(
  given: readonly GroupRule[],
  quota: number,
): { rules: GroupRule[]; notes: string[]; refusals: number } {
  let rules = [...given];
  const notes: string[] = [];
  const refusals = { ingress: 0, egress: 0 };
  for (let pass = 0; pass < 20; pass++) {
    const plan = planOf(rules, { refusals });
    notes.push(...plan.notes);
    for (const change of plan.changes) {
      const next = applyChange(rules, change);
      if (Math.max(...countsOf(next)) > quota) {
        assert.match(change.operation, /^Authorize/);
        refusals[change.operation.endsWith('Egress') ? 'egress' : 'ingress'] += 1;
        break;
      }
      rules = next;
    }
    if (plan.changes.length === 0) break;
  }
  return { rules, notes, refusals: refusals.ingress + refusals.egress };
}

function isRevokedWhole(rule: GroupRule, note: string): boolean {
  return note.startsWith(`${describeRule(rule)} is revoked whole`);
}

/** Rules by direction and family, references to groups and prefix lists in both. */
function countsOf(rules: readonly GroupRule[]): number[] {
  return (['ingress', 'egress'] as const).flatMap((direction) =>
    (['ipv4', 'ipv6'] as const).map((family) => {
      const other = family === 'ipv4' ? 'ipv6' : 'ipv4';
      return rules.filter((rule) => rule.direction === direction && rule.source.kind !== other).length;
    }),
  );
}

function sameRule(a: GroupRule, b: GroupRule): boolean {
  return JSON.stringify({ ...a, description: '' }) === JSON.stringify({ ...b, description: '' });
}

function contains(rule: GroupRule, piece: GroupRule): boolean {
  const { fromPort, toPort } = piece;
  if (fromPort === null || toPort === null) return false;
  const from = rule.fromPort ?? 0;
  const to = rule.toPort ?? 65535;
  return from <= fromPort && toPort <= to && sameRule({ ...rule, fromPort, toPort }, piece);
}
