import { assert } from 'chai';
import type { PrefixListContents } from '../../contract/context.ts';
import { type KeyedReach, portSources, type PortSources } from '../../exposure/offending-sources.ts';
import { reachOf } from '../../exposure/source-reach.ts';
import { sourceOf } from '../support/security-groups.ts';

const most = { ipv4: 2 ** 24, ipv6: 2n ** 96n };
const prefixLists = new Map<string, PrefixListContents>([
  ['pl-wide6', { kind: 'read', cidrs: ['11.0.0.0/8', '2a00::/12'] }],
  // Each overlaps with others: how much it adds is less than how wide it is.
  ['pl-middle', { kind: 'read', cidrs: ['12.0.0.0/10', '14.0.0.0/10'] }],
  ['pl-widest', { kind: 'read', cidrs: ['11.0.0.0/9', '13.0.0.0/10'] }],
  ['pl-narrowest', { kind: 'read', cidrs: ['103.0.0.0/10', '104.0.0.0/11'] }],
  ['pl-office', { kind: 'read', cidrs: ['52.94.0.0/22', '2600:1f18::/36'] }],
]);

/** The sources of one port that offend; those with `all:` before them have a rule for all traffic. */
function offending(...sources: string[]): string[] {
  const keyed = sources.map((key) => {
    const reach = reachOf({ source: sourceOf(key.replace('all:', '')), direction: 'egress' }, prefixLists);
    if (reach.kind !== 'read') throw new Error(reach.reason);
    return { key, reach, allTraffic: key.startsWith('all:') };
  });
  const [forwards, backwards] = [judged(keyed), judged(keyed.toReversed())];
  assert.deepEqual(backwards, forwards, 'depends on the order of sources');
  return forwards;
}

function judged(keyed: readonly KeyedReach[]): string[] {
  const port = portSources(keyed, most);
  for (const source of port.sources) port.open(source);
  const offending = offendingKeys(port);
  for (const source of port.sources) port.close(source);
  assert.isEmpty(offendingKeys(port), 'judging changes what is judged');
  for (const source of port.sources) port.open(source);
  assert.deepEqual(offendingKeys(port), offending, 'judging changes what is judged');
  return offending;
}

function offendingKeys(port: PortSources<KeyedReach>): string[] {
  return [...port.judge().offending].map(({ given }) => given.key).sort();
}

describe('the offending sources of a port', () => {
  for (const [what, sources, expected] of [
    ['nobody within the limit', ['11.0.0.0/8'], []],
    ['the one that is beyond it', ['11.0.0.0/8', '12.0.0.0/7'], ['12.0.0.0/7']],
    [
      'both halves of the internet, not the address beside them',
      ['8.8.8.8/32', '0.0.0.0/1', '128.0.0.0/1'],
      ['0.0.0.0/1', '128.0.0.0/1'],
    ],
    ['the whole internet, not what it contains', ['0.0.0.0/0', '11.0.0.0/8', '11.1.0.0/16'], ['0.0.0.0/0']],
    [
      'the widest until the rest fits',
      ['11.0.0.0/9', '12.0.0.0/9', '13.0.0.0/9', '14.0.0.0/32'],
      ['11.0.0.0/9', '12.0.0.0/9'],
    ],
    ['never private space', ['0.0.0.0/0', '10.0.0.0/8', '192.168.0.0/16'], ['0.0.0.0/0']],
    ['each family for itself', ['0.0.0.0/0', '2a05:d018::/36', '11.0.0.0/8'], ['0.0.0.0/0']],
    ['both families', ['0.0.0.0/0', '::/0', 'pl-office'], ['0.0.0.0/0', '::/0']],
    ['IPv4 that NAT64 leads to', ['64:ff9b::/96', '8.8.8.8/32'], ['64:ff9b::/96']],
    ['IPv4 of both ways together', ['64:ff9b::8.0.0.0/104', '9.0.0.0/9'], ['64:ff9b::8.0.0.0/104']],
    ['not IPv4 of both ways that is the same', ['64:ff9b::11.0.0.0/104', '11.0.0.0/8'], []],
    ['a prefix list by its contents', ['pl-wide6', 'pl-office'], ['pl-wide6']],
    [
      'every source that is too much even when another has gone',
      ['pl-wide6', '12.0.0.0/8', 'pl-office'],
      ['12.0.0.0/8', 'pl-wide6'],
    ],
    ['no source that is harmless once another had to go anyway', ['pl-wide6', '12.0.0.0/8'], ['pl-wide6']],
    ['what can be narrowed rather than all traffic, of equal width', ['all:8.0.0.0/8', '9.0.0.0/8'], ['9.0.0.0/8']],
    ['the same where its key comes first', ['8.0.0.0/8', 'all:9.0.0.0/8'], ['8.0.0.0/8']],
    ['all traffic where it is wider', ['all:8.0.0.0/7', '11.0.0.0/8'], ['all:8.0.0.0/7']],
    [
      'all traffic where it is wider, even though it might stay without the other',
      ['all:8.0.0.0/8', '11.0.0.0/9'],
      ['all:8.0.0.0/8'],
    ],
    ['the wider, whatever their keys', ['11.0.0.0/10', '12.0.0.0/9', '13.0.0.0/9'], ['12.0.0.0/9']],
    ['the wider of IPv6, whatever their keys', ['2a00::/34', '2a01::/33', '2a02::/33'], ['2a01::/33']],
    [
      'not all traffic that costs nothing once others have gone',
      ['all:11.0.0.0/8', '11.0.0.0/9', '11.128.0.0/9', '103.0.0.0/9'],
      ['103.0.0.0/9'],
    ],
    [
      'what can be narrowed rather than all traffic, of those of which one may stay after all',
      ['all:pl-widest', 'pl-middle', 'pl-narrowest', '11.0.0.0/10', '11.64.0.0/10', '12.0.0.0/10'],
      ['pl-middle', 'pl-narrowest'],
    ],
    [
      'all traffic last of what may stay after all',
      ['11.0.0.0/8', 'all:13.0.0.0/9', '12.0.0.0/10', '14.0.0.0/10', '0.0.0.0/1'],
      ['0.0.0.0/1', '11.0.0.0/8'],
    ],
  ] as const) {
    it(`are ${what}`, () => {
      assert.deepEqual(offending(...sources), [...expected]);
    });
  }

  it('are judged anew as rules open and close, a source being there as long as one of its rules is', () => {
    const keyed = ['0.0.0.0/0', '8.8.8.8/32'].map((key) => {
      const reach = reachOf({ source: sourceOf(key), direction: 'egress' }, prefixLists);
      if (reach.kind !== 'read') throw new Error(reach.reason);
      return { key, reach, allTraffic: false };
    });
    const port = portSources(keyed, most);
    const [whole, address] = port.sources;
    if (whole === undefined || address === undefined) throw new Error('sources are missing');
    const seen: number[] = [];
    for (const step of [
      () => port.open(address),
      () => port.open(whole),
      () => port.open(whole),
      () => port.close(whole),
      () => port.close(address),
      () => port.close(whole),
    ]) {
      step();
      seen.push(port.judge().offending.size);
    }

    assert.deepEqual(seen, [0, 1, 1, 1, 1, 0]);
  });
});
