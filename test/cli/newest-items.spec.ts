import { assert } from 'chai';
import { newestItems } from '../../cli/newest-items.ts';
import { type ConfigurationItem, parseConfigurationItem } from '../../resources/configuration-item.ts';
import { groupItem } from '../support/rule-events.ts';

interface Entry {
  readonly item: ConfigurationItem;
  readonly leftScope: boolean;
}
const entry = (configurationItemCaptureTime: unknown, overrides: Record<string, unknown> = {}): Entry => ({
  item: parseConfigurationItem(groupItem({ configurationItemCaptureTime, ...overrides })),
  leftScope: false,
});
const old = entry('2026-01-01T00:00:00.000Z');
const newer = entry('2026-01-01T00:00:00.001Z');
const newest = entry(Date.UTC(2026, 0, 2) / 1000);

describe('newestItems', () => {
  for (const [what, given] of [
    ['oldest first', [old, newer, newest]],
    ['newest first', [newest, newer, old]],
    ['mixed', [newer, newest, old]],
  ] as const) {
    it(`keeps the newest version of a resource, given ${what}`, () => {
      assert.deepEqual(newestItems(given), [newest]);
    });
  }

  it('tells resources apart by type, account and id, and keeps their order', () => {
    const others = [
      entry('2020-01-01T00:00:00Z', { resourceId: 'sg-2' }),
      entry('2020-01-01T00:00:00Z', { awsAccountId: '999999999999' }),
      entry('2020-01-01T00:00:00Z', { resourceType: 'AWS::EC2::PrefixList' }),
    ];

    assert.deepEqual(newestItems([old, ...others, newest]), [newest, ...others]);
  });

  it('keeps what differs at the same time, and once what does not', () => {
    const deleted = entry(Date.UTC(2026, 0, 2) / 1000, { configurationItemStatus: 'ResourceDeleted' });
    const same = entry('2026-01-02T00:00:00Z');

    assert.deepEqual(newestItems([newest, deleted, same]), [newest, deleted]);
  });
});
