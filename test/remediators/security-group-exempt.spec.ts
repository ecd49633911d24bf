import { assert } from 'chai';
import * as fc from 'fast-check';
import type { Exemption } from '../../contract/exemption.ts';
import type { Plan } from '../../contract/plan.ts';
import type { GroupRule } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { applyExemptions, type Sifted } from '../../exemptions/apply-exemptions.ts';
import type { PlanLimits } from '../../remediators/remediator.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { applyChange, openings, probedPorts } from '../support/group-simulator.ts';
import { exemption, exemptionList } from '../support/exemptions.ts';
import { judgedBy } from '../support/judged-by.ts';
import { arbitraryContext, arbitraryRules, exposed, ingress, securityGroup } from '../support/security-groups.ts';

const ports = 'security-group-restricted-ports';
const authorised = 'security-group-authorized-ports';
const closed = 'security-group-default-closed';
const everything = ingress('-1', null, '0.0.0.0/0', 'temp');
const partly = (from: number, to = from, protocol = 'tcp') => ingress(protocol, [from, to], '0.0.0.0/0', 'temp');
const parameters: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [ports]: { ports: '22,3389,udp:53' },
  [authorised]: { tcpPorts: '80,443' },
  [closed]: {},
};

/** What each rule finds in the group, told apart by the exemptions. */
function sift(rules: readonly GroupRule[], asking: readonly string[], exemptions: readonly Exemption[]): Sifted {
  const group = securityGroup(rules, { name: 'default' });
  const sifted = asking.map((id) =>
    applyExemptions(
      group,
      id,
      judgedBy(id, rules, { context: arbitraryContext, group: { name: 'default' }, parameters: parameters[id] ?? {} }),
      exemptionList(...exemptions),
      new Date('2026-11-21T00:00:00Z'),
    ),
  );
  return { open: sifted.flatMap(({ open }) => open), exempt: sifted.flatMap(({ exempt }) => exempt) };
}

function planned(
  rules: readonly GroupRule[],
  asking: readonly string[],
  exemptions: readonly Exemption[],
  limits: PlanLimits = {},
): { plan: Plan; end: GroupRule[]; open: readonly Violation[] } {
  const { open, exempt } = sift(rules, asking, exemptions);
  const plan = securityGroupRemediator.plan(securityGroup(rules), open, {
    ...limits,
    exempt: exempt.map(({ violation }) => violation),
  });
  return { plan, end: plan.changes.reduce(applyChange, [...rules]), open };
}

const of = (rule: string, overrides: Partial<Exemption>) => exemption({ rule, account: '123456789012', ...overrides });
const operations = ({ changes }: Plan): string[] => changes.map(({ operation }) => operation);

describe('a plan for a group of which something is exempt', () => {
  it('opens what is exempt of all traffic by a rule of its own, before it revokes the whole', () => {
    const { plan, end } = planned([everything], [ports], [of(ports, { port: '22' })]);

    assert.deepEqual(operations(plan), ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress']);
    assert.deepEqual(end, [partly(22)]);
    assert.deepEqual(plan.notes, [
      'all traffic from 0.0.0.0/0 is narrowed to tcp 22, which is exempt: all traffic cannot be narrowed to all but tcp 3389 and udp 53, so whatever else it allowed ends with it.',
    ]);
  });

  const kept: [string, readonly string[], Partial<Exemption>[], GroupRule[]][] = [
    ['several ports', [ports], [{ port: '20-25' }, { port: 'udp:53' }], [partly(22), partly(53, 53, 'udp')]],
    ['a port that no rule would close', [ports], [{ port: '8080' }], []],
    ['a port of an exemption that ends beyond it', [ports], [{ port: '3000-4000' }], [partly(3389)]],
  ];
  for (const [what, asking, given, left] of kept) {
    it(`keeps of all traffic no more than what violates and is exempt: ${what}`, () => {
      const { end } = planned(
        [everything],
        asking,
        given.map((one) => of(ports, one)),
      );

      assert.deepEqual(end, left);
    });
  }

  it('closes what one rule exempts and another asks for', () => {
    const { end } = planned([everything], [ports, authorised], [of(ports, { port: '22' })]);

    assert.isFalse(end.some(({ protocol, fromPort }) => protocol === 'tcp' && fromPort === 22));
    assert.deepEqual(
      end.map(({ protocol, fromPort, toPort }) => [protocol, fromPort, toPort]),
      [
        ['icmp', -1, -1],
        ['tcp', 80, 80],
        ['tcp', 443, 443],
      ],
    );
  });

  it('keeps what is exempt from a rule that did not ask', () => {
    const exempt = sift([everything], [authorised], [of(authorised, { port: '8080' })]).exempt;
    const { open } = sift([everything], [ports], []);

    const plan = securityGroupRemediator.plan(securityGroup([everything]), open, {
      exempt: exempt.map(({ violation }) => violation),
    });

    const end = openings(plan.changes.reduce(applyChange, [everything]));
    assert.isTrue(end.has(`ingress tcp 80 ${JSON.stringify(everything.source)}`), 'a list says what is legal beside');
    assert.isFalse(end.has(`ingress tcp 22 ${JSON.stringify(everything.source)}`));
  });

  it('ends a rule that must not be there at all, whatever another one exempts of it', () => {
    const { end } = planned([everything], [ports, closed], [of(ports, { port: '22' })]);

    assert.deepEqual(end, []);
  });
});

describe('a plan for a group without room for what is exempt', () => {
  const range = partly(20, 25);
  const exempt = [of(ports, { port: '22' })];
  // 22 is exempt and 3389 open; what is legal beside takes two rules more.
  const wide = ingress('tcp', [22, 3390], '0.0.0.0/0', 'temp');

  it('gives up what is legal beside it first', () => {
    const { plan, end } = planned([wide], [ports], exempt, { rulesPerGroup: 2 });

    assert.deepEqual(end, [partly(22)]);
    assert.match(
      plan.notes.join(),
      /^tcp 22-3390 from 0\.0\.0\.0\/0 is narrowed to tcp 22, which is exempt: what else of it is legal does not fit /,
    );
  });

  it('then leaves the rule as it is, and says so', () => {
    const { plan, end } = planned([wide], [ports], exempt, { rulesPerGroup: 1 });

    assert.deepEqual(plan.changes, []);
    assert.deepEqual(end, [wide]);
    assert.deepEqual([plan.before, plan.after], [[], []]);
    assert.match(
      plan.notes.join(),
      /^tcp 22-3390 from 0\.0\.0\.0\/0 stays as it is, and with it what violates: tcp 22 of it, which is exempt, does not fit /,
    );
  });

  it('mends the others all the same', () => {
    const other = ingress('tcp', 3389, '::/0');

    const { end } = planned([everything, other], [ports], exempt, { rulesPerGroup: 1 });

    assert.deepEqual(end, [everything]);
  });

  it('needs no room where the exempt part is there by itself', () => {
    const { end } = planned([everything, partly(22)], [ports], exempt, { rulesPerGroup: 1 });

    assert.deepEqual(end, [partly(22)]);
  });

  it('is come to by refusals as well, in steps that end', () => {
    const after = Array.from({ length: 20 }, (_, ingressRefusals) => {
      const refusals = { ingress: ingressRefusals, egress: 0 };
      return operations(planned([wide, range], [ports], [...exempt, of(ports, { port: '20' })], { refusals }).plan);
    });

    assert.deepEqual(after[0], ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress']);
    assert.isTrue(after.slice(13).every((made) => !made.some((operation) => operation.startsWith('Authorize'))));
  });
});

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
