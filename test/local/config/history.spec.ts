import {
  BatchGetResourceConfigCommand,
  GetResourceConfigHistoryCommand,
  type GetResourceConfigHistoryCommandInput,
  ListDiscoveredResourcesCommand,
} from '@aws-sdk/client-config-service';
import { assert } from 'chai';
import { parseConfigurationItem } from '../../../resources/configuration-item.ts';
import { bucketType, groupType, startConfig, type StartedConfig } from '../support/config.ts';
import { assertRefused } from '../support/refusal.ts';
import { accountId, region } from '../support/served.ts';

const acl = JSON.stringify({ grantList: [{ grantee: 'AllUsers', permission: 'Read' }] });

describe('AWS Config history', () => {
  let account: StartedConfig;
  beforeEach(async () => {
    account = await startConfig();
    await account.record();
  });
  afterEach(() => account.stop());

  const history = (input: Partial<GetResourceConfigHistoryCommandInput> = {}) =>
    account.sdk.send(new GetResourceConfigHistoryCommand({ resourceType: groupType, resourceId: 'sg-1', ...input }));
  const four = async () => {
    const moments: Date[] = [];
    for (const port of [1, 2, 3, 4]) {
      await account.put('sg-1', { configuration: { port } });
      const { configurationItems } = await history({ limit: 1 });
      moments.push(configurationItems?.[0]?.configurationItemCaptureTime ?? new Date(0));
    }
    return moments;
  };
  const ports = ({ configurationItems = [] }: Awaited<ReturnType<typeof history>>) =>
    configurationItems.map(({ configuration }) => (JSON.parse(configuration ?? '') as { port: number }).port);

  it('answers items in API form: strings in strings, other names', async () => {
    await account.put(
      'bucket-1',
      {
        configuration: { name: 'bucket-1' },
        supplementaryConfiguration: {
          AccessControlList: acl,
          BucketPolicy: { policyText: null },
          IsRequesterPaysEnabled: false,
        },
        resourceCreationTime: '2026-01-02T03:04:05.000Z',
        tags: { Planet: 'Earth' },
      },
      bucketType,
    );

    const { configurationItems } = await history({ resourceType: bucketType, resourceId: 'bucket-1' });

    const [item] = configurationItems ?? [];
    const { configurationItemCaptureTime, configurationStateId, configurationItemDeliveryTime, ...rest } =
      item ?? assert.fail('no item');
    assert.equal(Number(configurationStateId), configurationItemCaptureTime?.getTime());
    assert.instanceOf(configurationItemDeliveryTime, Date);
    assert.deepEqual<object>(rest, {
      version: '1.3',
      accountId,
      configurationItemStatus: 'ResourceDiscovered',
      configurationItemMD5Hash: '',
      recordingFrequency: 'CONTINUOUS',
      arn: `arn:aws:ec2:${region}:${accountId}:security-group/bucket-1`,
      resourceType: bucketType,
      resourceId: 'bucket-1',
      resourceName: 'name of bucket-1',
      awsRegion: region,
      availabilityZone: 'Not Applicable',
      resourceCreationTime: new Date('2026-01-02T03:04:05.000Z'),
      tags: { Planet: 'Earth' },
      relatedEvents: [],
      relationships: [{ resourceId: 'vpc-1', resourceType: 'AWS::EC2::VPC', relationshipName: 'Is contained in Vpc' }],
      configuration: '{"name":"bucket-1"}',
      supplementaryConfiguration: {
        AccessControlList: JSON.stringify(acl),
        BucketPolicy: '{"policyText":null}',
        IsRequesterPaysEnabled: 'false',
      },
    });
  });

  it('answers what the stream form of the same item says', async () => {
    await account.rule('watch');
    await account.put('bucket-1', { supplementaryConfiguration: { AccessControlList: acl } }, bucketType);

    const { configurationItems } = await history({ resourceType: bucketType, resourceId: 'bucket-1' });

    const streamed = account.invoked.at(-1)?.event.invokingEvent.configurationItem;
    assert.deepEqual(parseConfigurationItem(configurationItems?.[0]), parseConfigurationItem(streamed));
  });

  it('answers the newest first, or the oldest', async () => {
    await four();

    assert.deepEqual(ports(await history()), [4, 3, 2, 1]);
    assert.deepEqual(ports(await history({ chronologicalOrder: 'Forward' })), [1, 2, 3, 4]);
  });

  it('answers the item of a capture time and what lies between two times', async () => {
    const [, second, third] = await four();

    assert.deepEqual(ports(await history({ laterTime: third, limit: 1 })), [3]);
    assert.deepEqual(ports(await history({ laterTime: third, earlierTime: second })), [3, 2]);
    await assertRefused(history({ laterTime: second, earlierTime: third }), 'InvalidTimeRangeException');
  });

  it('pages', async () => {
    await four();

    const first = await history({ limit: 3 });
    const second = await history({ limit: 3, nextToken: first.nextToken });

    assert.deepEqual([ports(first), ports(second)], [[4, 3, 2], [1]]);
    assert.isUndefined(second.nextToken);
    await assertRefused(history({ nextToken: 'made-up' }), 'InvalidNextTokenException');
    await assertRefused(history({ limit: 101 }), 'InvalidLimitException');
  });

  it('does not know a resource that was never recorded', () =>
    assertRefused(history({ resourceId: 'sg-never' }), 'ResourceNotDiscoveredException'));

  it('answers the present configuration of many resources, deleted and unknown ones left out', async () => {
    await account.put('sg-1');
    await account.put('sg-2');
    await account.remove('sg-2');
    const resourceKeys = ['sg-1', 'sg-2', 'sg-3'].map(
      (resourceId) => ({ resourceType: groupType, resourceId }) as const,
    );

    const output = await account.sdk.send(new BatchGetResourceConfigCommand({ resourceKeys }));

    assert.deepEqual(
      output.baseConfigurationItems?.map(({ resourceId }) => resourceId),
      ['sg-1'],
    );
    assert.isString(output.baseConfigurationItems?.[0]?.configuration);
    assert.deepEqual(output.unprocessedResourceKeys, []);
  });

  it('lists discovered resources, deleted ones on request, page by page', async () => {
    for (const id of ['sg-1', 'sg-2', 'sg-3']) await account.put(id);
    await account.remove('sg-2');
    const list = async (input: object) =>
      account.sdk.send(new ListDiscoveredResourcesCommand({ resourceType: groupType, ...input }));
    const ids = ({ resourceIdentifiers = [] }: Awaited<ReturnType<typeof list>>) =>
      resourceIdentifiers.map(({ resourceId }) => resourceId);

    const page = await list({ limit: 1 });
    const deleted = await list({ includeDeletedResources: true, resourceIds: ['sg-2'] });

    assert.deepEqual(ids(await list({})), ['sg-1', 'sg-3']);
    assert.deepEqual([...ids(page), ...ids(await list({ limit: 1, nextToken: page.nextToken }))], ['sg-1', 'sg-3']);
    assert.instanceOf(deleted.resourceIdentifiers?.[0]?.resourceDeletionTime, Date);
    assert.deepEqual(ids(await list({ resourceName: 'name of sg-3' })), ['sg-3']);
    await assertRefused(list({ resourceName: 'x', resourceIds: ['sg-1'] }), 'InvalidParameterValueException');
  });
});
