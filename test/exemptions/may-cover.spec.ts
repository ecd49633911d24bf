import { assert } from 'chai';
import * as fc from 'fast-check';
import type { Exemption } from '../../contract/exemption.ts';
import type { GroupRule } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { exemptPart } from '../../exemptions/exempt-part.ts';
import { extentOf, mayCover, targetOf } from '../../exemptions/may-cover.ts';
import { exemption } from '../support/exemptions.ts';
import { ingress } from '../support/security-groups.ts';
import { unapproved } from '../support/recorded-changes.ts';

const sources = ['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16', '::/0', '2001:db8::/32', 'pl-1', 'sg-2'];
const port = fc.integer({ min: 20, max: 27 });
const range = fc.tuple(port, port).map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) }));
const rules: fc.Arbitrary<GroupRule> = fc
  .tuple(fc.constantFrom('tcp', 'udp', 'icmp', '-1'), fc.option(range), fc.constantFrom(...sources))
  .map(([protocol, ports, source]) => ingress(protocol, ports === null ? null : [ports.from, ports.to], source));
const violations: fc.Arbitrary<Violation> = fc.oneof(
  fc
    .tuple(rules, fc.constantFrom('tcp', 'udp'), fc.array(range, { minLength: 1, maxLength: 2 }))
    .map(([rule, protocol, ports]): Violation => ({
      kind: 'exposed-ports',
      rule,
      protocol,
      ports,
      reachedBy: 'somebody',
    })),
  rules.map((rule): Violation => ({ kind: 'unwanted-rule', rule, reason: 'it must not' })),
  rules.map((rule) => unapproved(1, rule)),
  fc.constant<Violation>({ kind: 'public-statement', index: 0, sid: 'Everyone', reason: 'Principal is *' }),
);
const targets: fc.Arbitrary<Partial<Exemption>> = fc.oneof(
  fc
    .record(
      {
        port: fc
          .tuple(fc.constantFrom('', 'tcp:', 'udp:'), range)
          .map(([protocol, { from, to }]) => `${protocol}${from}-${to}`),
        cidr: fc.constantFrom(...sources.slice(0, 5)),
      },
      { requiredKeys: [] },
    )
    .filter((target) => Object.keys(target).length > 0),
  fc.constant({ sid: 'Everyone' }),
  fc.constant({}),
);

describe('whether an exemption may cover a violation', () => {
  it('is denied only where it covers nothing', () => {
    let denied = 0;
    fc.assert(
      fc.property(violations, targets, (violation, target) => {
        const given = exemption(target);
        const cut = exemptPart(violation, given);

        const may = mayCover(targetOf(given), extentOf(violation));

        if (cut.exempt !== null) assert.isTrue(may);
        if (may) return;
        denied += 1;
        assert.deepEqual(cut, { exempt: null, open: violation });
      }),
      { numRuns: 2000 },
    );
    assert.isAtLeast(denied, 200);
  });

  const world = ingress('tcp', [20, 25], '198.51.100.0/24');
  const exposed: Violation = {
    kind: 'exposed-ports',
    rule: world,
    protocol: 'tcp',
    ports: [
      { from: 20, to: 21 },
      { from: 24, to: 25 },
    ],
    reachedBy: 'somebody',
  };
  const table: readonly [what: string, violation: Violation, target: Partial<Exemption>, may: boolean][] = [
    ['the whole rule', exposed, {}, true],
    ['the first port', exposed, { port: '20' }, true],
    ['the last port', exposed, { port: '25' }, true],
    ['the port before', exposed, { port: '19' }, false],
    ['the port after', exposed, { port: '26' }, false],
    ['another protocol', exposed, { port: 'udp:20' }, false],
    ['the source', exposed, { cidr: '198.51.100.0/24' }, true],
    ['what is around it', exposed, { cidr: '198.51.0.0/16' }, true],
    ['a part of it', exposed, { cidr: '198.51.100.0/25' }, false],
    ['another family', exposed, { cidr: '::/0' }, false],
    ['the port from elsewhere', exposed, { port: '20', cidr: '10.0.0.0/8' }, false],
    ['ports of a rule that must not be', { kind: 'unwanted-rule', rule: world, reason: 'no' }, { port: '26' }, false],
    ['ports of what has none', { kind: 'acls-enabled', ownership: 'ObjectWriter' }, { port: '20' }, false],
    ['the statement', { kind: 'acls-enabled', ownership: 'ObjectWriter' }, { sid: 'Everyone' }, true],
  ];
  for (const [what, violation, target, may] of table) {
    it(`${may ? 'is asked' : 'is not asked'} of ${what}`, () => {
      assert.equal(mayCover(targetOf(exemption(target)), extentOf(violation)), may);
    });
  }
});
