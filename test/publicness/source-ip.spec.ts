import { assert } from 'chai';
import * as fc from 'fast-check';
import {
  awsBreadth,
  isAddressRange,
  sourceIpLooseness,
  strictestBreadth,
  unionLooseness,
  widestIpv4Union,
} from '../../publicness/source-ip.ts';

describe('sourceIpLooseness', () => {
  const narrow = [
    '203.0.113.7',
    '203.0.113.0/24',
    '54.0.0.0/8',
    '10.0.0.0/8',
    '172.16.0.0/12',
    '2001:db8::1',
    '2001:DB8:1234::/48',
    '2600:1f00::/32',
  ];
  for (const value of narrow) {
    it(`takes ${value} for narrow`, () => {
      assert.isNull(sourceIpLooseness(value, awsBreadth));
      assert.isTrue(isAddressRange(value));
    });
  }

  const broad: [string, string][] = [
    ['0.0.0.0/0', '/8'],
    ['0.0.0.0/1', '/8'],
    ['128.0.0.0/1', '/8'],
    ['54.0.0.0/7', '/8'],
    ['10.0.0.0/7', '/8'],
    ['1.2.3.4/0', '/8'],
    ['::/0', '/32'],
    ['2000::/3', '/32'],
    ['2600:1f00::/31', '/32'],
  ];
  for (const [value, limit] of broad) {
    it(`takes ${value} for broader than ${limit}`, () => {
      assert.equal(sourceIpLooseness(value, awsBreadth), `is broader than ${limit}`);
    });
  }

  for (const value of ['*', '203.0.113.*', '', '203.0.113.0/33', 'vpc-1', '${aws:SourceIp}', '1.2.3']) {
    it(`does not take ${JSON.stringify(value)} for a range`, () => {
      assert.equal(sourceIpLooseness(value, awsBreadth), 'is not an address range');
      assert.isFalse(isAddressRange(value));
    });
  }

  it('excepts private ranges however short the prefix must be', () => {
    assert.isNull(sourceIpLooseness('10.0.0.0/8', strictestBreadth));
    assert.isNull(sourceIpLooseness('172.16.0.0/12', strictestBreadth));
    assert.isNull(sourceIpLooseness('192.168.0.0/16', strictestBreadth));
  });

  it('takes two addresses for too many where one is the most', () => {
    for (const [one, two, limit] of [
      ['203.0.113.7', '203.0.113.6/31', '/32'],
      ['2001:db8::1', '2001:db8::/127', '/128'],
    ] as const) {
      assert.isNull(sourceIpLooseness(one, strictestBreadth));
      assert.equal(sourceIpLooseness(two, strictestBreadth), `is broader than ${limit}`);
    }
  });

  it('is stricter with a longer prefix', () => {
    const breadth = { ipv4PrefixLength: 24, ipv6PrefixLength: 64 };

    assert.isNull(sourceIpLooseness('54.1.2.0/24', breadth));
    assert.equal(sourceIpLooseness('54.1.2.0/23', breadth), 'is broader than /24');
    assert.equal(sourceIpLooseness('2600:1f00::/63', breadth), 'is broader than /64');
  });
});

describe('unionLooseness', () => {
  const slash8s = (from: number, count: number): string[] =>
    Array.from({ length: count }, (_, i) => `${from + i}.0.0.0/8`);

  it('sees through 256 ranges that are each narrow and together everyone', () => {
    assert.match(unionLooseness(slash8s(0, 256)) ?? '', /^ranges together hold \d+ IPv4 addresses of the internet$/);
  });

  it('lets sixteen /8s pass and not seventeen', () => {
    assert.isNull(unionLooseness(slash8s(40, 16)));
    assert.isNotNull(unionLooseness(slash8s(40, 17)));
  });

  it('counts an address once, however often it is listed', () => {
    assert.isNull(unionLooseness(Array.from({ length: 40 }, () => '54.0.0.0/8')));
  });

  it('does not count private and reserved addresses', () => {
    assert.isNull(unionLooseness([...slash8s(224, 32), '10.0.0.0/8', ...slash8s(40, 16)]));
  });

  it('is not passed by any list of narrow ranges that holds more than the bound, in whatever order', () => {
    const first = fc.integer({ min: 41, max: 90 });
    fc.assert(
      fc.property(fc.uniqueArray(first, { minLength: 17, maxLength: 40 }), (firsts) => {
        assert.isAbove(firsts.length * 2 ** 24, widestIpv4Union);
        assert.isNotNull(unionLooseness(firsts.map((octet) => `${octet}.0.0.0/8`)));
      }),
    );
  });
});
