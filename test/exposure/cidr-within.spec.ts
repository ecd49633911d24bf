import { assert } from 'chai';
import { isCidrWithin } from '../../exposure/cidr-within.ts';

describe('a CIDR within another', () => {
  for (const [inner, outer, expected] of [
    ['10.1.0.0/16', '10.0.0.0/8', true],
    ['10.0.0.0/8', '10.0.0.0/8', true],
    ['10.0.0.0/16', '10.0.0.0/8', true],
    ['10.255.0.0/16', '10.0.0.0/8', true],
    ['10.0.0.0/8', '10.0.0.0/16', false],
    ['10.0.0.0/8', '10.255.0.0/16', false],
    ['9.255.0.0/16', '10.0.0.0/8', false],
    ['11.0.0.0/16', '10.0.0.0/8', false],
    ['2001:db8:1::/48', '2001:db8::/32', true],
    ['2001:db8::/32', '2001:db8:1::/48', false],
    ['::/0', '0.0.0.0/0', false],
    ['0.0.0.0/0', '::/0', false],
    ['10.1.0.0', '10.0.0.0/8', false],
    ['10.1.0.0/16', 'sg-1', false],
    ['sg-1', 'sg-1', false],
  ] as const) {
    it(`${inner} in ${outer}: ${expected}`, () => {
      assert.equal(isCidrWithin(inner, outer), expected);
    });
  }
});
