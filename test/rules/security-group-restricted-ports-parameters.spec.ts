import { assert } from 'chai';
import { parseParameters } from '../../rules/parameters.ts';
import { type RestrictedPorts, securityGroupRestrictedPorts } from '../../rules/security-group-restricted-ports.ts';
import { assertFails } from '../support/assert-fails.ts';

function parse(given: unknown): RestrictedPorts {
  return parseParameters(securityGroupRestrictedPorts, given);
}

describe('the parameters of security-group-restricted-ports', () => {
  it("default to AWS's high-risk ports, a /8 of IPv4 and a /32 of IPv6", () => {
    const { ports, ipv4Addresses, ipv6Addresses } = parse(undefined);

    assert.deepInclude(ports.tcp, { from: 20, to: 23 });
    assert.deepInclude(ports.tcp, { from: 9300, to: 9300 });
    assert.equal(
      ports.tcp.reduce((sum, { from, to }) => sum + to - from + 1, 0),
      24,
    );
    assert.deepEqual(ports.udp, []);
    assert.equal(ipv4Addresses, 2 ** 24);
    assert.equal(ipv6Addresses, 2n ** 96n);
  });

  it('fit in what Config takes as InputParameters', () => {
    const defaults = Object.entries(securityGroupRestrictedPorts.parameters).map(([name, parameter]) => [
      name,
      parameter.default,
    ]);

    assert.isBelow(JSON.stringify(Object.fromEntries(defaults)).length, 1024);
  });

  for (const [ports, tcp, udp] of [
    ['22', [[22, 22]], []],
    ['0-65535', [[0, 65535]], []],
    ['udp:53', [], [[53, 53]]],
    [
      ' 3389 , tcp:20-25,UDP:161-162,22 ',
      [
        [20, 25],
        [3389, 3389],
      ],
      [[161, 162]],
    ],
    ['24,22,23', [[22, 24]], []],
  ] as const) {
    it(`read ports ${JSON.stringify(ports)}`, () => {
      const ranges = (list: readonly (readonly [number, number])[]) => list.map(([from, to]) => ({ from, to }));

      assert.deepEqual(parse({ ports }).ports, { tcp: ranges(tcp), udp: ranges(udp) });
    });
  }

  for (const [text, count] of [
    ['0', 0n],
    ['65536', 65536n],
    ['2^24', 2n ** 24n],
    [' 2^0 ', 1n],
  ] as const) {
    it(`read ${JSON.stringify(text)} as a number of addresses`, () => {
      const { ipv4Addresses, ipv6Addresses } = parse({ ipv4Addresses: text, ipv6Addresses: text });

      assert.equal(ipv4Addresses, Number(count));
      assert.equal(ipv6Addresses, count);
    });
  }

  for (const [name, value, fault] of [
    ['ports', '', 'a port is missing'],
    ['ports', ' ', 'a port is missing'],
    ['ports', '22,,23', 'a port is missing'],
    ['ports', '22,', 'a port is missing'],
    ['ports', 'ssh', '"ssh" is not a port'],
    ['ports', '22 23', '"22 23" is not a port'],
    ['ports', '22-', '"22-" is not a port'],
    ['ports', '-1', '"-1" is not a port'],
    ['ports', '22.5', '"22.5" is not a port'],
    ['ports', 'icmp:8', '"icmp:8" is not a port'],
    ['ports', '65536', 'beyond port 65535'],
    ['ports', '22,1-99999', '"1-99999" goes beyond port 65535'],
    ['ports', '25-20', '"25-20" is reversed: write 20-25'],
    ['ports', '23-22', '"23-22" is reversed'],
    ['ipv4Addresses', '', 'must be a number of addresses'],
    ['ipv4Addresses', '-1', 'must be a number of addresses'],
    ['ipv4Addresses', '1e6', 'must be a number of addresses'],
    ['ipv4Addresses', '/8', 'must be a number of addresses'],
    ['ipv4Addresses', '4294967296', 'must be less than the whole IPv4 internet'],
    ['ipv4Addresses', '2^32', 'must be less than the whole IPv4 internet'],
    ['ipv6Addresses', 'many', 'must be a number of addresses'],
    ['ipv6Addresses', '2^128', 'must be less than the whole IPv6 internet'],
  ] as const) {
    it(`refuse ${name}=${JSON.stringify(value)}, naming it`, () => {
      const named = `security-group-restricted-ports: ${name}=${JSON.stringify(value)}: `;

      assertFails(() => parse({ [name]: value }), 'PARAMETER_INVALID', named);
      assertFails(() => parse({ [name]: value }), 'PARAMETER_INVALID', fault);
    });
  }
});
