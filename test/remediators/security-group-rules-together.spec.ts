import { assert } from 'chai';
import * as fc from 'fast-check';
import type { Plan } from '../../contract/plan.ts';
import type { GroupRule } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { describeRule } from '../../exposure/describe-rule.ts';
import type { PlanLimits } from '../../remediators/remediator.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { ruleKey } from '../../resources/rule-identity.ts';
import { applyChange, openings, probedPorts } from '../support/group-simulator.ts';
import { judgedBy } from '../support/judged-by.ts';
import { arbitraryContext, egress, exposed, facing, ingress, securityGroup } from '../support/security-groups.ts';

/** Lists that contradict each other here and there, and limits that differ. */
const parametersOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'security-group-restricted-ports': { ports: '22-23,3389,udp:22,udp:65535' },
  'security-group-authorized-ports': { tcpPorts: '1-21,80,3389-3390', udpPorts: '22-24', ipv4Addresses: '2^25' },
  'security-group-open-egress': { tcpPorts: '23-80', udpPorts: '0,3389', ipv6Addresses: '0' },
  'security-group-default-closed': {},
};

interface Case {
  readonly name: string;
  readonly rules: GroupRule[];
  readonly enabled: readonly string[];
}

/** Rules for all traffic, on top of the few among those that are arbitrary. */
const allTraffic = fc.subarray(
  [ingress, egress].flatMap((make) => ['0.0.0.0/0', '::/0', 'pl-mixed'].map((source) => make('-1', null, source))),
  { maxLength: 2 },
);

const cases: fc.Arbitrary<Case> = fc.record({
  name: fc.oneof({ weight: 4, arbitrary: fc.constant('web') }, fc.constant('default')),
  rules: fc
    .tuple(fc.oneof(facing('ingress'), facing('egress')), allTraffic)
    .map(([rules, more]) => [...new Map([...rules, ...more].map((rule) => [ruleKey(rule), rule])).values()]),
  enabled: fc.subarray(Object.keys(parametersOf), { minLength: 1 }),
});
const roomy = { rulesPerGroup: 1000 };
const runs = { numRuns: 300 };

function judged({ name, rules, enabled }: Case): Violation[] {
  const asked = { context: arbitraryContext, group: { name } };
  return enabled.flatMap((id) => judgedBy(id, rules, { ...asked, parameters: parametersOf[id] ?? {} }));
}

function planOf(given: Case, violations = judged(given), limits: PlanLimits = roomy): Plan {
  return securityGroupRemediator.plan(securityGroup(given.rules, { name: given.name }), violations, limits);
}

/** The group's rules before the plan and after each of its calls. */
function statesOf(rules: readonly GroupRule[], plan: Plan): GroupRule[][] {
  const states = [[...rules]];
  for (const change of plan.changes) states.push(applyChange(states.at(-1) ?? [], change));
  return states;
}

function finalOf({ rules }: Case, plan: Plan): GroupRule[] {
  return statesOf(rules, plan).at(-1) ?? [];
}

/** What may end: what a violation names, and what the plan says cannot be kept. */
function mayEnd({ rules }: Case, violations: readonly Violation[], { notes }: Plan): Set<string> {
  const unwanted = violations.flatMap((violation) => (violation.kind === 'unwanted-rule' ? [violation.rule] : []));
  const whole = rules.filter((rule) => notes.some((note) => note.startsWith(`${describeRule(rule)} is revoked whole`)));
  const ending = openings([...unwanted, ...whole]);
  for (const { rule, protocol, ports, legalPortless } of exposed(violations)) {
    const peer = JSON.stringify(rule.source);
    for (const port of probedPorts.filter((port) => ports.some(({ from, to }) => from <= port && port <= to))) {
      ending.add(`${rule.direction} ${protocol} ${port} ${peer}`);
    }
    for (const portless of legalPortless === undefined ? [] : (['icmp', 'icmpv6', '50'] as const)) {
      if (!legalPortless?.some((kept) => kept === portless)) ending.add(`${rule.direction} ${portless} * ${peer}`);
    }
  }
  return ending;
}

