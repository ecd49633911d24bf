import { assert } from 'chai';
import { ipv4Internet, ipv6Internet } from '../../exposure/internet.ts';
import { parseIpv4Cidr } from '../../exposure/ipv4-cidr.ts';
import { parseIpv6Cidr } from '../../exposure/ipv6-cidr.ts';

function ipv4(cidr: string): number {
  const block = parseIpv4Cidr(cidr);
  assert.isNotNull(block, cidr);
  return block === null ? Number.NaN : ipv4Internet.measure(block);
}

function ipv6(cidr: string): bigint {
  const block = parseIpv6Cidr(cidr);
  assert.isNotNull(block, cidr);
  return block === null ? -1n : ipv6Internet.measure(block);
}

describe('the IPv4 internet', () => {
  for (const cidr of [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '10.1.2.3/32',
    '100.64.0.0/10',
    '127.0.0.1/32',
    '169.254.169.254/32',
    '172.16.0.0/12',
    '192.0.0.0/29',
    '192.0.2.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/4',
    '240.0.0.0/4',
    '255.255.255.255/32',
  ]) {
    it(`has nothing of ${cidr}`, () => {
      assert.equal(ipv4(cidr), 0);
    });
  }

  for (const [cidr, addresses] of [
    ['8.8.8.8/32', 1],
    ['11.0.0.0/8', 2 ** 24],
    ['100.0.0.0/8', 2 ** 24 - 2 ** 22],
    ['172.0.0.0/8', 2 ** 24 - 2 ** 20],
    ['172.32.0.0/11', 2 ** 21],
    ['192.88.99.0/24', 256],
    ['192.0.0.0/24', 2],
    ['223.255.255.255/32', 1],
  ] as const) {
    it(`has ${addresses} addresses of ${cidr}`, () => {
      assert.equal(ipv4(cidr), addresses);
    });
  }

  it('is all of 0.0.0.0/0 but the special addresses', () => {
    const special = 3 * 2 ** 24 + 2 ** 22 + 2 * 2 ** 16 + 2 ** 20 + 2 ** 17 + 4 * 2 ** 8 - 2 + 2 ** 29;

    assert.equal(ipv4('0.0.0.0/0'), 2 ** 32 - special);
    assert.equal(ipv4Internet.total, 2 ** 32 - special);
    assert.equal(ipv4('0.0.0.0/1') + ipv4('128.0.0.0/1'), ipv4Internet.total);
  });
});

describe('the IPv6 internet', () => {
  for (const cidr of [
    '::/8',
    '::1/128',
    '::ffff:0:0/96',
    '::ffff:8.8.8.8/128',
    '64:ff9b:1::/48',
    '100::/64',
    '2001:2::/48',
    '2001:db8::/32',
    '3fff::/20',
    '4000::/2',
    '5f00::/16',
    'fc00::/7',
    'fe80::/10',
    'ff00::/8',
  ]) {
    it(`has nothing of ${cidr}`, () => {
      assert.equal(ipv6(cidr), 0n);
    });
  }

  for (const [cidr, addresses] of [
    ['2a00::/12', 1n << 116n],
    ['2600:1f18::/33', 1n << 95n],
    ['2001::/32', 1n << 96n],
    ['2002::/16', 1n << 112n],
    ['2001:4:112::/48', 1n << 80n],
  ] as const) {
    it(`has all of ${cidr}`, () => {
      assert.equal(ipv6(cidr), addresses);
    });
  }

  it('is 2000::/3 but for the special addresses, which is all of ::/0 and of ::/1', () => {
    assert.equal(ipv6('2000::/3'), ipv6Internet.total);
    assert.equal(ipv6('::/0'), ipv6Internet.total);
    assert.equal(ipv6('::/1'), ipv6Internet.total);
    assert.isBelow(Number((1n << 125n) - ipv6Internet.total), 2 ** 109);
  });
});
