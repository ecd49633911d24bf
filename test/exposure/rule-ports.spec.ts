import { assert } from 'chai';
import { carries, portsOf } from '../../exposure/rule-ports.ts';
import { ingress } from '../support/security-groups.ts';

describe('the ports that a rule opens', () => {
  const every = { from: 0, to: 65535 };
  for (const [what, protocol, fromPort, toPort, expected] of [
    ['one', 'tcp', 22, 22, { from: 22, to: 22 }],
    ['a range, from the first port there is', 'udp', 0, 25, { from: 0, to: 25 }],
    ['port 0 alone', 'tcp', 0, 0, { from: 0, to: 0 }],
    ['all of them for all traffic', '-1', null, null, every],
    ['all of them for all traffic, whatever ports it shows', '-1', 22, 25, every],
    ['all of them where the first is absent', 'tcp', null, 25, every],
    ['all of them where the last is absent', 'tcp', 22, null, every],
    ['all of them where the first is -1', 'tcp', -1, 25, every],
    ['all of them where the last is -1', 'tcp', 22, -1, every],
  ] as const) {
    it(`are ${what}`, () => {
      assert.deepEqual(portsOf({ ...ingress(protocol, null, '0.0.0.0/0'), fromPort, toPort }), expected);
    });
  }
});

describe('traffic of a protocol', () => {
  for (const [protocol, tcp, udp] of [
    ['tcp', true, false],
    ['udp', false, true],
    ['-1', true, true],
    ['icmp', false, false],
    ['50', false, false],
  ] as const) {
    it(`passes by a rule for ${protocol}: tcp ${tcp}, udp ${udp}`, () => {
      const rule = ingress(protocol, null, '0.0.0.0/0');

      assert.deepEqual([carries(rule, 'tcp'), carries(rule, 'udp')], [tcp, udp]);
    });
  }
});
