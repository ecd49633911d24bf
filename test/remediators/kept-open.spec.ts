import { assert } from 'chai';
import type { GroupRule } from '../../contract/resource.ts';
import type { ExposedPorts } from '../../contract/violation.ts';
import { keptOpen, sparedOf } from '../../remediators/kept-open.ts';
import { ingress } from '../support/security-groups.ts';

const world = '0.0.0.0/0';
const range = ingress('tcp', [20, 25], world, 'temp');
const all = ingress('-1', null, world, 'temp');
const of = (protocol: string, ...ports: (readonly [number, number])[]): ExposedPorts => ({
  kind: 'exposed-ports',
  rule: range,
  protocol,
  ports: ports.map(([from, to]) => ({ from, to })),
  reachedBy: 'all',
});
const open = (protocol: string, from: number, to = from) => ingress(protocol, [from, to], world, 'temp');

describe('what stays open of a rule that goes', () => {
  const cases: [string, GroupRule, ExposedPorts[], ExposedPorts[], GroupRule[]][] = [
    ['is nothing where nothing is exempt', range, [of('tcp', [22, 22])], [], []],
    [
      'is what is exempt, in one where it touches',
      range,
      [],
      [of('tcp', [22, 22]), of('tcp', [21, 21])],
      [open('tcp', 21, 22)],
    ],
    [
      'is no more than the rule opens',
      range,
      [],
      [of('tcp', [0, 21], [25, 30])],
      [open('tcp', 20, 21), open('tcp', 25)],
    ],
    ['is nothing of another protocol', range, [], [of('udp', [22, 22])], []],
    [
      'is not what a violation asks for',
      range,
      [of('tcp', [22, 23])],
      [of('tcp', [21, 24])],
      [open('tcp', 21), open('tcp', 24)],
    ],
    [
      'is not ended by what is asked of another protocol',
      range,
      [of('udp', [22, 22])],
      [of('tcp', [22, 22])],
      [open('tcp', 22)],
    ],
    [
      'is of all traffic by protocol',
      all,
      [of('tcp', [80, 80])],
      [of('udp', [53, 53]), of('tcp', [80, 81])],
      [open('tcp', 81), open('udp', 53)],
    ],
    ['is nothing of a protocol without ports', ingress('icmp', [8, -1], world), [], [of('icmp', [22, 22])], []],
  ];
  for (const [what, rule, asked, spared, left] of cases) {
    it(what, () => {
      assert.deepEqual(keptOpen(rule, asked, spared), left);
    });
  }
});

describe('what is exempt of a rule', () => {
  it('is what is found in that rule, and in no other', () => {
    const spared = of('tcp', [22, 22]);

    assert.deepEqual(
      sparedOf([
        spared,
        { ...spared, rule: all },
        { kind: 'unwanted-rule', rule: range, reason: 'it must not' },
        { kind: 'undecided', subject: 'pl-1', reason: 'unread' },
      ])(range),
      [spared],
    );
  });
});
