import { assert } from 'chai';
import type { PrefixListContents } from '../../contract/context.ts';
import { type KeyedReach, portSources } from '../../exposure/offending-sources.ts';
import { reachOf } from '../../exposure/source-reach.ts';
import { sourceOf } from '../support/security-groups.ts';

const most = { ipv4: 2 ** 24, ipv6: 2n ** 96n };
const prefixLists = new Map<string, PrefixListContents>([
  ['pl-wide6', { kind: 'read', cidrs: ['11.0.0.0/8', '2a00::/12'] }],
  ['pl-office', { kind: 'read', cidrs: ['52.94.0.0/22', '2600:1f18::/36'] }],
]);

/** The sources of one port that offend; those with `all:` before them have a rule for all traffic. */
function offending(...sources: string[]): string[] {
  const keyed = sources.map((key) => {
    const reach = reachOf(sourceOf(key.replace('all:', '')), prefixLists);
    if (reach.kind !== 'read') throw new Error(reach.reason);
    return { key, reach, allTraffic: key.startsWith('all:') };
  });
  const [forwards, backwards] = [judged(keyed), judged(keyed.toReversed())];
  assert.deepEqual(backwards, forwards, 'depends on the order of sources');
  return forwards;
}

function judged(keyed: readonly KeyedReach[]): string[] {
  const port = portSources(keyed, most);
  for (const at of keyed.keys()) port.open(at);
  const { offending } = port.judge();
  assert.deepEqual([...port.judge().offending], [...offending], 'judging changes what is judged');
  return keyed
    .filter((_, at) => offending.has(at))
    .map(({ key }) => key)
    .sort();
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
      const reach = reachOf(sourceOf(key), prefixLists);
      if (reach.kind !== 'read') throw new Error(reach.reason);
      return { key, reach, allTraffic: false };
    });
    const port = portSources(keyed, most);
    const seen: number[] = [];
    for (const step of [
      () => port.open(1),
      () => port.open(0),
      () => port.open(0),
      () => port.close(0),
      () => port.close(1),
      () => port.close(0),
    ]) {
      step();
      seen.push(port.judge().offending.size);
    }

    assert.deepEqual(seen, [0, 1, 1, 1, 1, 0]);
  });
});
