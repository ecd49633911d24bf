import { assert } from 'chai';
import * as fc from 'fast-check';
import type { Exemption } from '../../contract/exemption.ts';
import type { Violation } from '../../contract/violation.ts';
import type { PlanLimits } from '../../remediators/remediator.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { authorised, closed, everything, of, planned, ports, sift } from '../support/exempt-groups.ts';
import { applyChange, openings, probedPorts } from '../support/group-simulator.ts';
import { arbitraryRules, exposed, ingress, securityGroup } from '../support/security-groups.ts';

describe('a plan for any group of which something is exempt', () => {
  const exemptions = fc.uniqueArray(
    fc.record({
      rule: fc.constantFrom(ports, authorised, closed),
      target: fc.constantFrom<Partial<Exemption>[]>(
        { port: '22' },
        { port: '20-24' },
        { port: 'udp:53' },
        { port: '80-3389' },
        { cidr: '16.0.0.0/6' },
        { cidr: '0.0.0.0/0', port: '22' },
        {},
      ),
    }),
    { maxLength: 3, selector: (one) => JSON.stringify(one) },
  );
  const asking = fc.subarray([ports, authorised, closed], { minLength: 1 });
  const rooms = fc.constantFrom<PlanLimits[]>(
    {},
    { rulesPerGroup: 1000 },
    { rulesPerGroup: 3 },
    {
      refusals: { ingress: 1, egress: 0 },
    },
    { refusals: { ingress: 3, egress: 2 } },
    { refusals: { ingress: 15, egress: 15 } },
  );
  const allTraffic = fc.subarray([everything, ingress('-1', null, '16.0.0.0/7'), ingress('-1', null, 'pl-mixed')]);
  const rulesOf = fc.tuple(arbitraryRules, allTraffic).map(([few, more]) => {
    const once = new Map([...few, ...more].map((rule) => [JSON.stringify({ ...rule, description: '' }), rule]));
    return [...once.values()];
  });

  /** What the violations are about, over the probed ports. */
  function named(violations: readonly Violation[]): Set<string> {
    const found = new Set<string>();
    for (const { rule, protocol, ports: ranges } of exposed(violations)) {
      for (const port of probedPorts.filter((one) => ranges.some(({ from, to }) => from <= one && one <= to))) {
        found.add(`${rule.direction} ${protocol} ${port} ${JSON.stringify(rule.source)}`);
      }
    }
    return found;
  }

  it('leaves open all that is exempt and that no rule asks for, at every moment, and opens nothing', () => {
    let keptAlive = 0;
    fc.assert(
      fc.property(rulesOf, asking, exemptions, rooms, (rules, ids, given, limits) => {
        const exempting = given.map(({ rule, target }, at) => of(rule, { id: `e${at}`, ...target }));
        const { open, exempt } = sift(rules, ids, exempting);
        const unwanted = open.flatMap((one) => (one.kind === 'unwanted-rule' ? [one.rule] : []));
        const asked = new Set([...named(open), ...openings(unwanted)]);
        const staying = [...named(exempt.map(({ violation }) => violation))].filter((one) => !asked.has(one));
        const plan = securityGroupRemediator.plan(securityGroup(rules), open, {
          ...limits,
          exempt: exempt.map(({ violation }) => violation),
        });

        let state = [...rules];
        for (const change of plan.changes) {
          state = applyChange(state, change);
          const now = openings(state);
          for (const one of staying) assert.isTrue(now.has(one), `${one} is exempt, and closed`);
        }

        const before = openings(rules);
        for (const one of openings(state)) assert.isTrue(before.has(one), `${one} was not open`);
        if (staying.length > 0 && plan.changes.length > 0) keptAlive++;
      }),
      { numRuns: 800 },
    );
    assert.isAbove(keptAlive, 20);
  });

  it('leaves nothing in violation that is not exempt, where there is room, and nothing to plan again', () => {
    fc.assert(
      fc.property(rulesOf, asking, exemptions, (rules, ids, given) => {
        const exempting = given.map(({ rule, target }, at) => of(rule, { id: `e${at}`, ...target }));

        const { end, plan } = planned(rules, ids, exempting, { rulesPerGroup: 1000 });

        const again = planned(end, ids, exempting, { rulesPerGroup: 1000 });
        const contradicted = plan.notes.some((note) => note.includes(' stays: it is what is to be left of '));
        if (!contradicted)
          assert.deepEqual(
            again.open.filter(({ kind }) => kind !== 'undecided'),
            [],
          );
        assert.deepEqual(again.plan.changes, contradicted ? again.plan.changes : []);
      }),
      { numRuns: 300 },
    );
  });
});
