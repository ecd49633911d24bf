import { assert } from 'chai';
import * as fc from 'fast-check';
import type { Notice } from '../../contract/notice.ts';
import type { Telling } from '../../notifier/announcement.ts';
import { parseEvent } from '../../notifier/parse-event.ts';
import { renderTelling } from '../../notifier/render-telling.ts';
import { renderPlain } from '../../notifier/slack-text.ts';
import {
  alarmChange,
  complianceChange,
  configMessage,
  configVerdict,
  deadLetterNotice,
  graceNotice,
  outcomeNotice,
  snsEvent,
} from '../support/notices.ts';
import { assertFitsSlack } from './assert-fits-slack.ts';
import { fieldsOf, headingOf, linesOf, partOf, smallPrintOf } from './message-parts.ts';

describe('an alarm in Slack', () => {
  it('says which, where, what it means, since when and why', () => {
    const message = renderTelling(alarmChange());

    assert.equal(headingOf(message), ':bell: Alarm: configmend-dead-letters');
    assert.equal(partOf(message, 'What it means:'), 'An instruction went to the dead-letter queue');
    assert.deepEqual(fieldsOf(message), {
      Where:
        '<https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/configmend-dead-letters|configmend-dead-letters>\n`111122223333` `eu-west-1`',
      State: '`OK` → `ALARM`',
      Since: '`2026-11-20 10:15:30 UTC`',
    });
    assert.deepEqual(linesOf(message, 'What CloudWatch saw'), [
      'Threshold Crossed: 1 datapoint [3.0] was greater than the threshold (0.0).',
    ]);
    assert.deepEqual(smallPrintOf(message), ['What to check and to do about each alarm: `docs/operations.md`']);
    assert.equal(message.text, 'Alarm: `configmend-dead-letters` in `111122223333` `eu-west-1`');
  });

  it('makes do with name and state', () => {
    const nothing = { description: null, accountId: null, region: null, from: null, reason: null, at: null };

    const message = renderTelling(alarmChange(nothing));

    assert.deepEqual(fieldsOf(message), { Where: '`configmend-dead-letters`', State: '`unknown` → `ALARM`' });
    assert.equal(message.text, 'Alarm: `configmend-dead-letters`');
  });
});

describe('an unreadable message in Slack', () => {
  it('says what stopped it, why it matters, what to do, and which it was', () => {
    const message = renderTelling({ kind: 'unreadable', why: 'Message is not JSON', messageId: 'abc-1' });

    assert.equal(headingOf(message), ':grey_question: A message could not be read');
    assert.equal(partOf(message, 'What stopped it:'), 'Message is not JSON');
    assert.include(partOf(message, 'Why it matters:'), 'may have been a finding');
    assert.include(partOf(message, 'Next:'), 'besides AWS Config and configmend');
    assert.deepEqual(smallPrintOf(message), ['Message `abc-1`']);
    assert.equal(message.text, 'A message could not be read: Message is not JSON');
  });

  it('does without an id', () => {
    const message = renderTelling({ kind: 'unreadable', why: 'the event is not an object', messageId: null });

    assert.isEmpty(smallPrintOf(message));
  });
});

