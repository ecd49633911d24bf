import { assert } from 'chai';
import { parseParameters } from '../../rules/parameters.ts';
import { securityGroupAuthorizedPorts } from '../../rules/security-group-authorized-ports.ts';
import { securityGroupOpenEgress } from '../../rules/security-group-open-egress.ts';
import { assertFails } from '../support/assert-fails.ts';

const ranges = (list: readonly (readonly [number, number])[]) => list.map(([from, to]) => ({ from, to }));

for (const rule of [securityGroupAuthorizedPorts, securityGroupOpenEgress]) {
  const parse = (given: unknown) => parseParameters(rule, given);

  describe(`the parameters of ${rule.id}`, () => {
    it('authorise HTTP and HTTPS by default and no udp, with a /8 of IPv4 and a /32 of IPv6', () => {
      assert.deepEqual(parse(undefined), {
        tcpPorts: ranges([
          [80, 80],
          [443, 443],
        ]),
        udpPorts: [],
        ipv4Addresses: 2 ** 24,
        ipv6Addresses: 2n ** 96n,
      });
    });

    for (const [given, expected] of [
      ['', []],
      ['  ', []],
      ['none', []],
      [' None ', []],
      ['0', [[0, 0]]],
      [
        '443,1020-1025',
        [
          [443, 443],
          [1020, 1025],
        ],
      ],
      [' 22 , 23,24-25', [[22, 25]]],
      ['1-65535', [[1, 65535]]],
    ] as const) {
      it(`read ports ${JSON.stringify(given)} for either protocol`, () => {
        assert.deepEqual(parse({ tcpPorts: given }).tcpPorts, ranges(expected));
        assert.deepEqual(parse({ udpPorts: given }).udpPorts, ranges(expected));
      });
    }

    for (const name of ['tcpPorts', 'udpPorts']) {
      for (const [value, fault] of [
        ['80,,443', 'a port is missing'],
        ['80,', 'a port is missing'],
        ['80,none', '"none" is not a port'],
        ['https', '"https" is not a port'],
        ['udp:53', '"udp:53" is not a port'],
        ['tcp:80', '"tcp:80" is not a port'],
        ['-1', '"-1" is not a port'],
        ['80-', '"80-" is not a port'],
        ['65536', 'goes beyond port 65535'],
        ['443-80', '"443-80" is reversed: write 80-443'],
      ] as const) {
        it(`refuse ${name}=${JSON.stringify(value)}, naming it`, () => {
          const named = `${rule.id}: ${name}=${JSON.stringify(value)}: `;

          assertFails(() => parse({ [name]: value }), 'PARAMETER_INVALID', named);
          assertFails(() => parse({ [name]: value }), 'PARAMETER_INVALID', fault);
        });
      }
    }

    it('may authorise all of one protocol, but not all of both: nothing could be a violation', () => {
      assert.deepEqual(parse({ tcpPorts: '0-65535' }).tcpPorts, ranges([[0, 65535]]));
      assert.deepEqual(parse({ udpPorts: '0-65535' }).udpPorts, ranges([[0, 65535]]));
      assertFails(
        () => parse({ tcpPorts: '0-65535', udpPorts: '0-1000,1001-65535' }),
        'PARAMETER_INVALID',
        `${rule.id}: udpPorts="0-1000,1001-65535": must not authorise every port`,
      );
    });

    for (const [name, value] of [
      ['ipv4Addresses', '2^32'],
      ['ipv6Addresses', 'many'],
    ] as const) {
      it(`refuse ${name}=${value}`, () => {
        assertFails(() => parse({ [name]: value }), 'PARAMETER_INVALID', `${rule.id}: ${name}="${value}": `);
      });
    }
  });
}
