import { assert } from 'chai';
import * as fc from 'fast-check';
import { probedPorts } from '../support/group-simulator.ts';
import { isExposed, opens } from '../support/port-by-port.ts';
import { arbitraryContext, arbitraryRules, blamed, exposed, ingress, judge } from '../support/security-groups.ts';

const parameters = { ports: '20-23,80,3389-3390,65535,udp:0-1,udp:22', ipv4Addresses: '2^25', ipv6Addresses: '2^97' };
const restricted: Readonly<Record<string, readonly number[]>> = {
  tcp: [20, 21, 22, 23, 80, 3389, 3390, 65535],
  udp: [0, 1, 22],
};
const runs = { numRuns: 300 };

const most = { ipv4: 1n << 25n, ipv6: 1n << 97n };

describe('effective exposure of an arbitrary security group', () => {
  it('is found at exactly the ports that a port-by-port count finds exposed', () => {
    let seen = 0;
    fc.assert(
      fc.property(arbitraryRules, (rules) => {
        const found = exposed(judge(rules, parameters, arbitraryContext));
        for (const [protocol, ports] of Object.entries(restricted)) {
          for (const port of ports) {
            const expected = isExposed(
              rules.filter((rule) => opens(rule, 'ingress', protocol, port)),
              most,
            );
            const reported = found.some(
              (violation) =>
                violation.protocol === protocol && violation.ports.some((r) => r.from <= port && port <= r.to),
            );
            if (expected) seen++;
            assert.equal(reported, expected, `${protocol} ${port}`);
          }
        }
      }),
      runs,
    );
    assert.isAbove(seen, runs.numRuns, 'exposed ports among those tried');
  });

  it('blames only what has to go: any one source put back exposes one of its ports again', () => {
    fc.assert(
      fc.property(arbitraryRules, (rules) => {
        const found = exposed(judge(rules, parameters, arbitraryContext));
        for (const { rule, protocol, ports } of found) {
          const peer = JSON.stringify(rule.source);
          for (const port of probedPorts.filter((port) => ports.some((r) => r.from <= port && port <= r.to))) {
            const cut = found.filter(
              (other) => other.protocol === protocol && other.ports.some((r) => r.from <= port && port <= r.to),
            );
            const kept = rules.filter(
              (other) =>
                opens(other, 'ingress', protocol, port) &&
                (JSON.stringify(other.source) === peer || !cut.some((violation) => violation.rule === other)),
            );
            assert.isTrue(isExposed(kept, most), `${protocol} ${port} without ${peer}`);
          }
        }
      }),
      runs,
    );
  });

  it('names restricted ports only', () => {
    fc.assert(
      fc.property(arbitraryRules, (rules) => {
        for (const { protocol, ports } of exposed(judge(rules, parameters, arbitraryContext))) {
          const named = ports.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, at) => from + at));
          assert.includeMembers([...(restricted[protocol] ?? [])], named);
          assert.isNotEmpty(named);
        }
      }),
      runs,
    );
  });
});

describe('effective exposure of a group with a rule for all traffic', () => {
  it('blames what can be narrowed rather than it, so that nothing else ends', () => {
    const rules = [ingress('-1', null, '8.0.0.0/8'), ingress('tcp', 22, '9.0.0.0/8')];

    assert.deepEqual(blamed(rules), ['tcp 22 of tcp 22 from 9.0.0.0/8']);
  });

  it('takes a source for one of all traffic by any of its rules', () => {
    const rules = [
      ingress('tcp', 22, '8.0.0.0/8'),
      ingress('-1', null, '8.0.0.0/8'),
      ingress('tcp', [22, 23], '9.0.0.0/8'),
    ];

    assert.deepEqual(blamed(rules, { ports: '22' }), ['tcp 22 of tcp 22-23 from 9.0.0.0/8']);
  });
});