/** Strings as an attacker or an accident would choose them. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom('<', '>', '&', '|', '`', '```', '*', '_', '~', '\n', '😀', '\uD83D', '\u202E', 'x'),
  }),
  fc.constantFrom(
    '<!channel>',
    '<!here|here>',
    '<@U0123456>',
    '<https://evil.example|sg-1>',
    '&lt;!channel&gt;',
    '```\n<!everyone>\n```',
    '@channel #general',
    '<'.repeat(9000),
    '😀'.repeat(5000),
    '&'.repeat(100_000),
  ),
);
const hostileList = fc.array(hostile, { maxLength: 60 });
const failure = fc.record({ code: hostile, message: hostile, next: hostile });
const resource = fc.record({
  type: fc.constantFrom('AWS::EC2::SecurityGroup', 'AWS::S3::Bucket', 'AWS::S3::AccountPublicAccessBlock'),
  id: fc.oneof(hostile, fc.constantFrom('sg-1', 'my_bucket*')),
  arn: hostile,
  accountId: fc.constantFrom('111122223333', '000000000000'),
  region: fc.constantFrom('eu-west-1', 'us-gov-west-1', 'cn-north-1', 'us-iso-east-1'),
  tags: fc.oneof(
    fc.constant({}),
    hostile.map((Name) => ({ Name })),
  ),
});
const at = fc.constantFrom('2026-11-20T10:15:30.123Z', '2026-11-20T10:15:30Z');
const anyNotice: fc.Arbitrary<Notice> = fc.oneof(
  fc
    .record({
      outcome: fc.constantFrom('mended', 'partly-mended', 'failed', 'refused', 'exempt', 'nothing-to-do'),
      severity: fc.constantFrom('critical', 'high', 'medium', 'low'),
      resource,
      rules: hostileList,
      violations: hostileList,
      before: hostileList,
      after: hostileList,
      notes: hostileList,
      actionId: hostile,
      actor: hostile,
      failure,
      at,
    })
    .map(outcomeNotice),
  fc.record({ messageId: hostile, resource, failure, at }).map(deadLetterNotice),
  fc
    .record({
      resource,
      rule: hostile,
      violations: hostileList,
      actor: hostile,
      before: hostileList,
      after: hostileList,
      notes: hostileList,
      until: at,
      at,
    })
    .map(graceNotice),
);
const verdict = fc.constantFrom('COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE', 'INSUFFICIENT_DATA');
const anyChange = fc.record({
  rule: hostile,
  resourceType: fc.oneof(hostile, fc.constant('AWS::S3::Bucket')),
  resourceId: hostile,
  accountId: hostile,
  region: fc.oneof(hostile, fc.constant('eu-west-1')),
  from: fc.option(verdict),
  to: fc.option(verdict),
  annotation: fc.option(hostile),
  at: fc.option(hostile),
});

describe('any message in Slack', () => {
  const tellings: [string, fc.Arbitrary<Telling>][] = [
    ['notice', anyNotice.map((notice) => ({ kind: 'notice', notice }))],
    ['compliance change', anyChange.map(complianceChange)],
    [
      'burst',
      fc
        .array(anyChange.map(complianceChange), { minLength: 11 })
        .map((changes) => ({ kind: 'compliance-burst', changes })),
    ],
    [
      'alarm',
      fc.record({ name: hostile, description: hostile, reason: hostile, from: hostile, at: hostile }).map(alarmChange),
    ],
    ['unreadable message', fc.record({ kind: fc.constant('unreadable'), why: hostile, messageId: hostile })],
  ];
  for (const [name, telling] of tellings) {
    it(`keeps a ${name} within Slack's limits and free of foreign markup`, () => {
      fc.assert(
        fc.property(telling, (drawn) => assertFitsSlack(renderTelling(drawn))),
        { numRuns: 150 },
      );
    });

    it(`shows a ${name} on a terminal without control characters`, () => {
      fc.assert(
        fc.property(telling, (drawn) => assert.notMatch(renderPlain(renderTelling(drawn)), /[^\P{Cc}\n]|\u202E/u)),
        { numRuns: 50 },
      );
    });
  }

  it('holds from the event to the message', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (resourceId, rule, annotation) => {
        const newEvaluationResult = configVerdict('NON_COMPLIANT', { annotation });
        const event = snsEvent(configMessage({ resourceId, configRuleName: rule, newEvaluationResult }));
        const announcements = parseEvent(event);

        assert.deepEqual(
          announcements.map((announcement) => announcement.kind),
          ['compliance'],
        );
        for (const announcement of announcements) assertFitsSlack(renderTelling(announcement));
      }),
      { numRuns: 100 },
    );
  });

  it('does not paste a policy', () => {
    const policy = JSON.stringify({
      Statement: Array.from({ length: 200 }, (_, index) => ({ Sid: `statement-${index}` })),
    });
    const message = renderTelling({
      kind: 'notice',
      notice: outcomeNotice({ before: [policy], after: [policy.slice(1)] }),
    });

    assert.notInclude(JSON.stringify(message), 'statement-20');
  });
});
