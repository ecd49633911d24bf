import {
  type ConfigurationRecorder,
  DeleteConfigurationRecorderCommand,
  DeleteDeliveryChannelCommand,
  type DeliveryChannel,
  DescribeConfigurationRecordersCommand,
  DescribeConfigurationRecorderStatusCommand,
  DescribeDeliveryChannelsCommand,
  PutConfigurationRecorderCommand,
  PutDeliveryChannelCommand,
  StartConfigurationRecorderCommand,
  StopConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service';
import { assert } from 'chai';
import { groupType, startConfig, type StartedConfig, topicArn } from '../support/config.ts';
import { assertRefused } from '../support/refusal.ts';
import { accountId, region } from '../support/served.ts';

const roleARN = `arn:aws:iam::${accountId}:role/config`;

describe('The AWS Config recorder and its delivery channel', () => {
  let account: StartedConfig;
  beforeEach(async () => {
    account = await startConfig();
  });
  afterEach(() => account.stop());

  const put = (recorder: Partial<ConfigurationRecorder> = {}) =>
    account.sdk.send(new PutConfigurationRecorderCommand({ ConfigurationRecorder: { roleARN, ...recorder } }));
  const putChannel = (channel: Partial<DeliveryChannel> = {}) =>
    account.sdk.send(new PutDeliveryChannelCommand({ DeliveryChannel: { s3BucketName: 'config-bucket', ...channel } }));
  const start = (ConfigurationRecorderName = 'default') =>
    account.sdk.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName }));

  it('record all supported types unless told otherwise', async () => {
    await put();

    const { ConfigurationRecorders } = await account.sdk.send(new DescribeConfigurationRecordersCommand({}));

    assert.deepEqual(ConfigurationRecorders, [
      {
        arn: `arn:aws:config:${region}:${accountId}:configuration-recorder/default`,
        name: 'default',
        roleARN,
        recordingGroup: {
          allSupported: true,
          includeGlobalResourceTypes: false,
          resourceTypes: [],
          exclusionByResourceTypes: { resourceTypes: [] },
          recordingStrategy: { useOnly: 'ALL_SUPPORTED_RESOURCE_TYPES' },
        },
        recordingMode: { recordingFrequency: 'CONTINUOUS' },
        recordingScope: 'PAID',
      },
    ]);
  });

  it('are refused with tags, which nothing here would give back', () =>
    assertRefused(
      account.sdk.send(
        new PutConfigurationRecorderCommand({ ConfigurationRecorder: { roleARN }, Tags: [{ Key: 'a', Value: 'b' }] }),
      ),
      'NotImplemented',
      /Tags/,
    ));

  it('describe a channel as it was put', async () => {
    await put();
    const channel = {
      name: 'mine',
      s3BucketName: 'config-bucket',
      s3KeyPrefix: 'logs',
      s3KmsKeyArn: `arn:aws:kms:${region}:${accountId}:key/k`,
      snsTopicARN: topicArn,
    };
    await putChannel(channel);

    const { DeliveryChannels } = await account.sdk.send(new DescribeDeliveryChannelsCommand({}));

    assert.deepEqual(DeliveryChannels, [channel]);
  });

  it('tell whether and since when they record', async () => {
    const status = async () =>
      (await account.sdk.send(new DescribeConfigurationRecorderStatusCommand({}))).ConfigurationRecordersStatus?.[0];
    await put();
    await putChannel();

    const before = await status();
    await start();
    const started = account.clock.now();
    const during = await status();
    await account.sdk.send(new StopConfigurationRecorderCommand({ ConfigurationRecorderName: 'default' }));
    const after = await status();

    assert.deepEqual(
      [before, during, after].map((one) => one?.recording),
      [false, true, false],
    );
    assert.equal(during?.lastStartTime?.getTime(), started);
    assert.instanceOf(after?.lastStopTime, Date);
  });

  it('need each other: no start without a channel, no channel without a recorder', async () => {
    await assertRefused(putChannel(), 'NoAvailableConfigurationRecorderException');
    await assertRefused(start(), 'NoSuchConfigurationRecorderException');
    await put();
    await assertRefused(start(), 'NoAvailableDeliveryChannelException');
  });

  it('are one per account and region', async () => {
    await put();
    await putChannel();

    await assertRefused(put({ name: 'second' }), 'MaxNumberOfConfigurationRecordersExceededException');
    await assertRefused(putChannel({ name: 'second' }), 'MaxNumberOfDeliveryChannelsExceededException');
  });

  it('do not let the last channel go while they record', async () => {
    await put();
    await putChannel({ snsTopicARN: topicArn });
    await start();
    const channel = { DeliveryChannelName: 'default' };
    const recorder = { ConfigurationRecorderName: 'default' };

    await assertRefused(
      account.sdk.send(new DeleteDeliveryChannelCommand(channel)),
      'LastDeliveryChannelDeleteFailedException',
    );
    await account.sdk.send(new StopConfigurationRecorderCommand(recorder));
    const described = await account.sdk.send(new DescribeDeliveryChannelsCommand({}));
    await account.sdk.send(new DeleteDeliveryChannelCommand(channel));
    await account.sdk.send(new DeleteConfigurationRecorderCommand(recorder));

    assert.deepEqual<unknown>(described.DeliveryChannels, [
      { name: 'default', s3BucketName: 'config-bucket', snsTopicARN: topicArn },
    ]);
    const { DeliveryChannels } = await account.sdk.send(new DescribeDeliveryChannelsCommand({}));
    const { ConfigurationRecorders } = await account.sdk.send(new DescribeConfigurationRecordersCommand({}));
    assert.deepEqual([DeliveryChannels, ConfigurationRecorders], [[], []]);
  });

  const refusedRecorders: { name: string; recorder: Partial<ConfigurationRecorder>; code: string }[] = [
    { name: 'no role', recorder: { roleARN: '' }, code: 'InvalidRoleException' },
    {
      name: 'all types and a list of types',
      recorder: { recordingGroup: { allSupported: true, resourceTypes: [groupType] } },
      code: 'InvalidRecordingGroupException',
    },
    {
      name: 'no type at all',
      recorder: { recordingGroup: { allSupported: false } },
      code: 'InvalidRecordingGroupException',
    },
    {
      name: 'an exclusion of nothing',
      recorder: { recordingGroup: { recordingStrategy: { useOnly: 'EXCLUSION_BY_RESOURCE_TYPES' } } },
      code: 'InvalidRecordingGroupException',
    },
    { name: 'daily recording', recorder: { recordingMode: { recordingFrequency: 'DAILY' } }, code: 'NotImplemented' },
    {
      name: 'overrides of the recording mode',
      recorder: { recordingMode: { recordingFrequency: 'CONTINUOUS', recordingModeOverrides: [] } },
      code: 'NotImplemented',
    },
  ];
  for (const { name, recorder, code } of refusedRecorders) {
    it(`are refused with ${name}: ${code}`, () => assertRefused(put(recorder), code));
  }

  const refusedChannels: { name: string; channel: Partial<DeliveryChannel>; code: string }[] = [
    { name: 'without a bucket', channel: { s3BucketName: undefined }, code: 'NoSuchBucketException' },
    { name: 'to a topic that is no ARN', channel: { snsTopicARN: 'config' }, code: 'InvalidSNSTopicARNException' },
    {
      name: 'with snapshots',
      channel: { configSnapshotDeliveryProperties: { deliveryFrequency: 'One_Hour' } },
      code: 'NotImplemented',
    },
  ];
  for (const { name, channel, code } of refusedChannels) {
    it(`refuse a channel ${name}: ${code}`, async () => {
      await put();

      await assertRefused(putChannel(channel), code);
    });
  }

  it('are not found by another name', async () => {
    await put();

    await assertRefused(
      account.sdk.send(new DescribeConfigurationRecordersCommand({ ConfigurationRecorderNames: ['other'] })),
      'NoSuchConfigurationRecorderException',
    );
    await assertRefused(
      account.sdk.send(new DescribeDeliveryChannelsCommand({ DeliveryChannelNames: ['other'] })),
      'NoSuchDeliveryChannelException',
    );
  });
});
