import { DeleteConfigRuleCommand, StartConfigRulesEvaluationCommand } from '@aws-sdk/client-config-service';
import { assert } from 'chai';
import { bucketType, changeRule, functionArn, groupType, startConfig, type StartedConfig } from '../support/config.ts';
import { assertRefused } from '../support/refusal.ts';
import { accountId, region } from '../support/served.ts';

const hour = 3_600_000;
const source = (messageTypes: readonly string[], frequency?: 'One_Hour') => ({
  Owner: 'CUSTOM_LAMBDA' as const,
  SourceIdentifier: functionArn,
  SourceDetails: messageTypes.map((MessageType) => ({
    EventSource: 'aws.config' as const,
    MessageType: MessageType as 'ScheduledNotification',
    ...(frequency && { MaximumExecutionFrequency: frequency }),
  })),
});

describe('AWS Config invoking rules', () => {
  let account: StartedConfig;
  beforeEach(async () => {
    account = await startConfig({ delivery: { oversizedBytes: 4_000 } });
    await account.record();
  });
  afterEach(() => account.stop());

  const last = () => account.invoked.at(-1) ?? assert.fail('no rule was invoked');
  const kinds = () => account.invoked.map(({ event }) => event.invokingEvent.messageType);

  it('sends the event of a changed resource with every field, as config.amazonaws.com', async () => {
    await account.rule('open-ports', { InputParameters: '{"ports":"22","threshold":256}' });
    await account.put('sg-1', { tags: { team: 'web' } });

    const { event, source: invokedAs } = last();

    const { invokingEvent, configRuleId, resultToken, configRuleArn, ...rest } = event;
    assert.match(String(configRuleId), /^config-rule-[0-9a-f]{6}$/);
    assert.equal(configRuleArn, `arn:aws:config:${region}:${accountId}:config-rule/${String(configRuleId)}`);
    assert.isAbove(resultToken.length, 100);
    assert.deepEqual<object>(rest, {
      version: '1.0',
      ruleParameters: '{"ports":"22","threshold":"256"}',
      eventLeftScope: false,
      executionRoleArn: `arn:aws:iam::${accountId}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
      configRuleName: 'open-ports',
      accountId,
    });
    assert.deepEqual(invokedAs, {
      principal: 'config.amazonaws.com',
      sourceArn: configRuleArn,
      sourceAccount: accountId,
    });
    const { configurationItem, notificationCreationTime, ...kind } = invokingEvent;
    assert.deepEqual<object>(kind, {
      configurationItemDiff: null,
      messageType: 'ConfigurationItemChangeNotification',
      recordVersion: '1.3',
    });
    assert.equal(new Date(String(notificationCreationTime)).toISOString(), notificationCreationTime);
    const { configurationItemCaptureTime, configurationStateId, ...item } = configurationItem ?? assert.fail('no item');
    assert.equal(new Date(Number(configurationStateId)).toISOString(), configurationItemCaptureTime);
    assert.deepEqual<object>(item, {
      relatedEvents: [],
      relationships: [
        { resourceId: 'vpc-1', resourceName: null, resourceType: 'AWS::EC2::VPC', name: 'Is contained in Vpc' },
      ],
      configuration: { groupId: 'sg-1', ipPermissions: [] },
      supplementaryConfiguration: {},
      tags: { team: 'web' },
      configurationItemVersion: '1.3',
      awsAccountId: accountId,
      configurationItemStatus: 'ResourceDiscovered',
      resourceType: groupType,
      resourceId: 'sg-1',
      resourceName: 'name of sg-1',
      ARN: `arn:aws:ec2:${region}:${accountId}:security-group/sg-1`,
      awsRegion: region,
      availabilityZone: 'Not Applicable',
      configurationStateMd5Hash: '',
      resourceCreationTime: null,
    });
  });

  it('leaves ruleParameters out for a rule that has none', async () => {
    await account.rule('open-ports');
    await account.put('sg-1');

    assert.notProperty(last().event, 'ruleParameters');
  });

  it('tells what changed, and hands out a token per invocation', async () => {
    await account.rule('open-ports');
    await account.put('sg-1');
    await account.put('sg-1', { configuration: { groupId: 'sg-1', ipPermissions: [{ fromPort: 22 }] } });

    const [first, second] = account.invoked;
    assert.deepEqual(second?.event.invokingEvent['configurationItemDiff'], {
      changedProperties: {
        'Configuration.IpPermissions.0': { previousValue: null, updatedValue: { fromPort: 22 }, changeType: 'CREATE' },
      },
      changeType: 'UPDATE',
    });
    assert.notEqual(first?.event.resultToken, second?.event.resultToken);
  });

  it('sends a deleted resource without configuration and diff', async () => {
    await account.rule('open-ports');
    await account.put('sg-1');

    await account.remove('sg-1');

    const { invokingEvent, eventLeftScope } = last().event;
    assert.isFalse(eventLeftScope);
    assert.isNull(invokingEvent['configurationItemDiff']);
    assert.deepInclude(invokingEvent.configurationItem, {
      configurationItemStatus: 'ResourceDeleted',
      configuration: null,
      resourceName: null,
      availabilityZone: null,
      tags: {},
      relationships: [],
    });
  });

  const scopes = [
    { name: 'its resource types', Scope: { ComplianceResourceTypes: [groupType] }, expected: ['sg-1', 'sg-2'] },
    {
      name: 'one resource',
      Scope: { ComplianceResourceTypes: [groupType], ComplianceResourceId: 'sg-2' },
      expected: ['sg-2'],
    },
    { name: 'a tag', Scope: { TagKey: 'watch' }, expected: ['sg-2', 'bucket-1'] },
    { name: 'a tag and its value', Scope: { TagKey: 'watch', TagValue: 'yes' }, expected: ['bucket-1'] },
  ];
  for (const { name, Scope, expected } of scopes) {
    it(`invokes a rule for ${name} only`, async () => {
      await account.rule('scoped', { Scope });

      await account.put('sg-1');
      await account.put('sg-2', { tags: { watch: 'no' } });
      await account.put('bucket-1', { tags: { watch: 'yes' } }, bucketType);

      assert.deepEqual(
        account.invoked.map(({ event }) => event.invokingEvent.configurationItem?.resourceId),
        expected,
      );
    });
  }

  it('says once that a resource left the scope of a tag', async () => {
    await account.rule('tagged', { Scope: { TagKey: 'watch' } });
    await account.put('sg-1', { tags: { watch: 'yes' } });

    await account.put('sg-1', { tags: {} });
    await account.put('sg-1', { tags: { other: 'x' } });

    assert.deepEqual(
      account.invoked.map(({ event }) => event.eventLeftScope),
      [false, true],
    );
  });

  describe('with a large item', () => {
    const configuration = { text: 'x'.repeat(5_000) };

    it('sends a summary to a rule that asks for oversized items', async () => {
      await account.rule('both', {
        Source: source(['ConfigurationItemChangeNotification', 'OversizedConfigurationItemChangeNotification']),
      });

      await account.put('sg-1', { configuration });

      const { invokingEvent } = last().event;
      assert.equal(invokingEvent.messageType, 'OversizedConfigurationItemChangeNotification');
      const summary = invokingEvent['configurationItemSummary'] as { [field: string]: unknown };
      assert.deepInclude(summary, { changeType: 'CREATE', resourceType: groupType, resourceId: 'sg-1' });
      assert.notProperty(summary, 'configuration');
    });

    it('does not invoke a rule that asks for changes only', async () => {
      await account.rule('changes');

      await account.put('sg-1', { configuration });

      assert.deepEqual(account.invoked, []);
    });

    it('sends no whole item to a rule that asks for oversized items only', async () => {
      await account.rule('large', { Source: source(['OversizedConfigurationItemChangeNotification']) });

      await account.put('sg-1');

      assert.deepEqual(account.invoked, []);
    });
  });

  it('runs a periodic rule when it is put and then at its frequency', async () => {
    await account.rule('periodic', { Source: source(['ScheduledNotification'], 'One_Hour') });

    account.clock.advance(3 * hour);
    await account.pending.settled();

    assert.deepEqual(
      kinds(),
      Array.from({ length: 4 }, () => 'ScheduledNotification'),
    );
    const { notificationCreationTime, ...event } = last().event.invokingEvent;
    assert.isString(notificationCreationTime);
    assert.deepEqual<object>(event, {
      awsAccountId: accountId,
      messageType: 'ScheduledNotification',
      recordVersion: '1.0',
    });
  });

  it('stops the periodic runs of a rule that is deleted or no longer periodic', async () => {
    await account.rule('deleted', { Source: source(['ScheduledNotification'], 'One_Hour') });
    await account.rule('changed', { Source: source(['ScheduledNotification'], 'One_Hour') });
    await account.sdk.send(new DeleteConfigRuleCommand({ ConfigRuleName: 'deleted' }));
    await account.rule('changed');
    const before = account.invoked.length;

    account.clock.advance(5 * hour);
    await account.pending.settled();

    assert.equal(account.invoked.length, before);
  });

  it('evaluates what is recorded when a rule is put', async () => {
    await account.put('sg-1');
    await account.put('sg-2');
    await account.remove('sg-2');

    await account.rule('late');

    assert.deepEqual(
      account.invoked.map(({ event }) => event.invokingEvent.configurationItem?.resourceId),
      ['sg-1'],
    );
  });

  it('re-evaluates the last recorded state on request, recording nothing, once a minute', async () => {
    await account.put('sg-1');
    await account.rule('open-ports');
    const { invokingEvent: recorded } = last().event;
    account.resources.set(`${groupType}/sg-1`, { tags: { changed: 'unseen' } });
    const start = async () => {
      await account.sdk.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames: ['open-ports'] }));
      await account.pending.settled();
    };

    await start();
    const again = last().event.invokingEvent;
    await assertRefused(start(), 'LimitExceededException');
    account.clock.advance(60_000);
    await start();

    assert.equal(account.invoked.length, 3);
    assert.deepEqual(again.configurationItem, recorded.configurationItem);
    assert.isNull(again['configurationItemDiff']);
    assert.equal(account.published.at(-1)?.message['messageType'], 'ConfigRulesEvaluationStarted');
  });

  it('invokes nothing for a rule deleted in the meantime', async () => {
    await account.rule('gone', changeRule('gone'));
    account.change('sg-1');

    await account.sdk.send(new DeleteConfigRuleCommand({ ConfigRuleName: 'gone' }));
    await account.pending.settled();

    assert.deepEqual(account.invoked, []);
  });
});
