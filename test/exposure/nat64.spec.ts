import { assert } from 'chai';
import * as fc from 'fast-check';
import { parseIpv4Cidr } from '../../exposure/ipv4-cidr.ts';
import { parseIpv6Cidr } from '../../exposure/ipv6-cidr.ts';
import { translatedByNat64 } from '../../exposure/nat64.ts';

function translated(cidr: string): ReturnType<typeof translatedByNat64> {
  const block = parseIpv6Cidr(cidr);
  assert.isNotNull(block, cidr);
  return block === null ? null : translatedByNat64(block);
}

describe('what NAT64 makes of an IPv6 CIDR', () => {
  it('is the IPv4 CIDR in its last 32 bits, whichever that is', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.tuple(octet, octet, octet, octet), fc.integer({ min: 0, max: 32 }), (octets, length) => {
        const address = octets.join('.');

        assert.deepEqual(translated(`64:ff9b::${address}/${96 + length}`), parseIpv4Cidr(`${address}/${length}`));
      }),
    );
  });

  it('is all of IPv4 where the CIDR is wider than its prefix and holds it, and nothing where it does not', () => {
    const address = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n });
    const near = fc.oneof(fc.constant(0x64ff9bn << 96n), address);
    fc.assert(
      fc.property(near, fc.integer({ min: 0, max: 95 }), (inside, length) => {
        const hostBits = BigInt(128 - length);
        const start = (inside >> hostBits) << hostBits;
        const block = { start, end: start + (1n << hostBits) };
        const holds = block.start <= 0x64ff9bn << 96n && 0x64ff9bn << 96n < block.end;

        assert.deepEqual(translatedByNat64(block), holds ? { start: 0, end: 2 ** 32 } : null);
      }),
    );
  });

  for (const cidr of ['64:ff9b::/96', '64:ff9b::/95', '64::/16', '::/3', '::/0']) {
    it(`is all of IPv4 for ${cidr}`, () => {
      assert.deepEqual(translated(cidr), { start: 0, end: 2 ** 32 });
    });
  }

  for (const cidr of ['64:ff9b:1::/48', '64:ff9b::1:0:0/96', '64:ff9a::/32', '::8.8.8.8/128', '2000::/3', '8000::/1']) {
    it(`is nothing for ${cidr}`, () => {
      assert.isNull(translated(cidr));
    });
  }
});
