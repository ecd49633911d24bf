import {
  type ConfigurationItem,
  GetResourceConfigHistoryCommand,
  ListDiscoveredResourcesCommand,
  StartConfigurationRecorderCommand,
  StopConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service';
import { assert } from 'chai';
import { bucketType, groupType, startConfig, type StartedConfig } from '../support/config.ts';
import { assertRefused } from '../support/refusal.ts';

describe('AWS Config recording', () => {
  let account: StartedConfig;
  beforeEach(async () => {
    account = await startConfig();
  });
  afterEach(() => account.stop());

  const history = async (resourceId: string): Promise<ConfigurationItem[]> => {
    const input = { resourceType: groupType, resourceId, chronologicalOrder: 'Forward' } as const;
    const { configurationItems = [] } = await account.sdk.send(new GetResourceConfigHistoryCommand(input));
    return configurationItems;
  };
  const statuses = async (resourceId: string) =>
    (await history(resourceId)).map(({ configurationItemStatus }) => configurationItemStatus);
  const recorder = { ConfigurationRecorderName: 'default' };

  it('inventories what exists when the recorder starts', async () => {
    await account.put('sg-1');
    await account.put('bucket-1', {}, bucketType);

    await account.record();

    assert.deepEqual(await statuses('sg-1'), ['ResourceDiscovered']);
    const { resourceIdentifiers } = await account.sdk.send(
      new ListDiscoveredResourcesCommand({ resourceType: bucketType }),
    );
    assert.deepEqual(
      resourceIdentifiers?.map(({ resourceId, resourceName }) => [resourceId, resourceName]),
      [['bucket-1', 'name of bucket-1']],
    );
  });

  it('records a change as it is when the delay is over, with a capture time later than the last', async () => {
    await account.record();
    await account.put('sg-1');
    const before = account.clock.now();

    await account.put('sg-1', { configuration: { ipPermissions: ['wide'] } });

    const [first, second] = await history('sg-1');
    assert.deepEqual(second?.configurationItemStatus, 'OK');
    assert.equal(second?.configuration, '{"ipPermissions":["wide"]}');
    const [at1, at2] = [first, second].map((item) => item?.configurationItemCaptureTime?.getTime() ?? 0);
    assert.isAbove(at2 ?? 0, at1 ?? 0);
    assert.isAtLeast(at2 ?? 0, before + 5);
  });

  it('makes no item where nothing differs', async () => {
    await account.record();
    await account.put('sg-1', { tags: { a: '1', b: '2' } });

    await account.put('sg-1', { tags: { b: '2', a: '1' } });

    assert.deepEqual(await statuses('sg-1'), ['ResourceDiscovered']);
  });

  it('makes one item of changes that come close together', async () => {
    await account.record();

    for (const port of [1, 2, 3]) account.change('sg-1', { configuration: { port } });
    await account.pending.settled();

    assert.deepEqual(
      (await history('sg-1')).map(({ configuration }) => configuration),
      ['{"port":3}'],
    );
  });

  it('records a deletion once, without contents, and a resource that comes back as discovered', async () => {
    await account.record();
    await account.put('sg-1');
    await account.remove('sg-1');
    await account.remove('sg-1');
    await account.put('sg-1');

    assert.deepEqual(await statuses('sg-1'), ['ResourceDiscovered', 'ResourceDeleted', 'ResourceDiscovered']);
    const deleted = (await history('sg-1'))[1];
    assert.isUndefined(deleted?.configuration);
    assert.deepEqual(deleted?.tags, {});
    assert.equal(deleted?.arn, (await history('sg-1'))[0]?.arn);
  });

  it('records nothing while stopped, and on starting catches up on changes and deletions', async () => {
    await account.record();
    await account.put('sg-1');
    await account.put('sg-2');
    await account.sdk.send(new StopConfigurationRecorderCommand(recorder));
    await account.put('sg-1', { tags: { changed: 'yes' } });
    await account.remove('sg-2');
    const whileStopped = [await statuses('sg-1'), await statuses('sg-2')];

    await account.sdk.send(new StartConfigurationRecorderCommand(recorder));
    await account.pending.settled();

    assert.deepEqual(whileStopped, [['ResourceDiscovered'], ['ResourceDiscovered']]);
    assert.deepEqual(await statuses('sg-1'), ['ResourceDiscovered', 'OK']);
    assert.deepEqual(await statuses('sg-2'), ['ResourceDiscovered', 'ResourceDeleted']);
  });

  it('records the chosen resource types only', async () => {
    await account.record({ resourceTypes: [bucketType] });

    await account.put('sg-1');
    await account.put('bucket-1', {}, bucketType);

    await assertRefused(history('sg-1'), 'ResourceNotDiscoveredException');
    const { resourceIdentifiers } = await account.sdk.send(
      new ListDiscoveredResourcesCommand({ resourceType: bucketType }),
    );
    assert.lengthOf(resourceIdentifiers ?? [], 1);
  });

  it('records all but the excluded types', async () => {
    await account.record({
      exclusionByResourceTypes: { resourceTypes: [bucketType] },
      recordingStrategy: { useOnly: 'EXCLUSION_BY_RESOURCE_TYPES' },
    });

    await account.put('sg-1');
    await account.put('bucket-1', {}, bucketType);

    assert.deepEqual(await statuses('sg-1'), ['ResourceDiscovered']);
    const discovered = await account.sdk.send(new ListDiscoveredResourcesCommand({ resourceType: bucketType }));
    assert.deepEqual(discovered.resourceIdentifiers, []);
  });

  it('keeps accounts and regions apart', async () => {
    await account.record();
    await account.put('sg-1');
    const elsewhere = account.client({ region: 'us-east-1' });

    await assertRefused(
      elsewhere.send(new ListDiscoveredResourcesCommand({ resourceType: groupType })),
      'NoAvailableConfigurationRecorderException',
    );
  });

  it('takes an inventory of 2,000 resources in one go', async () => {
    for (let index = 0; index < 2_000; index++) account.resources.set(`${groupType}/sg-${index}`, {});

    await account.record();

    assert.deepEqual(await statuses('sg-1999'), ['ResourceDiscovered']);
  });
});
