import { assert } from 'chai';
import { parseConfigurationItem } from '../../resources/configuration-item.ts';
import { assertFails } from '../support/assert-fails.ts';
import { apiItem, itemAcl, ownerId, streamItem } from '../support/buckets.ts';

const parts = { tags: { team: 'photos' }, supplementary: { BucketPolicy: { policyText: '{"Statement":[]}' } } };

describe('parseConfigurationItem', () => {
  it('makes one item of the stream form and the API form', () => {
    assert.deepEqual(parseConfigurationItem(streamItem(parts)), parseConfigurationItem(apiItem(parts)));
  });

  it('decodes the parts, however often they are encoded, and leaves the policy its text', () => {
    const { supplementary } = parseConfigurationItem(apiItem(parts));

    assert.deepEqual(supplementary['AccessControlList'], itemAcl());
    assert.deepEqual(supplementary['BucketPolicy'], { policyText: '{"Statement":[]}' });
    assert.strictEqual(supplementary['IsRequesterPaysEnabled'], false);
  });

  it('says what, whose and where it is', () => {
    assert.deepInclude(parseConfigurationItem(apiItem(parts)), {
      resourceType: 'AWS::S3::Bucket',
      resourceId: 'holiday-photos',
      resourceName: 'holiday-photos',
      arn: 'arn:aws:s3:::holiday-photos',
      accountId: '111122223333',
      region: 'eu-west-1',
      captureTime: '2026-03-04T05:06:07.890Z',
      status: 'OK',
      tags: { team: 'photos' },
    });
  });

  const times: [string, unknown][] = [
    ['a Date, as the SDK gives it', new Date('2026-03-04T05:06:07.890Z')],
    ['seconds of the epoch, as the command line prints them', 1_772_600_767.89],
    ['a time with an offset and microseconds', '2026-03-04T00:06:07.890000-05:00'],
  ];
  for (const [what, configurationItemCaptureTime] of times) {
    it(`reads ${what}`, () => {
      const item = parseConfigurationItem({ ...streamItem(), configurationItemCaptureTime });

      assert.equal(item.captureTime, '2026-03-04T05:06:07.890Z');
    });
  }

  it('takes the region from the ARN where the item does not say it', () => {
    const ARN = 'arn:aws:ec2:ap-southeast-2:111122223333:security-group/sg-1';
    const raw = { ...streamItem(), resourceType: 'AWS::EC2::SecurityGroup', resourceId: 'sg-1', ARN };

    assert.equal(parseConfigurationItem({ ...raw, awsRegion: undefined }).region, 'ap-southeast-2');
    assert.equal(
      parseConfigurationItem({ ...raw, awsRegion: undefined, ARN: undefined, arn: ARN }).region,
      'ap-southeast-2',
    );
    assert.equal(parseConfigurationItem(raw).region, 'eu-west-1');
  });

  it('keeps a tag of any name', () => {
    const tags = JSON.parse('{"constructor":"ann","__proto__":"bob","team":"photos"}');

    assert.deepEqual(Object.entries(parseConfigurationItem({ ...streamItem(), tags }).tags), Object.entries(tags));
  });

  it('reads the item of a deleted resource, which has no configuration', () => {
    const deleted = { configuration: null, configurationItemStatus: 'ResourceDeleted', resourceName: null, ARN: null };

    const item = parseConfigurationItem({ ...streamItem(), ...deleted });

    assert.deepInclude(item, { configuration: null, status: 'ResourceDeleted', resourceName: null, arn: null });
  });

  it('reads an item without tags or supplementary parts', () => {
    const bare = { ...streamItem(), tags: undefined, supplementaryConfiguration: undefined };

    const item = parseConfigurationItem(bare);

    assert.deepEqual(item.tags, {});
    assert.deepEqual(item.supplementary, {});
  });

  it('reads a configuration that is a string', () => {
    const item = parseConfigurationItem(apiItem());

    assert.deepEqual(item.configuration?.['owner'], { displayName: null, id: ownerId });
  });

  const unreadable: [string, unknown, string][] = [
    ['what is no object', 'item', 'configuration item'],
    ['nothing', null, 'configuration item'],
    ['an item without a type', { ...streamItem(), resourceType: undefined }, 'resourceType'],
    ['an item without an id', { ...streamItem(), resourceId: '' }, 'resourceId'],
    ['an item without a region', { ...streamItem(), awsRegion: null }, 'awsRegion'],
    ['an item without an account', { ...streamItem(), awsAccountId: undefined }, 'awsAccountId'],
    ['an item without a status', { ...streamItem(), configurationItemStatus: undefined }, 'configurationItemStatus'],
    ['a time that is none', { ...streamItem(), configurationItemCaptureTime: 'soon' }, 'configurationItemCaptureTime'],
    [
      'a time beyond all time',
      { ...streamItem(), configurationItemCaptureTime: 1e300 },
      'configurationItemCaptureTime',
    ],
    ['a time in milliseconds', { ...streamItem(), configurationItemCaptureTime: 1_772_600_767_890 }, 'CaptureTime'],
    ['a time that is no number', { ...streamItem(), configurationItemCaptureTime: NaN }, 'CaptureTime'],
    [
      'neither region nor ARN',
      { ...streamItem(), awsRegion: undefined, ARN: 'arn:aws:ec2' },
      'holiday-photos: awsRegion',
    ],
    ['a configuration that is not JSON', { ...streamItem(), configuration: '{"name":' }, 'configuration'],
    ['a configuration that is a list', { ...streamItem(), configuration: '[]' }, 'configuration'],
    ['tags that are no strings', { ...streamItem(), tags: { team: 7 } }, 'tags'],
    ['tags that are a list', { ...streamItem(), tags: ['team'] }, 'tags'],
  ];
  for (const [what, raw, field] of unreadable) {
    it(`refuses ${what}, naming the field`, () => {
      assertFails(() => parseConfigurationItem(raw), 'ITEM_UNREADABLE', field);
    });
  }

  it('names the resource where the item says one', () => {
    const raw = { ...streamItem(), awsRegion: undefined };

    assertFails(() => parseConfigurationItem(raw), 'ITEM_UNREADABLE', 'configuration item holiday-photos: awsRegion');
  });
});
