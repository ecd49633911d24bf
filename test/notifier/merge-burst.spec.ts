import { assert } from 'chai';
import * as fc from 'fast-check';
import type { Severity } from '../../contract/instruction.ts';
import type { OutcomeNotice } from '../../contract/notice.ts';
import { aboutOf } from '../../notifier/about.ts';
import type { Announcement, Telling } from '../../notifier/announcement.ts';
import { burstLimit, type Item, mergeBursts, mostInBurst } from '../../notifier/merge-burst.ts';
import { alarmChange, complianceChange, deadLetterNotice, graceNotice, outcomeNotice } from '../support/notices.ts';

const severities = { 's3-bucket-public-access': 'critical', 's3-bucket-logging': 'low' } as const;
const item = (announcement: Announcement): Item => ({ announcement, about: aboutOf(announcement, severities) });
const notice = (of: Parameters<typeof outcomeNotice>[0] = {}): Item =>
  item({ kind: 'notice', notice: outcomeNotice(of) });
const change = (resourceId: string, rule = 's3-bucket-logging'): Item => item(complianceChange({ resourceId, rule }));
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));
const group = (id: string): Pick<OutcomeNotice, 'resource'> => ({ resource: { ...outcomeNotice().resource, id } });
const mended = (id: string, severity: Severity = 'low', more: Partial<OutcomeNotice> = {}): Item =>
  notice({ ...group(id), severity, ...more });
const kinds = (items: readonly Item[]): string[] => mergeBursts(items).map(({ telling }) => kindOf(telling));
function kindOf(telling: Telling): string {
  switch (telling.kind) {
    case 'notice':
      return telling.notice.kind;
    case 'compliance-burst':
      return `${telling.changes.length} changes`;
    case 'outcome-burst':
      return `${telling.notices.length} ${telling.outcome}${telling.rule === null ? '' : ` by ${telling.rule}`}`;
    case 'grace-burst':
    case 'dead-letter-burst':
      return `${telling.notices.length} ${telling.kind}`;
    default:
      return telling.kind;
  }
}

describe('mergeBursts', () => {
  it('leaves ten of a kind as they are', () => {
    const items = [notice(), ...many(burstLimit, (at) => change(`b${at}`)), item(alarmChange())];

    const merged = mergeBursts(items);

    assert.deepEqual(
      merged.map(({ telling, items: told }) => [telling, told]),
      items.map((one) => [one.announcement, [one]]),
    );
  });

  it('makes one of eleven, in the place of the first, with every item that it tells', () => {
    const changes = many(burstLimit + 1, (at) => change(`b${at}`));
    const [first, ...others] = changes;
    if (first === undefined) assert.fail('no change');
    const alarm = item(alarmChange());

    const merged = mergeBursts([alarm, first, notice(), ...others]);

    assert.deepEqual(
      merged.map(({ telling }) => kindOf(telling)),
      ['alarm', '11 changes', 'outcome'],
    );
    assert.deepEqual(merged[1]?.items, changes);
  });

  const cases: readonly [what: string, items: Item[], expected: string[]][] = [
    ['mends', many(11, (at) => mended(`sg-${at}`)), ['11 mended']],
    [
      'mends that are critical apart from others, so that none drowns',
      [...many(11, (at) => mended(`sg-${at}`)), mended('sg-x', 'critical'), mended('sg-y', 'critical')],
      ['11 mended', 'outcome', 'outcome'],
    ],
    [
      'verdicts of critical rules apart from others',
      [...many(11, (at) => change(`a${at}`)), ...many(11, (at) => change(`b${at}`, 's3-bucket-public-access'))],
      ['11 changes', '11 changes'],
    ],
    [
      'failures by the rule that they have in common',
      [
        ...many(11, (at) => mended(`a${at}`, 'low', { outcome: 'failed', rules: ['s3-bucket-tls-only'] })),
        ...many(3, (at) => mended(`b${at}`, 'low', { outcome: 'failed', rules: ['s3-bucket-logging'] })),
      ],
      ['11 failed by s3-bucket-tls-only', 'outcome', 'outcome', 'outcome'],
    ],
    [
      'outcomes of one sort only',
      [...many(6, (at) => mended(`a${at}`)), ...many(6, (at) => mended(`b${at}`, 'low', { outcome: 'exempt' }))],
      many(12, () => 'outcome'),
    ],
    [
      'beginnings of grace',
      many(12, (at) => item({ kind: 'notice', notice: graceNotice({ ...group(`sg-${at}`), severity: 'high' }) })),
      ['12 grace-burst'],
    ],
    [
      'dead letters of one reason',
      many(12, (at) => item({ kind: 'notice', notice: deadLetterNotice({ messageId: `m${at}` }) })),
      ['12 dead-letter-burst'],
    ],
    ['no alarms', many(12, () => item(alarmChange())), many(12, () => 'alarm')],
  ];
  for (const [what, items, expected] of cases) {
    it(`merges ${what}`, () => {
      assert.deepEqual(kinds(items), expected);
    });
  }

  it('gives a list a hundred notices at most, each of which keeps its line, and verdicts no end', () => {
    assert.equal(mostInBurst, 100);
    assert.deepEqual(kinds(many(150, (at) => mended(`sg-${at}`))), ['100 mended', '50 mended']);
    assert.deepEqual(kinds(many(900, (at) => change(`b${at}`))), ['900 changes']);
  });

  it('takes another limit', () => {
    assert.lengthOf(
      mergeBursts(
        many(3, (at) => change(`b${at}`)),
        2,
      ),
      1,
    );
  });

  it('never tells of a resource before what happened to it earlier, and tells everything once', () => {
    const announcement = fc.record({
      resource: fc.constantFrom('a', 'b', 'c', 'd'),
      what: fc.constantFrom('change', 'mended', 'failed', 'critical'),
    });
    fc.assert(
      fc.property(fc.array(announcement, { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), (list, limit) => {
        const items = list.map(({ resource, what }, index) => {
          if (what === 'change') return { ...item(complianceChange({ resourceId: resource })), index };
          const outcome = what === 'failed' ? 'failed' : 'mended';
          const bucket = { ...outcomeNotice().resource, type: 'AWS::S3::Bucket' as const, id: resource };
          const severity = what === 'critical' ? 'critical' : 'low';
          return { ...notice({ resource: bucket, outcome, severity }), index };
        });

        const told = mergeBursts(items, limit).flatMap((merged) => merged.items);

        assert.sameMembers(told, items);
        for (const resource of ['a', 'b', 'c', 'd']) {
          const order = told.flatMap(({ about, index }) => (about?.resource.endsWith(`/${resource}`) ? index : []));
          assert.deepEqual(
            order,
            order.toSorted((one, other) => one - other),
          );
        }
      }),
    );
  });
});
