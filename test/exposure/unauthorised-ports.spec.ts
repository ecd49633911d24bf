import { assert } from 'chai';
import * as fc from 'fast-check';
import { probedPorts } from '../support/group-simulator.ts';
import { blamedBy, judgedBy } from '../support/judged-by.ts';
import { isExposed, opens } from '../support/port-by-port.ts';
import { arbitraryContext, contextWith, exposed, facing, ingress } from '../support/security-groups.ts';

const parameters = { tcpPorts: '20-22,80,65535', udpPorts: '0,24-3388', ipv4Addresses: '2^25', ipv6Addresses: '2^97' };
const authorised: Readonly<Record<string, (port: number) => boolean>> = {
  tcp: (port) => (port >= 20 && port <= 22) || port === 80 || port === 65535,
  udp: (port) => port === 0 || (port >= 24 && port <= 3388),
};
const most = { ipv4: 1n << 25n, ipv6: 1n << 97n };

for (const [direction, id] of [
  ['ingress', 'security-group-authorized-ports'],
  ['egress', 'security-group-open-egress'],
] as const) {
  describe(`unauthorised ports of an arbitrary security group, ${direction}`, () => {
    it('are exactly those that a port-by-port count finds exposed and that are on no list', () => {
      let seen = 0;
      fc.assert(
        fc.property(facing(direction), (rules) => {
          const found = exposed(judgedBy(id, rules, { parameters, context: arbitraryContext }));
          for (const [protocol, isAuthorised] of Object.entries(authorised)) {
            for (const port of probedPorts) {
              const opening = rules.filter((rule) => opens(rule, direction, protocol, port));
              const expected = !isAuthorised(port) && isExposed(opening, most);
              const reported = found.some(
                (violation) =>
                  violation.protocol === protocol && violation.ports.some((r) => r.from <= port && port <= r.to),
              );
              if (expected) seen++;
              assert.equal(reported, expected, `${protocol} ${port}`);
            }
          }
        }),
        { numRuns: 150 },
      );
      assert.isAbove(seen, 150, 'exposed ports among those tried');
    });
  });
}

describe('what else is legal of a rule for all traffic', () => {
  const context = contextWith({
    'pl-ipv4': ['0.0.0.0/0'],
    'pl-ipv6': ['::/0'],
  });

  for (const [source, portless] of [
    ['0.0.0.0/0', ['icmp']],
    ['::/0', ['icmpv6']],
    ['pl-ipv4', ['icmp']],
    ['pl-ipv6', ['icmpv6']],
  ] as const) {
    it(`is ${portless.join()} from ${source}, told with every violation`, () => {
      const violations = exposed(
        judgedBy('security-group-authorized-ports', [ingress('-1', null, source)], { context }),
      );

      assert.deepEqual(
        violations.map(({ protocol, legalPortless }) => [protocol, legalPortless]),
        [
          ['tcp', [...portless]],
          ['udp', [...portless]],
        ],
      );
    });
  }

  it('is not told of other rules, nor where ports are forbidden rather than listed', () => {
    const rules = [ingress('tcp', null, '0.0.0.0/0'), ingress('-1', null, '0.0.0.0/0')];

    const [tcp] = exposed(judgedBy('security-group-authorized-ports', rules)).filter(({ rule }) => rule === rules[0]);
    const forbidden = exposed(judgedBy('security-group-restricted-ports', rules));

    assert.notProperty(tcp, 'legalPortless');
    assert.isNotEmpty(forbidden);
    for (const violation of forbidden) assert.notProperty(violation, 'legalPortless');
  });

  it('keeps a rule for all traffic out of it where a narrower source can give way instead', () => {
    const rules = [ingress('-1', null, '8.0.0.0/8'), ingress('tcp', [443, 444], '9.0.0.0/8')];

    assert.deepEqual(blamedBy('security-group-authorized-ports', rules), ['tcp 444 of tcp 443-444 from 9.0.0.0/8']);
  });
});
