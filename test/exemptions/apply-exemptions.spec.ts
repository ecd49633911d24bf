import { assert } from 'chai';
import * as fc from 'fast-check';
import type { Exemption } from '../../contract/exemption.ts';
import type { Violation } from '../../contract/violation.ts';
import { applyExemptions } from '../../exemptions/apply-exemptions.ts';
import { describePorts, describeRule } from '../../exposure/describe-rule.ts';
import { isCidrWithin } from '../../exposure/cidr-within.ts';
import { exemption, exemptionList } from '../support/exemptions.ts';
import { groupIdentity, portsRule } from '../support/instructions.ts';
import { arbitraryContext, arbitraryRules, ingress, judge } from '../support/security-groups.ts';

const now = new Date('2026-11-21T12:00:00Z');
const group = groupIdentity();
const apply = (violations: readonly Violation[], ...exemptions: readonly Exemption[]) =>
  applyExemptions(group, portsRule, violations, exemptionList(...exemptions), now);
const named = (violations: readonly Violation[]): string[] =>
  violations.flatMap((violation) =>
    violation.kind === 'exposed-ports' ? [`${describePorts(violation.ports)} of ${describeRule(violation.rule)}`] : [],
  );
const found = judge([ingress('tcp', 22, '0.0.0.0/0'), ingress('tcp', 3389, '0.0.0.0/0')]);

describe('exemptions applied to what a rule found', () => {
  it('leave what is not exempt', () => {
    const { open, exempt } = apply(found, exemption({ port: '22' }));

    assert.deepEqual(named(open), ['3389 of tcp 3389 from 0.0.0.0/0']);
    assert.deepEqual(named(exempt.map(({ violation }) => violation)), ['22 of tcp 22 from 0.0.0.0/0']);
  });

  it('say which it was and until when', () => {
    const partner = exemption({ port: '22', expires: '2026-11-25T18:00:00Z' });

    const { exempt } = apply(found, exemption({ port: '443' }), partner);

    assert.deepEqual(
      exempt.map(({ exemption: by, until }) => [by, until]),
      [[partner, new Date('2026-11-25T18:00:00Z')]],
    );
  });

  it('work together, each on what the others left', () => {
    const wide = judge([ingress('tcp', [20, 25], '0.0.0.0/0')], { ports: '20-25' });

    const { open, exempt } = apply(wide, exemption({ port: '20-22' }), exemption({ port: '22-24' }));

    assert.deepEqual(named(open), ['25 of tcp 20-25 from 0.0.0.0/0']);
    assert.deepEqual(
      exempt.flatMap(({ violation }) => named([violation])),
      ['20-22 of tcp 20-25 from 0.0.0.0/0', '23-24 of tcp 20-25 from 0.0.0.0/0'],
    );
  });

  for (const [what, other] of [
    ['of another rule', { rule: 's3-bucket-public-access' }],
    ['of another account', { account: '210987654321' }],
    ['that has ended', { expires: '2026-11-21T12:00:00Z' }],
    ['that begins later', { created: '2026-11-21T12:00:01Z' }],
    ['that was too long and has ended by now', { created: '2026-08-01', expires: '2027-12-31' }],
  ] as const) {
    it(`leave everything where there is only one ${what}`, () => {
      assert.deepEqual(apply(found, exemption(other)), { open: found, exempt: [] });
    });
  }

  it('take a tag for an exemption only where that is allowed', () => {
    const value = 'until 2026-12-01 by network team because the partner moves in December ticket NET-7';
    const tagged = groupIdentity('sg-1', { tags: { [`configmend:exempt:${portsRule}`]: value } });
    const off = exemptionList();

    const not = applyExemptions(tagged, portsRule, found, off, now);
    const { open, exempt } = applyExemptions(tagged, portsRule, found, { ...off, tagExemptions: true }, now);

    assert.deepEqual(not, { open: found, exempt: [] });
    assert.deepEqual(open, []);
    assert.deepInclude(exempt[0]?.exemption, {
      owner: 'network team',
      reason: 'the partner moves in December',
      ticket: 'NET-7',
      createdBy: 'tag',
    });
  });
});

const targets = fc.oneof(
  fc.record({ port: fc.constantFrom('22', '20-25', '0-65535', 'udp:53', '3389', '3388-3390') }),
  fc.record({ cidr: fc.constantFrom('0.0.0.0/0', '0.0.0.0/1', '17.0.0.0/8', '::/0', '2000::/3', '10.0.0.0/8') }),
  fc.record({ port: fc.constantFrom('22', '1-3389'), cidr: fc.constantFrom('0.0.0.0/0', '128.0.0.0/1') }),
  fc.constant({}),
);
const moments = fc.record({
  created: fc.constantFrom('2026-11-01', '2026-11-21', '2026-11-22'),
  expires: fc.constantFrom('2026-11-30', '2026-12-31'),
});
const arbitraryExemptions = fc.array(
  fc.tuple(targets, moments).map(([target, when]) => exemption({ ...target, ...when })),
  { maxLength: 4 },
);

/** Every single thing that is wrong: a port of a rule, by protocol. */
function tuples(violations: readonly Violation[]): Set<string> {
  const all = new Set<string>();
  for (const violation of violations) {
    if (violation.kind !== 'exposed-ports') {
      all.add(JSON.stringify(violation));
      continue;
    }
    for (const { from, to } of violation.ports) {
      for (let port = from; port <= to; port++)
        all.add(`${violation.protocol} ${port} ${describeRule(violation.rule)}`);
    }
  }
  return all;
}

describe('exemptions of any kind on any group', () => {
  const parameters = { ports: '20-25,3388-3390,udp:50-60' };

  it('part what was found exactly: nothing is lost, nothing is on both sides, nothing is new', () => {
    fc.assert(
      fc.property(arbitraryRules, arbitraryExemptions, (rules, exemptions) => {
        const violations = judge(rules, parameters, arbitraryContext);

        const { open, exempt } = apply(violations, ...exemptions);

        const [left, taken] = [tuples(open), tuples(exempt.map(({ violation }) => violation))];
        assert.deepEqual(new Set([...left, ...taken]), tuples(violations));
        assert.equal(left.size + taken.size, tuples(violations).size);
      }),
    );
  });

  it('never cover a source that is wider than their CIDR', () => {
    fc.assert(
      fc.property(arbitraryRules, arbitraryExemptions, (rules, exemptions) => {
        const { exempt } = apply(judge(rules, parameters, arbitraryContext), ...exemptions);

        for (const { violation, exemption: by } of exempt) {
          if (by.cidr === undefined || violation.kind !== 'exposed-ports') continue;
          const { source } = violation.rule;
          if (source.kind !== 'ipv4' && source.kind !== 'ipv6') assert.fail(source.kind);
          assert.isTrue(isCidrWithin(source.cidr, by.cidr), `${source.cidr} is not within ${by.cidr}`);
        }
      }),
    );
  });

  it('never count outside their time', () => {
    fc.assert(
      fc.property(arbitraryRules, arbitraryExemptions, (rules, exemptions) => {
        const { exempt } = apply(judge(rules, parameters, arbitraryContext), ...exemptions);

        for (const { exemption: by, until } of exempt) {
          assert.isAtMost(Date.parse(by.created), now.getTime());
          assert.isAbove(until.getTime(), now.getTime());
        }
      }),
    );
  });
});
