import { assert } from 'chai';
import { holdsPrivateAddresses } from '../../exposure/private-addresses.ts';
import { sourceOf } from '../support/security-groups.ts';

describe('private addresses', () => {
  for (const [source, expected] of [
    ['0.0.0.0/0', true],
    ['0.0.0.0/1', true],
    ['128.0.0.0/1', true],
    ['10.1.2.3/32', true],
    ['172.31.0.0/16', true],
    ['192.168.0.0/24', true],
    ['100.64.0.0/10', true],
    ['::/0', true],
    ['fd00::/8', true],
    ['8.0.0.0/7', false],
    ['172.32.0.0/16', false],
    ['2000::/3', false],
    ['pl-0a1b', false],
    ['sg-0a1b', false],
  ] as const) {
    it(`are ${expected ? '' : 'not '}in ${source}`, () => {
      assert.equal(holdsPrivateAddresses(sourceOf(source)), expected);
    });
  }

  for (const source of [
    { kind: 'ipv4', cidr: '10.0.0.0' },
    { kind: 'ipv6', cidr: '10.0.0.0/8' },
  ] as const) {
    it(`are not in ${source.cidr} as ${source.kind}, which is no CIDR`, () => {
      assert.isFalse(holdsPrivateAddresses(source));
    });
  }
});
