import { assert } from 'chai';
import { parseIpv4Cidr } from '../../exposure/ipv4-cidr.ts';
import { readCidrs } from '../../exposure/read-cidrs.ts';

describe('a table of CIDRs', () => {
  it('is read in its order', () => {
    assert.deepEqual(readCidrs(['1.2.3.4/32', '0.0.0.0/8'], parseIpv4Cidr), [
      { start: 16909060, end: 16909061 },
      { start: 0, end: 2 ** 24 },
    ]);
  });

  it('is refused for one entry that is none, rather than read without it', () => {
    assert.throws(
      () => readCidrs(['0.0.0.0/8', '10.0.0.0'], parseIpv4Cidr),
      TypeError,
      '"10.0.0.0" in a table of addresses is not a CIDR',
    );
  });
});
