import { assert } from 'chai';
import { Notice } from '../../contract/notice.ts';
import * as fc from 'fast-check';
import { parseEvent } from '../../notifier/parse-event.ts';
import {
  alarmChange,
  alarmMessage,
  complianceChange,
  configMessage,
  configVerdict,
  deadLetterNotice,
  eventBridgeEvent,
  outcomeNotice,
  snsEvent,
} from '../support/notices.ts';

/** As EventBridge writes it: what Config has as null is left out. */
function withoutNulls(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, inner: unknown) => (inner === null ? undefined : inner));
}

describe('parseEvent', () => {
  const wrappings: [string, unknown][] = [
    ['a Config message in an SNS record', snsEvent(configMessage())],
    ['an EventBridge event', eventBridgeEvent(withoutNulls(configMessage()))],
    ['an EventBridge event in an SNS record', snsEvent(eventBridgeEvent(withoutNulls(configMessage())))],
    ['a Config message in an SNS notification as HTTP carries it', snsEvent(configMessage()).Records[0]?.Sns],
    [
      'a record whose key is written sns',
      { Records: [{ eventSource: 'aws:sns', sns: snsEvent(configMessage()).Records[0]?.Sns }] },
    ],
    ['a Config message handed over as it is', configMessage()],
  ];
  for (const [name, event] of wrappings) {
    it(`reads a compliance change from ${name}`, () => {
      assert.deepEqual(parseEvent(event), [complianceChange()]);
    });
  }

  it('reads our own notices and alarms', () => {
    const announcements = parseEvent(snsEvent(outcomeNotice(), deadLetterNotice(), alarmMessage()));

    assert.deepEqual(announcements, [
      { kind: 'notice', notice: outcomeNotice() },
      { kind: 'notice', notice: deadLetterNotice() },
      alarmChange(),
    ]);
  });

  const quiet = [
    'ConfigurationItemChangeNotification',
    'OversizedConfigurationItemChangeNotification',
    'OversizedConfigurationItemChangeDeliveryFailed',
    'ConfigRulesEvaluationStarted',
    'ConfigurationSnapshotDeliveryStarted',
    'ConfigurationSnapshotDeliveryCompleted',
    'ConfigurationSnapshotDeliveryFailed',
    'ConfigurationHistoryDeliveryCompleted',
  ];
  for (const messageType of quiet) {
    it(`has nothing to say about ${messageType}`, () => {
      assert.deepEqual(parseEvent(snsEvent({ messageType, recordVersion: '1.1' })), []);
    });
  }

  it('has nothing to say about the other events of aws.config', () => {
    const event = eventBridgeEvent({}, { 'detail-type': 'Config Rules Re-evaluation Status' });

    assert.deepEqual(parseEvent(event), []);
  });

  it('has nothing to say about an event without records', () => {
    assert.deepEqual(parseEvent({ Records: [] }), []);
  });

  const verdicts: [string, Record<string, unknown>, object][] = [
    ['no old verdict', { oldEvaluationResult: null }, { from: null }],
    ['an absent old verdict', { oldEvaluationResult: undefined }, { from: null }],
    ['no new verdict', { newEvaluationResult: null }, { to: null, annotation: null, at: '2026-11-20T10:15:31.500Z' }],
    [
      'a deleted resource',
      { newEvaluationResult: configVerdict('NOT_APPLICABLE') },
      { to: 'NOT_APPLICABLE', annotation: null },
    ],
    [
      'a verdict that was lost',
      { newEvaluationResult: configVerdict('INSUFFICIENT_DATA') },
      { to: 'INSUFFICIENT_DATA', annotation: null },
    ],
    [
      'an annotation with line breaks around it',
      { newEvaluationResult: configVerdict('NON_COMPLIANT', { annotation: '\nTag owner is missing\n' }) },
      { annotation: 'Tag owner is missing' },
    ],
    [
      'a blank annotation',
      { newEvaluationResult: configVerdict('NON_COMPLIANT', { annotation: ' \n' }) },
      { annotation: null },
    ],
    [
      'a proactive evaluation',
      {
        newEvaluationResult: configVerdict('NON_COMPLIANT', {
          evaluationResultIdentifier: { evaluationResultQualifier: { evaluationMode: 'PROACTIVE' } },
        }),
      },
      { mode: 'PROACTIVE', annotation: null },
    ],
    [
      'an evaluation that does not tell its mode',
      { newEvaluationResult: configVerdict('NON_COMPLIANT', { evaluationResultIdentifier: undefined }) },
      { mode: 'DETECTIVE', annotation: null },
    ],
  ];
  for (const [name, overrides, expected] of verdicts) {
    it(`reads ${name}`, () => {
      const [announcement] = parseEvent(snsEvent(configMessage(overrides)));

      assert.deepEqual(announcement, { ...complianceChange(), ...expected });
    });
  }

  it('reads an alarm of which only name and state are known', () => {
    const [announcement] = parseEvent(snsEvent({ AlarmName: 'anything', NewStateValue: 'OK' }));

    assert.deepEqual(announcement, {
      kind: 'alarm',
      name: 'anything',
      description: null,
      accountId: null,
      region: null,
      from: null,
      to: 'OK',
      reason: null,
      at: null,
    });
  });

  const secret = 'hunter2-secret';
  const unreadable: [string, unknown, string][] = [
    ['text', secret, 'Message is not JSON'],
    ['a list', [secret], 'Message is not a JSON object'],
    ['nothing', 'null', 'Message is not a JSON object'],
    ['an unknown message', { hello: secret }, 'it is none of the messages that the notifier knows'],
    [
      'an envelope in an envelope',
      { Type: 'Notification', Message: secret },
      'it is none of the messages that the notifier knows',
    ],
    [
      'an event of another service',
      eventBridgeEvent({ secret }, { source: 'aws.guardduty' }),
      'the EventBridge event is not of aws.config',
    ],
    [
      'a notice of the next version',
      { ...outcomeNotice(), version: 2, secret },
      'a notice of another version: deploy notifier and remediators of one release',
    ],
    ['a notice with an unknown field', { ...outcomeNotice(), extra: secret }, 'notice: extra is not a known field'],
    ['a notice with a broken field', { ...outcomeNotice(), at: secret }, 'notice: at is malformed'],
    [
      'a notice of an unknown kind',
      { version: 1, kind: secret },
      `notice: kind should be (${Notice.options.map(({ entries }) => JSON.stringify(entries.kind.literal)).join(' | ')})`,
    ],
    [
      'a change without a rule',
      configMessage({ configRuleName: 7 }),
      'compliance change: configRuleName should be string',
    ],
    [
      'an unknown verdict',
      configMessage({ newEvaluationResult: configVerdict(secret) }),
      'compliance change: newEvaluationResult.complianceType should be ("COMPLIANT" | "NON_COMPLIANT" | "NOT_APPLICABLE" | "INSUFFICIENT_DATA")',
    ],
    ['an alarm without a state', { AlarmName: secret }, 'alarm: NewStateValue is missing'],
  ];
  for (const [name, message, why] of unreadable) {
    it(`says why it cannot read ${name}, without quoting it`, () => {
      const announcements = parseEvent(snsEvent(message));

      assert.deepEqual(announcements, [{ kind: 'unreadable', why, messageId: 'message-0' }]);
      assert.notInclude(JSON.stringify(announcements), secret);
    });
  }

  it('does not lose the neighbours of a record that cannot be read', () => {
    const { Records } = snsEvent(configMessage(), '{', alarmMessage());
    const event = { Records: [...Records, 'no record', { Sns: { Message: 7 } }, { body: '{}' }, Records[0]] };

    const kinds = parseEvent(event).map((announcement) => announcement.kind);

    assert.deepEqual(kinds, [
      'compliance',
      'unreadable',
      'alarm',
      'unreadable',
      'unreadable',
      'unreadable',
      'compliance',
    ]);
  });

  for (const event of [undefined, null, 'text', 7, [], { Records: {} }]) {
    it(`tells that ${JSON.stringify(event) ?? 'undefined'} is no event`, () => {
      assert.deepEqual(
        parseEvent(event).map((announcement) => announcement.kind),
        ['unreadable'],
      );
    });
  }

  it('never throws, whatever arrives', () => {
    fc.assert(
      fc.property(fc.anything(), fc.jsonValue(), (event, message) => {
        assert.isArray(parseEvent(event));
        assert.lengthOf(parseEvent(snsEvent(JSON.stringify(message))), 1);
      }),
    );
  });
});
