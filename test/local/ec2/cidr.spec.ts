import { assert } from 'chai';
import * as fc from 'fast-check';
import { canonicalIpv4, canonicalIpv6 } from '../../../local/ec2/cidr.ts';

describe('CIDRs as the local EC2 stores them', () => {
  for (const [given, stored] of [
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['255.255.255.255/0', '0.0.0.0/0'],
    ['255.255.255.255/1', '128.0.0.0/1'],
    ['10.1.2.3/31', '10.1.2.2/31'],
    ['10.1.2.3/32', '10.1.2.3/32'],
  ] as const) {
    it(`stores ${given} as ${stored}`, () => {
      assert.deepEqual(canonicalIpv4(given), {
        cidr: stored,
        hadHostBits: given.split('/')[0] !== stored.split('/')[0],
      });
    });
  }

  for (const given of [
    '',
    '10.0.0.0',
    '10.0.0/8',
    '10.0.0.0/33',
    '256.0.0.0/8',
    '010.0.0.0/8',
    '10.0.0.0/08',
    '10.0.0.0/8 ',
    '::/0',
    'a.b.c.d/8',
    '10.0.0.0/-1',
  ]) {
    it(`takes ${JSON.stringify(given)} for no IPv4 CIDR`, () => {
      assert.isUndefined(canonicalIpv4(given));
    });
  }

  for (const [given, stored, hadHostBits] of [
    ['::/0', '::/0', false],
    ['0:0::0/0', '::/0', false],
    ['2001:0DB8::1/32', '2001:db8::/32', true],
    ['2001:db8:0:0:1::/80', '2001:db8:0:0:1::/80', false],
    ['2001:db8:1:2:3:4:5:6/127', '2001:db8:1:2:3:4:5:6/127', false],
    ['2001:db8::ffff/121', '2001:db8::ff80/121', true],
    ['::ffff:192.0.2.1/128', '::ffff:c000:201/128', false],
    ['ffff:ffff::/1', '8000::/1', true],
  ] as const) {
    it(`stores ${given} as ${stored}`, () => {
      assert.deepEqual(canonicalIpv6(given), { cidr: stored, hadHostBits });
    });
  }

  for (const given of [
    '',
    '::',
    '::/129',
    '::/00',
    ':::/0',
    '2001:db8/32',
    'fe80::1%eth0/64',
    '10.0.0.0/8',
    '::/0/0',
    'g::/0',
    '::/-1',
  ]) {
    it(`takes ${JSON.stringify(given)} for no IPv6 CIDR`, () => {
      assert.isUndefined(canonicalIpv6(given));
    });
  }

  it('keeps exactly the bits of the prefix, and a canonical CIDR as it is', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, length) => {
        const bits = (text: string): string =>
          text
            .split('.')
            .map((octet) => Number(octet).toString(2).padStart(8, '0'))
            .join('');

        const { cidr = '', hadHostBits } = canonicalIpv4(`${address}/${length}`) ?? {};

        const network = cidr.split('/')[0] ?? '';
        assert.equal(bits(network), bits(address).slice(0, length).padEnd(32, '0'));
        assert.equal(hadHostBits, network !== address);
        assert.deepEqual(canonicalIpv4(cidr), { cidr, hadHostBits: false });
      }),
    );
  });

  it('keeps exactly the bits of an IPv6 prefix, however the address is spelt', () => {
    const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(groups, fc.integer({ min: 0, max: 128 }), (address, length) => {
        const long = address.map((group) => group.toString(16).padStart(4, '0').toUpperCase()).join(':');
        const bits = address.map((group) => group.toString(2).padStart(16, '0')).join('');
        const kept = bits.slice(0, length).padEnd(128, '0');
        const expected = Array.from({ length: 8 }, (_, index) =>
          Number.parseInt(kept.slice(index * 16, index * 16 + 16), 2).toString(16),
        ).join(':');

        const { cidr = '', hadHostBits } = canonicalIpv6(`${long}/${length}`) ?? {};

        assert.deepEqual(canonicalIpv6(`${expected}/${length}`), { cidr, hadHostBits: false });
        assert.equal(hadHostBits, kept !== bits);
        assert.notMatch(cidr, /[A-Z]|:0{2,}/);
      }),
    );
  });
});
