import { assert } from 'chai';
import { parseRuleEvent } from '../../rules/rule-event.ts';
import { assertFails } from '../support/assert-fails.ts';
import {
  changeEvent,
  deletedGroupItem,
  groupItem,
  inApiForm,
  oversizedEvent,
  ruleEvent,
  scheduledEvent,
} from '../support/rule-events.ts';

describe('parseRuleEvent', () => {
  for (const [form, item] of [
    ['stream', groupItem()],
    ['API', inApiForm(groupItem())],
  ] as const) {
    it(`reads a change with its item in ${form} form`, () => {
      const { trigger, ...event } = parseRuleEvent(changeEvent(item));

      assert.deepEqual(event, {
        ruleParameters: undefined,
        resultToken: 'token-of-this-invocation',
        eventLeftScope: false,
        configRuleName: 'configmend-security-group-restricted-ports',
        accountId: '123456789012',
        configRuleArn: 'arn:aws:config:eu-west-1:123456789012:config-rule/config-rule-abc123',
      });
      if (trigger.kind !== 'change') assert.fail(trigger.kind);
      const { resourceId, accountId, region, status, captureTime } = trigger.item;
      assert.deepEqual(
        [resourceId, accountId, region, status, captureTime],
        ['sg-1', '123456789012', 'eu-west-1', 'OK', '2026-11-20T10:00:00.123Z'],
      );
    });
  }

  it('reads the change of a deleted resource', () => {
    const { trigger } = parseRuleEvent(changeEvent(deletedGroupItem()));

    if (trigger.kind !== 'change') assert.fail(trigger.kind);
    assert.equal(trigger.item.status, 'ResourceDeleted');
    assert.isNull(trigger.item.configuration);
  });

  it('reads an oversized notification', () => {
    assert.deepEqual(parseRuleEvent(oversizedEvent()).trigger, {
      kind: 'oversized',
      summary: {
        resourceType: 'AWS::EC2::SecurityGroup',
        resourceId: 'sg-1',
        accountId: '123456789012',
        captureTime: '2026-11-20T10:00:00.123Z',
        status: 'OK',
      },
    });
  });

  it('reads a scheduled notification', () => {
    assert.deepEqual(parseRuleEvent(scheduledEvent()).trigger, {
      kind: 'scheduled',
      at: '2026-11-20T11:00:00.000Z',
      accountId: '123456789012',
    });
  });

  for (const [given, expected] of [
    [undefined, undefined],
    [null, undefined],
    ['', undefined],
    ['{}', {}],
    ['{"ports":"22"}', { ports: '22' }],
  ] as const) {
    it(`takes ruleParameters ${JSON.stringify(given)} as ${JSON.stringify(expected)}`, () => {
      const { ruleParameters } = parseRuleEvent(changeEvent(groupItem(), { ruleParameters: given }));

      assert.deepEqual(ruleParameters, expected);
    });
  }

  it('takes an event without eventLeftScope as in scope', () => {
    const { eventLeftScope: _, ...event } = changeEvent();

    assert.isFalse(parseRuleEvent(event).eventLeftScope);
  });

  it('reads an event that does not say whose rule it is', () => {
    for (const absent of [null, undefined, '']) {
      const event = parseRuleEvent(changeEvent(groupItem(), { accountId: absent, configRuleArn: absent }));

      assert.notProperty(event, 'accountId');
      assert.notProperty(event, 'configRuleArn');
    }
  });

  const unknownType = { messageType: 'ConfigurationSnapshotDeliveryCompleted' };
  const scheduledAt = (notificationCreationTime: unknown) => ({
    messageType: 'ScheduledNotification',
    awsAccountId: '123456789012',
    notificationCreationTime,
  });
  for (const [what, event, field] of [
    ['nothing', undefined, 'event'],
    ['a list', [], 'invokingEvent'],
    ['no invokingEvent', changeEvent(groupItem(), { invokingEvent: undefined }), 'invokingEvent'],
    ['an invokingEvent that is not JSON', ruleEvent('{"messageType"'), 'invokingEvent is not JSON'],
    ['an invokingEvent that is not an object', ruleEvent('7'), 'invokingEvent'],
    ['no message type', ruleEvent({}), 'messageType'],
    ['an unknown message type', ruleEvent(unknownType), 'messageType'],
    ['ruleParameters that are not JSON', changeEvent(groupItem(), { ruleParameters: '{ports' }), 'ruleParameters'],
    ['no result token', changeEvent(groupItem(), { resultToken: '' }), 'resultToken'],
    ['no rule name', changeEvent(groupItem(), { configRuleName: undefined }), 'configRuleName'],
    ['a scope that is not said', changeEvent(groupItem(), { eventLeftScope: 'no' }), 'eventLeftScope'],
    ['a summary without its resource', oversizedEvent({ resourceId: '' }), 'configurationItemSummary.resourceId'],
    ['a summary of no time', oversizedEvent({ configurationItemCaptureTime: 'then' }), 'configurationItemCaptureTime'],
    ['a schedule of no time', ruleEvent(scheduledAt('soon')), 'notificationCreationTime'],
  ] as const) {
    it(`refuses an event with ${what}, naming the field`, () => {
      assertFails(() => parseRuleEvent(event), 'EVENT_UNREADABLE', field);
    });
  }

  it('names an unknown message type, so that its sender can be found', () => {
    assertFails(() => parseRuleEvent(ruleEvent(unknownType)), 'EVENT_UNREADABLE', unknownType.messageType);
  });

  it('refuses a change without its item', () => {
    const event = ruleEvent({ messageType: 'ConfigurationItemChangeNotification' });

    assertFails(() => parseRuleEvent(event), 'EVENT_UNREADABLE', 'configurationItem');
  });

  it('refuses an item that cannot be read, naming it and the field', () => {
    const event = changeEvent(groupItem({ awsRegion: null }));

    assertFails(() => parseRuleEvent(event), 'ITEM_UNREADABLE', 'configuration item sg-1: awsRegion');
  });
});
