import { assert } from 'chai';
import * as fc from 'fast-check';
import { parseIpv6Cidr } from '../../exposure/ipv6-cidr.ts';

describe('parseIpv6Cidr', () => {
  for (const [text, start, prefix] of [
    ['::/0', 0n, 0],
    ['::/1', 0n, 1],
    ['8000::/1', 0x8000n << 112n, 1],
    ['2000::/3', 0x2000n << 112n, 3],
    ['2001:db8::/32', 0x20010db8n << 96n, 32],
    ['::1/128', 1n, 128],
    ['2001:DB8:0:0:8:800:200C:417A/128', 0x20010db80000000000080800200c417an, 128],
    ['::ffff:192.0.2.33/128', 0xffffc0000221n, 128],
    ['64:ff9b::10.0.0.0/104', (0x64ff9bn << 96n) | 0x0a000000n, 104],
    ['1:2:3:4:5:6:7::/112', 0x00010002000300040005000600070000n, 112],
    ['1:2:3:4:5:6:1.2.3.4/128', 0x00010002000300040005000601020304n, 128],
  ] as const) {
    it(`reads ${text}`, () => {
      assert.deepEqual(parseIpv6Cidr(text), { start, end: start + (1n << BigInt(128 - prefix)) });
    });
  }

  it('judges host bits below the prefix as if they were not there', () => {
    assert.deepEqual(parseIpv6Cidr('2001:db8::1/0'), parseIpv6Cidr('::/0'));
    assert.deepEqual(parseIpv6Cidr('2600:1f00:abcd::1/24'), parseIpv6Cidr('2600:1f00::/24'));
  });

  for (const text of [
    '',
    '::',
    '::/',
    '::/129',
    '::/00',
    '::/x',
    ':/0',
    ':::/0',
    '1::2::3/64',
    '1:2:3:4:5:6:7/64',
    '1:2:3:4:5:6:7:8:9/64',
    '1:2:3:4:5:6:7:8::/64',
    '1:2:3:4::5:6:7:8/64',
    '::1:2:3:4:5:6:7:8/64',
    '12345::/16',
    'g::/16',
    '::1.2.3.256/128',
    '1.2.3.4::/64',
    '::1.2.3.4:5/128',
    'fe80::1%eth0/64',
    ':1:2:3:4:5:6:7/64',
    '1:2:3:4:5:6:7:/64',
    '0.0.0.0/0',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.isNull(parseIpv6Cidr(text));
    });
  }

  it('reads every text form of an address alike', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 0, 1, 0xffff, 0xdb8), { minLength: 8, maxLength: 8 }), (hextets) => {
        const long = hextets.map((hextet) => hextet.toString(16).padStart(4, '0')).join(':');
        const short = new URL(`http://[${long}]/`).hostname.slice(1, -1);

        assert.deepEqual(parseIpv6Cidr(`${short}/128`), parseIpv6Cidr(`${long}/128`));
        assert.isNotNull(parseIpv6Cidr(`${short}/128`));
      }),
    );
  });
});
