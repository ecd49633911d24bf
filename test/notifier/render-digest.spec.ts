import { assert } from 'chai';
import * as v from 'valibot';
import { type DigestNotice, Notice } from '../../contract/notice.ts';
import { nothingKnown } from '../../notifier/known.ts';
import { renderNotice } from '../../notifier/render-telling.ts';
import { assertFitsSlack } from './assert-fits-slack.ts';
import { fieldsOf, headingOf, linesOf, partOf, smallPrintOf } from './message-parts.ts';

const none = { mended: 0, partlyMended: 0, failed: 0, restored: 0, interrupted: 0 };
const calm = { waiting: 0, deadLetters: 0, failedInvocations: 0, untold: 0, undeliverable: 0 };

/** Of a day on which nothing happened. */
function digest(overrides: Partial<DigestNotice> = {}): DigestNotice {
  return {
    version: 1,
    kind: 'digest',
    accountId: '111122223333',
    region: 'eu-west-1',
    since: '2026-11-19T08:00:00.000Z',
    gate: 'open',
    breaker: null,
    actions: none,
    rules: [],
    queues: calm,
    exemptions: [],
    unread: [],
    at: '2026-11-20T08:00:00.000Z',
    ...overrides,
  };
}

describe('the daily digest in Slack', () => {
  it('is short on a day on which nothing happened', () => {
    assert.doesNotThrow(() => v.parse(Notice, digest()));
    const message = renderNotice(digest());

    assert.equal(headingOf(message), ':newspaper: Daily digest');
    assert.equal(message.text, 'Daily digest: 0 mended, 0 failed, 0 non-compliant now');
    assert.deepEqual(fieldsOf(message), {
      Where: '`111122223333` `eu-west-1`',
      'Gate and breaker': 'gate open, breaker not tripped',
      'Waiting to be mended': '0',
      'Waiting for somebody': 'nothing',
    });
    assert.lengthOf(message.blocks, 4);
    assert.isUndefined(partOf(message, 'Next:'));
    assert.include(smallPrintOf(message)[0], '`2026-11-19 08:00:00 UTC` to `2026-11-20 08:00:00 UTC`');
  });

  it('counts what there was nothing to do about, which is told nowhere else', () => {
    const rules = [
      { rule: 's3-bucket-tls-only', nothingToDo: 40 },
      { rule: 's3-bucket-logging', actions: { ...none, mended: 3, failed: 1 }, nothingToDo: 2 },
    ];

    const message = renderNotice(digest({ rules, actions: { ...none, mended: 3, failed: 1, partlyMended: 1 } }));

    assert.equal(
      message.text,
      'Daily digest: 3 mended, 1 partly mended, 1 failed, 42 right already when looked at, 0 non-compliant now',
    );
    assert.deepEqual(linesOf(message, 'By rule'), [
      's3-bucket-tls-only: 40 right already',
      's3-bucket-logging: 3 mended, 1 failed, 2 right already',
    ]);
  });

  it('does not pretend to have counted what AWS Config stops counting', () => {
    const rules = [{ rule: 's3-bucket-logging', nonCompliant: { resources: 25, orMore: true } }];

    const message = renderNotice(digest({ rules }));

    assert.include(message.text, '25 or more non-compliant now');
    assert.deepEqual(linesOf(message, 'By rule'), ['s3-bucket-logging: 25 or more non-compliant']);
  });

  const told: [string, Partial<DigestNotice>, string][] = [
    [
      'that the breaker has tripped, and why',
      { breaker: { at: '2026-11-20T01:00:00.000Z', cause: '26 resources in an hour' } },
      'the breaker has tripped (26 resources in an hour). `configmend breaker`',
    ],
    [
      'what to do about dead letters',
      { queues: { ...calm, deadLetters: 2 } },
      '`configmend dead-letters explain` says what to do about each dead letter.',
    ],
    [
      'where what has no outcome is listed',
      { actions: { ...none, interrupted: 1 } },
      '`configmend history --outcome interrupted` lists what has no outcome.',
    ],
  ];
  for (const [name, overrides, next] of told) {
    it(`says ${name}`, () => {
      assert.equal(partOf(renderNotice(digest(overrides)), 'Next:'), next);
    });
  }

  it('says what waits, for whom and since when', () => {
    const queues = { waiting: 4, deadLetters: 1, failedInvocations: 2, untold: 3, undeliverable: 1 };

    const fields = fieldsOf(renderNotice(digest({ queues, oldestAt: '2026-11-20T07:00:00.000Z' })));

    assert.equal(fields['Waiting to be mended'], '4, the oldest since\n`2026-11-20 07:00:00 UTC`');
    assert.equal(
      fields['Waiting for somebody'],
      '1 dead letter, 2 failed invocations, 1 message to Slack given up, 3 messages to Slack not sent yet',
    );
  });

  it('names the exemptions that end, each with its owner', () => {
    const exemptions = [
      { id: 'partner', rule: 's3-bucket-logging', owner: 'ops', expires: '2026-11-25T00:00:00.000Z' },
    ];

    const message = renderNotice(digest({ exemptions }));

    assert.equal(
      partOf(message, 'Exemptions that end within a week'),
      '• partner (s3-bucket-logging, ops) until 2026-11-25',
    );
  });

  it('says what it could not read, and never that all is well', () => {
    const { gate: _gate, breaker: _breaker, actions: _actions, queues: _queues, ...unread } = digest();

    const message = renderNotice({ ...unread, unread: ['The ledger could not be read: AccessDenied.'] });

    assert.include(message.text, 'what was mended is not known');
    assert.deepEqual(fieldsOf(message), {
      Where: '`111122223333` `eu-west-1`',
      'Gate and breaker': 'gate not known, breaker not known',
    });
    assert.equal(partOf(message, 'Not known'), '• The ledger could not be read: AccessDenied.');
  });

  it('fits with a thousand rules and exemptions', () => {
    const rules = Array.from({ length: 1000 }, (_, index) => ({
      rule: `rule-${index}`.repeat(20),
      nothingToDo: index,
    }));
    const exemptions = rules.map(({ rule }) => ({ id: rule, rule, owner: rule, expires: '2026-11-25T00:00:00.000Z' }));

    assertFitsSlack(renderNotice(digest({ rules, exemptions, unread: rules.map(({ rule }) => rule) })));
  });

  it('counts by account, with their names, and says of which the verdicts are', () => {
    const accounts = [{ accountId: '444455556666', actions: { ...none, mended: 3, failed: 1 } }];
    const notice = digest({ accounts });

    const message = renderNotice(notice, { ...nothingKnown, account: (id) => `payments (${id})` });

    assert.doesNotThrow(() => v.parse(Notice, notice));
    assert.deepEqual(linesOf(message, 'By account'), ['payments (444455556666): 3 mended, 1 failed']);
    assert.include(smallPrintOf(message), 'Non-compliant are counted in `payments (111122223333)` `eu-west-1` alone.');
  });
});
