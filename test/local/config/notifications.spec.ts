import {
  DescribeDeliveryChannelStatusCommand,
  PutDeliveryChannelCommand,
  StartConfigRulesEvaluationCommand,
} from '@aws-sdk/client-config-service';
import { assert } from 'chai';
import { groupType, startConfig, type StartedConfig, topicArn } from '../support/config.ts';
import { accountId, region } from '../support/served.ts';

describe('AWS Config notifications', () => {
  let account: StartedConfig;
  beforeEach(async () => {
    account = await startConfig({ delivery: { oversizedBytes: 4_000 } });
    await account.record();
  });
  afterEach(() => account.stop());

  const complianceMessages = () =>
    account.published.filter(({ message }) => message['messageType'] === 'ComplianceChangeNotification');
  const complianceEvents = () =>
    account.emitted
      .filter(({ detailType }) => detailType === 'Config Rules Compliance Change')
      .map(({ detail }) => detail as { [field: string]: unknown });
  const times = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

  it('tells the topic of the first result, with nulls, and the bus without them', async () => {
    await account.rule('ssh');
    await account.put('sg');

    await account.evaluate({ ComplianceResourceId: 'sg' });

    const [sent] = complianceMessages();
    assert.deepEqual(
      [sent?.topicArn, sent?.subject],
      [topicArn, `[AWS Config:${region}] ${groupType} sg is NON_COMPLIANT with ssh in Account ${accountId}`],
    );
    const { configRuleARN, newEvaluationResult, notificationCreationTime, ...rest } = sent?.message ?? {};
    assert.match(String(configRuleARN), /:config-rule\/config-rule-[0-9a-f]{6}$/);
    assert.match(String(notificationCreationTime), times);
    assert.deepEqual<object>(rest, {
      awsAccountId: accountId,
      configRuleName: 'ssh',
      resourceType: groupType,
      resourceId: 'sg',
      awsRegion: region,
      oldEvaluationResult: null,
      messageType: 'ComplianceChangeNotification',
      recordVersion: '1.0',
    });
    const { evaluationResultIdentifier, resultRecordedTime, configRuleInvokedTime, ...result } =
      newEvaluationResult as { [field: string]: { [field: string]: unknown } };
    assert.deepEqual<object>(result, { complianceType: 'NON_COMPLIANT', annotation: null, resultToken: null });
    assert.deepEqual(evaluationResultIdentifier?.['evaluationResultQualifier'], {
      configRuleName: 'ssh',
      resourceType: groupType,
      resourceId: 'sg',
      evaluationMode: 'DETECTIVE',
    });
    for (const time of [evaluationResultIdentifier?.['orderingTimestamp'], resultRecordedTime, configRuleInvokedTime]) {
      assert.match(String(time), times);
    }
    const [event] = complianceEvents();
    assert.notProperty(event, 'oldEvaluationResult');
    assert.doesNotHaveAnyKeys(event?.['newEvaluationResult'], ['annotation', 'resultToken']);
    assert.equal(event?.['configRuleARN'], configRuleARN);
  });

  it('tells of a change of compliance with the old and the new result, and of nothing else', async () => {
    await account.rule('open-ports');
    await account.put('sg-1');
    const verdicts = [
      { ComplianceType: 'NON_COMPLIANT', Annotation: 'tcp/22 open' },
      { ComplianceType: 'NON_COMPLIANT', Annotation: 'tcp/3389 open' },
      { ComplianceType: 'COMPLIANT' },
      { ComplianceType: 'COMPLIANT' },
      { ComplianceType: 'NOT_APPLICABLE' },
    ] as const;

    for (const verdict of verdicts) await account.evaluate(verdict);

    const told = complianceEvents().map(({ oldEvaluationResult, newEvaluationResult }) =>
      [oldEvaluationResult, newEvaluationResult].map((result) => {
        const { complianceType, annotation } = (result ?? {}) as { [field: string]: unknown };
        return [complianceType, annotation];
      }),
    );
    assert.deepEqual(told, [
      [
        [undefined, undefined],
        ['NON_COMPLIANT', 'tcp/22 open'],
      ],
      [
        ['NON_COMPLIANT', 'tcp/3389 open'],
        ['COMPLIANT', undefined],
      ],
      [
        ['COMPLIANT', undefined],
        ['NOT_APPLICABLE', undefined],
      ],
    ]);
    assert.lengthOf(complianceMessages(), 3);
  });

  it('cuts a long subject to 100 characters', async () => {
    await account.rule('a-rule-with-a-name-that-is-rather-longer-than-most');
    await account.put('sg-1');

    await account.evaluate();

    const subject = complianceMessages()[0]?.subject ?? '';
    assert.lengthOf(subject, 100);
    assert.isTrue(subject.endsWith('...'));
  });

  it('tells topic and bus of every configuration item', async () => {
    await account.put('sg-1');
    await account.put('sg-1', { tags: { a: 'b' } });
    await account.remove('sg-1');

    assert.deepEqual(
      account.published.map(({ subject }) => subject),
      ['Created', 'Updated', 'Deleted'].map(
        (verb) => `[AWS Config:${region}] ${groupType} sg-1 ${verb} in Account ${accountId}`,
      ),
    );
    assert.deepEqual(
      account.published.map(({ message }) => message['configurationItemDiff']),
      account.emitted.map(({ detail }) => (detail as { configurationItemDiff: unknown }).configurationItemDiff),
    );
    assert.deepInclude(account.emitted[0], {
      detailType: 'Config Configuration Item Change',
      resources: [`arn:aws:ec2:${region}:${accountId}:security-group/sg-1`],
    });
    assert.deepEqual(account.published[0]?.message['configurationItemDiff'], {
      changedProperties: {},
      changeType: 'CREATE',
    });
  });

  it('summarises an oversized item and says that it is stored nowhere', async () => {
    await account.put('sg-1', { configuration: { text: 'x'.repeat(5_000) } });

    const message = account.published[0]?.message ?? {};
    assert.equal(message['messageType'], 'OversizedConfigurationItemChangeDeliveryFailed');
    assert.deepInclude(message['configurationItemSummary'], { resourceId: 'sg-1', changeType: 'CREATE' });
    assert.deepInclude(message['s3DeliverySummary'], { s3BucketLocation: null, errorCode: 'NotImplemented' });
  });

  it('tells topic and bus that rules are evaluated anew', async () => {
    await account.rule('ssh');

    await account.sdk.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames: ['ssh'] }));
    await account.pending.settled();

    const { notificationCreationTime, ...message } = account.published.at(-1)?.message ?? {};
    assert.match(String(notificationCreationTime), times);
    assert.deepEqual<object>(message, {
      awsAccountId: accountId,
      awsRegion: region,
      configRuleNames: ['ssh'],
      messageType: 'ConfigRulesEvaluationStarted',
      recordVersion: '1.0',
    });
    assert.deepInclude(account.emitted.at(-1), {
      detailType: 'Config Rules Re-evaluation Status',
      detail: account.published.at(-1)?.message,
      resources: [],
    });
  });

  it('notes whether the topic took the last message', async () => {
    const channel = { name: 'default', s3BucketName: 'config-bucket' };
    const status = async () =>
      (await account.sdk.send(new DescribeDeliveryChannelStatusCommand({}))).DeliveryChannelsStatus?.[0]
        ?.configStreamDeliveryInfo?.lastStatus;
    const point = (snsTopicARN: string) =>
      account.sdk.send(new PutDeliveryChannelCommand({ DeliveryChannel: { ...channel, snsTopicARN } }));

    const before = await status();
    await account.put('sg-1');
    const good = await status();
    await point(topicArn.replace(':config', ':missing'));
    await account.put('sg-2');

    assert.deepEqual<unknown[]>([before, good, await status()], ['NOT_APPLICABLE', 'SUCCESS', 'FAILURE']);
  });
});
