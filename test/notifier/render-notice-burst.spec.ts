import { assert } from 'chai';
import type { OutcomeNotice } from '../../contract/notice.ts';
import { mostInBurst } from '../../notifier/merge-burst.ts';
import { renderTelling } from '../../notifier/render-telling.ts';
import { ruleOf } from '../../rules/registry.ts';
import { deadLetterNotice, graceNotice, outcomeNotice } from '../support/notices.ts';
import { assertFitsSlack, mrkdwnTexts } from './assert-fits-slack.ts';
import { fieldsOf, headingOf, linesOf, partOf } from './message-parts.ts';

const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));
const { resource } = outcomeNotice();
const actionOf = (index: number): string => `20261120T233800Z-0a1b2c3d.${index}`;
const group = (index: number, overrides: Partial<OutcomeNotice> = {}): OutcomeNotice =>
  outcomeNotice({
    actionId: actionOf(index),
    resource: { ...resource, id: `sg-${index}`, tags: { Name: `worker ${index}` } },
    ...overrides,
  });
const mendedBurst = (notices: OutcomeNotice[]) =>
  renderTelling({ kind: 'outcome-burst', outcome: 'mended', rule: null, notices });

describe('many outcomes in one message', () => {
  it('say once what is the same of all, and on each line how to undo it', () => {
    const message = mendedBurst(many(11, group));

    assert.equal(headingOf(message), ':wrench: Mended: 11 resources, all critical');
    assert.deepEqual(fieldsOf(message), {
      Where: '`111122223333 eu-west-1`',
      Rule: '`security-group-restricted-ports`',
      Since: '`2026-11-20 10:15:30 UTC`',
    });
    assert.equal(partOf(message, 'Why it matters:'), ruleOf('security-group-restricted-ports')?.risk);
    assert.equal(partOf(message, 'To undo one:'), '`configmend restore ACTION`, the first word of its line.');
    assert.deepEqual(linesOf(message, 'Resources').slice(0, 2), [
      '20261120T233800Z-0a1b2c3d.0 · sg-0 · worker 0',
      '20261120T233800Z-0a1b2c3d.1 · sg-1 · worker 1',
    ]);
    assert.equal(message.text, 'Mended: 11 resources, all critical in `111122223333 eu-west-1`');
  });

  it('lose no undo, however many there are and wherever', () => {
    const longest = many(mostInBurst, (index) =>
      group(index, {
        resource: {
          ...resource,
          id: `${index}-`.padEnd(63, 'x'),
          region: index % 2 === 0 ? 'eu-west-1' : 'ap-southeast-2',
        },
        rules: ['security-group-restricted-ports', 'security-group-authorized-ports'],
      }),
    );

    const message = mendedBurst(longest);

    const all = mrkdwnTexts(message).join('\n');
    for (const { actionId } of longest) assert.include(all, `${actionId} · `);
    assertFitsSlack(message);
    assert.notInclude(all, 'left out');
  });

  it('say on each line what differs: place and rules', () => {
    const other = group(1, { resource: { ...resource, region: 'us-east-1', tags: {} }, rules: ['s3-bucket-logging'] });

    const message = mendedBurst([group(0), other]);

    assert.equal(fieldsOf(message)['Where'], 'on each line');
    assert.deepEqual(linesOf(message, 'Resources'), [
      '20261120T233800Z-0a1b2c3d.0 · sg-0 · worker 0 · 111122223333 eu-west-1 · security-group-restricted-ports',
      '20261120T233800Z-0a1b2c3d.1 · sg-0a1b2c3d4e5f60718 · 111122223333 us-east-1 · s3-bucket-logging',
    ]);
  });

  it('say once what stopped all of them', () => {
    const failure = { code: 'CHANGE_DENIED', message: 'an explicit deny', next: 'allow it' };
    const { actionId: _, ...failed } = group(0, { outcome: 'failed', failure });

    const message = renderTelling({
      kind: 'outcome-burst',
      outcome: 'failed',
      rule: 'security-group-restricted-ports',
      notices: [failed, failed],
    });

    assert.equal(partOf(message, 'What stopped it:'), '`CHANGE_DENIED` an explicit deny');
    assert.deepEqual(linesOf(message, 'Resources'), ['sg-0 · worker 0', 'sg-0 · worker 0']);
    assert.include(mrkdwnTexts(message), 'Nothing was changed, so there is nothing to undo.');
  });

  it('say on each line what stopped it where that differs, and which can be undone', () => {
    const failure = { code: 'CHANGE_DENIED', message: 'an explicit deny', next: 'allow it' };
    const { actionId: _, ...untouched } = group(1, { outcome: 'partly-mended', failure });
    const notices = [group(0, { outcome: 'partly-mended', failure: { ...failure, message: 'throttled' } }), untouched];

    const message = renderTelling({ kind: 'outcome-burst', outcome: 'partly-mended', rule: 'x', notices });

    assert.deepEqual(linesOf(message, 'Resources'), [
      '20261120T233800Z-0a1b2c3d.0 · CHANGE_DENIED · sg-0 · worker 0 · throttled',
      '– · CHANGE_DENIED · sg-1 · worker 1 · an explicit deny',
    ]);
  });
});

describe('many beginnings of grace in one message', () => {
  it('say by when each is mended, and how to keep it', () => {
    const notices = many(30, (index) => graceNotice({ resource: { ...resource, id: `sg-${index}`, tags: {} } }));

    const message = renderTelling({ kind: 'grace-burst', notices });

    assert.equal(headingOf(message), ':hourglass_flowing_sand: To be mended: 30 violations');
    assert.include(partOf(message, 'Nothing is changed before the time on each line.'), '`configmend exemptions add`');
    assert.equal(linesOf(message, '1 to 25')[0], '2026-11-21 10:15 UTC · sg-0');
    assert.equal(linesOf(message, '26 to 30').at(-1), '2026-11-21 10:15 UTC · sg-29');
  });
});

describe('many dead letters in one message', () => {
  it('say what stopped them, what each is about, and how to have all tried again', () => {
    const known = deadLetterNotice({ resource: { ...resource, tags: {} } });

    const message = renderTelling({
      kind: 'dead-letter-burst',
      code: 'MESSAGE_INVALID',
      notices: [known, deadLetterNotice()],
    });

    assert.equal(headingOf(message), ':incoming_envelope: Dead letters: 2, all MESSAGE_INVALID');
    assert.equal(partOf(message, 'What stopped it:'), '`MESSAGE_INVALID` version: 7 is not understood');
    assert.deepEqual(linesOf(message, 'Resources'), [
      'sg-0a1b2c3d4e5f60718',
      'message 5d1f2c3b-0000-4000-8000-0123456789ab',
    ]);
    assert.include(partOf(message, 'Next:'), '. `configmend dead-letters return --all` has them tried again.');
  });
});
