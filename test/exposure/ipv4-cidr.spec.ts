import { assert } from 'chai';
import * as fc from 'fast-check';
import { parseIpv4Cidr } from '../../exposure/ipv4-cidr.ts';

describe('parseIpv4Cidr', () => {
  for (const [text, start, end] of [
    ['0.0.0.0/0', 0, 2 ** 32],
    ['128.0.0.0/1', 2 ** 31, 2 ** 32],
    ['10.0.0.0/8', 10 * 2 ** 24, 11 * 2 ** 24],
    ['1.2.3.4/32', 16909060, 16909061],
    ['255.255.255.255/32', 2 ** 32 - 1, 2 ** 32],
  ] as const) {
    it(`reads ${text}`, () => {
      assert.deepEqual(parseIpv4Cidr(text), { start, end });
    });
  }

  for (const [text, canonical] of [
    ['1.2.3.4/0', '0.0.0.0/0'],
    ['100.68.0.18/18', '100.68.0.0/18'],
    ['192.168.255.255/16', '192.168.0.0/16'],
  ] as const) {
    it(`judges ${text} by its prefix length, as ${canonical}`, () => {
      assert.deepEqual(parseIpv4Cidr(text), parseIpv4Cidr(canonical));
    });
  }

  for (const text of [
    '',
    '0.0.0.0',
    '0.0.0.0/',
    '0.0.0/0',
    '0.0.0.0.0/0',
    '1.2.3/4/8',
    '1.2.3.4x8',
    '1.2.3.4:5/8',
    '1.2.3.4/1000',
    '1.2.3.256/32',
    '1.2.3.04/32',
    '010.0.0.0/8',
    '00.0.0.0/0',
    '1.2.3.1000/32',
    '1.2.3.4/33',
    '1.2.3.4/08',
    '1.2.3.4/-1',
    '1.2.3.4/8 ',
    ' 1.2.3.4/8',
    '1..3.4/8',
    '.1.2.3/8',
    '1.2.3./8',
    'a.b.c.d/8',
    '0x1.2.3.4/8',
    '::/0',
    'pl-0123',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.isNull(parseIpv4Cidr(text));
    });
  }

  it('answers the aligned block of the right size that holds the address', () => {
    const octet = fc.nat({ max: 255 });
    fc.assert(
      fc.property(octet, octet, octet, octet, fc.nat({ max: 32 }), (a, b, c, d, prefix) => {
        const block = parseIpv4Cidr(`${a}.${b}.${c}.${d}/${prefix}`);
        const address = ((a * 256 + b) * 256 + c) * 256 + d;

        assert.isNotNull(block);
        if (block === null) return;
        assert.equal(block.end - block.start, 2 ** (32 - prefix));
        assert.equal(block.start % (block.end - block.start), 0);
        assert.isTrue(block.start <= address && address < block.end);
      }),
    );
  });
});