/** Over arbitrary cases, enough of which are what the properties are about. */
function forAllCases(check: (given: Case, violations: Violation[]) => void): void {
  let several = 0;
  let narrowed = 0;
  fc.assert(
    fc.property(cases, (given) => {
      const violations = judged(given);
      if (given.enabled.length > 1 && violations.length > 1) several++;
      if (violations.some((violation) => 'legalPortless' in violation)) narrowed++;
      check(given, violations);
    }),
    runs,
  );
  assert.isAbove(several, 30, 'groups that violate several rules');
  assert.isAbove(narrowed, 30, 'groups with all traffic that can be narrowed');
}

describe('a plan for the violations of several rules of an arbitrary security group', () => {
  it('opens nothing that was not open before, after any of its calls', () => {
    forAllCases((given, violations) => {
      const before = openings(given.rules);
      for (const state of statesOf(given.rules, planOf(given, violations))) {
        for (const opening of openings(state)) assert.isTrue(before.has(opening), opening);
      }
    });
  });

  it('leaves a group that complies with each of them', () => {
    forAllCases((given, violations) => {
      const rules = finalOf(given, planOf(given, violations));
      assert.deepEqual(judged({ ...given, rules }), []);
    });
  });

  it('closes at no moment what is legal by all of them and can be kept', () => {
    forAllCases((given, violations) => {
      const plan = planOf(given, violations);
      const ending = mayEnd(given, violations, plan);
      for (const state of statesOf(given.rules, plan)) {
        const left = openings(state);
        for (const opening of openings(given.rules)) {
          assert.isTrue(left.has(opening) || ending.has(opening), opening);
        }
      }
    });
  });

  it('revokes all traffic whole only where no list says what of it is legal', () => {
    forAllCases((given, violations) => {
      const listed = exposed(violations).filter(({ legalPortless }) => legalPortless !== undefined);
      const { notes } = planOf(given, violations);
      for (const { rule } of listed) {
        if (violations.some((violation) => violation.kind === 'unwanted-rule' && violation.rule === rule)) continue;
        assert.isTrue(notes.some((note) => note.startsWith(`${describeRule(rule)} is narrowed to `)));
      }
    });
  });

  it('has nothing to do once it has been applied, neither on a new verdict nor on the old one', () => {
    forAllCases((given, violations) => {
      const after = { ...given, rules: finalOf(given, planOf(given, violations)) };
      const nothing = { changes: [], before: [], after: [], notes: [] };
      assert.deepEqual(planOf(after), nothing);
      assert.deepEqual(planOf(after, violations), nothing);
    });
  });

  it('does not depend on the order of the rules or of the violations', () => {
    forAllCases((given, violations) => {
      const plan = planOf(given, violations);
      assert.deepEqual(planOf({ ...given, rules: given.rules.toReversed() }), plan);
      assert.deepEqual(planOf(given, violations.toReversed()), plan);
    });
  });

  it('ends every violation also where AWS takes no more rules than there are, and opens nothing new', () => {
    forAllCases((given) => {
      let { rules } = given;
      const refusals = { ingress: 0, egress: 0 };
      for (let pass = 0; pass < 20; pass++) {
        const { changes } = planOf({ ...given, rules }, undefined, { refusals });
        if (changes.length === 0) break;
        for (const change of changes) {
          const next = applyChange(rules, change);
          if (next.length > given.rules.length) {
            refusals[change.operation.endsWith('Egress') ? 'egress' : 'ingress'] += 1;
            break;
          }
          rules = next;
        }
      }
      assert.deepEqual(judged({ ...given, rules }), []);
      const before = openings(given.rules);
      for (const opening of openings(rules)) assert.isTrue(before.has(opening), opening);
    });
  });
});
