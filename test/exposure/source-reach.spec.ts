import { assert } from 'chai';
import type { PrefixListContents } from '../../contract/context.ts';
import { reachOf, type SourceReach } from '../../exposure/source-reach.ts';
import { assertFails } from '../support/assert-fails.ts';
import { sourceOf } from '../support/security-groups.ts';

const nobody: SourceReach = {
  kind: 'read',
  ipv4: [],
  ipv6: [],
  translated: [],
  ipv4Addresses: 0,
  ipv6Addresses: 0n,
};
const block = { start: 0x08000000, end: 0x08000100 };
const wide = { start: 0x2a00n << 112n, end: 0x2a01n << 112n };
const from = (text: string) => ({ source: sourceOf(text), direction: 'ingress' }) as const;
const to = (text: string) => ({ source: sourceOf(text), direction: 'egress' }) as const;

describe('who a source is', () => {
  it('is nobody of the internet for a group', () => {
    assert.deepEqual(reachOf(from('sg-1'), new Map()), nobody);
  });

  it('is the addresses of a CIDR, those of the internet counted', () => {
    assert.deepEqual(reachOf(from('8.0.0.0/24'), new Map()), { ...nobody, ipv4: [block], ipv4Addresses: 256 });
    assert.deepEqual(reachOf(from('2a00::/16'), new Map()), { ...nobody, ipv6: [wide], ipv6Addresses: 1n << 112n });
    assert.deepInclude(reachOf(from('10.0.0.0/8'), new Map()), { ipv4Addresses: 0 });
  });

  it('is all entries of a prefix list together, of both families', () => {
    const cidrs = ['8.0.0.0/24', '2a00::/16', '9.0.0.0/31', '10.0.0.0/8', '2a01::/16'];
    const reach = reachOf(from('pl-1'), new Map([['pl-1', { kind: 'read', cidrs }]]));

    assert.deepInclude(reach, { kind: 'read', ipv4Addresses: 258, ipv6Addresses: 2n << 112n });
    assert.lengthOf(reach.kind === 'read' ? reach.ipv4 : [], 3);
    assert.lengthOf(reach.kind === 'read' ? reach.ipv6 : [], 2);
  });

  it('is read once of a list, whoever asks', () => {
    const lists = new Map([['pl-1', { kind: 'read', cidrs: ['8.0.0.0/24'] }]] as const);

    assert.strictEqual(reachOf(from('pl-1'), lists), reachOf(from('pl-1'), lists));
  });

  // Made anew for each test, since a list is read but once.
  for (const [what, given, reason] of [
    ['not given', () => undefined, 'they were not given'],
    ['not readable', () => ({ kind: 'unreadable', reason: 'AccessDenied' }), 'AccessDenied'],
    ['no CIDRs', () => ({ kind: 'read', cidrs: ['8.0.0.0/24', '"x"'] }), '"\\"x\\"" is not a CIDR'],
  ] satisfies [string, () => PrefixListContents | undefined, string][]) {
    it(`is not known where the entries are ${what}`, () => {
      const contents = given();
      const lists = new Map(contents === undefined ? [] : [['pl-1', contents]]);

      assert.deepEqual(reachOf(from('pl-1'), lists), { kind: 'unreadable', reason });
    });
  }

  for (const source of [
    { kind: 'ipv4', cidr: '8.0.0.0' },
    { kind: 'ipv6', cidr: '8.0.0.0/24' },
  ] as const) {
    it(`is refused for ${source.cidr} as ${source.kind}`, () => {
      const text = `security group rule: source "${source.cidr}" is not a CIDR`;

      assertFails(() => reachOf({ source, direction: 'ingress' }, new Map()), 'ITEM_UNREADABLE', text);
    });
  }

  it('is IPv4 too where NAT64 leads to it, for what goes out', () => {
    const ipv6 = [{ start: (0x64ff9bn << 96n) + 0x08000000n, end: (0x64ff9bn << 96n) + 0x08000100n }];

    const reach = reachOf(to('64:ff9b::8.0.0.0/120'), new Map());

    assert.deepEqual(reach, { ...nobody, ipv6, translated: [block], ipv4Addresses: 256 });
    assert.deepEqual(reachOf(to('2a00::/16'), new Map()), reachOf(from('2a00::/16'), new Map()));
  });

  it('is nobody of IPv4 by an address of NAT64, for what comes in', () => {
    assert.deepInclude(reachOf(from('64:ff9b::/96'), new Map()), { translated: [], ipv4Addresses: 0 });
  });

  it('is IPv4 by entries of a prefix list too, for what goes out', () => {
    const cidrs = ['64:ff9b::8.0.0.0/120', '9.0.0.0/31', '64:ff9b::10.0.0.0/104', '2a00::/16'];
    const lists = new Map([['pl-1', { kind: 'read', cidrs }]] as const);

    const [outwards, inwards] = [reachOf(to('pl-1'), lists), reachOf(from('pl-1'), lists)];

    assert.deepInclude(outwards, { ipv4Addresses: 258, ipv6Addresses: 1n << 112n });
    assert.lengthOf(outwards.kind === 'read' ? outwards.translated : [], 2);
    assert.deepInclude(inwards, { translated: [], ipv4Addresses: 2 });
    assert.strictEqual(reachOf(to('pl-1'), lists), outwards);
  });

  it('is not known of what goes out either, where an entry is no CIDR', () => {
    const lists = new Map([['pl-1', { kind: 'read', cidrs: ['x'] }]] as const);

    assert.deepInclude(reachOf(to('pl-1'), lists), { kind: 'unreadable' });
  });
});
