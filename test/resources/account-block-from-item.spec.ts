import { assert } from 'chai';
import { accountBlockFromItem } from '../../resources/account-block-from-item.ts';
import { parseConfigurationItem } from '../../resources/configuration-item.ts';
import { assertFails } from '../support/assert-fails.ts';

const settings = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: false,
  restrictPublicBuckets: true,
};

/** As rule events carry it: AWS gives the resource neither name nor ARN. */
function streamItem(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    relatedEvents: [],
    relationships: [],
    configuration: settings,
    supplementaryConfiguration: {},
    tags: {},
    configurationItemVersion: '1.3',
    configurationItemCaptureTime: '2026-03-04T05:06:07.890Z',
    configurationStateId: 1772600767890,
    awsAccountId: '111122223333',
    configurationItemStatus: 'OK',
    resourceType: 'AWS::S3::AccountPublicAccessBlock',
    resourceId: '111122223333',
    resourceName: null,
    ARN: null,
    awsRegion: 'us-east-1',
    availabilityZone: 'Not Applicable',
    configurationStateMd5Hash: '',
    resourceCreationTime: null,
    ...overrides,
  };
}

function apiItem(): Record<string, unknown> {
  const {
    ARN: _arn,
    resourceName: _name,
    awsAccountId,
    configurationItemVersion,
    configurationStateMd5Hash,
    ...same
  } = streamItem();
  return {
    ...same,
    accountId: awsAccountId,
    version: configurationItemVersion,
    configurationItemMD5Hash: configurationStateMd5Hash,
    configuration: JSON.stringify(settings),
    resourceTransitionStatus: 'None',
  };
}

describe('accountBlockFromItem', () => {
  const forms: [string, Record<string, unknown>][] = [
    ['stream', streamItem()],
    ['API', apiItem()],
  ];
  for (const [form, raw] of forms) {
    it(`reads the ${form} form, and goes by the ARN of the account`, () => {
      assert.deepEqual(accountBlockFromItem(parseConfigurationItem(raw)), {
        type: 'AWS::S3::AccountPublicAccessBlock',
        id: '111122223333',
        arn: 'arn:aws:iam::111122223333:root',
        accountId: '111122223333',
        region: 'us-east-1',
        tags: {},
        publicAccessBlock: settings,
      });
    });
  }

  it('reads settings that were never made as off', () => {
    const read = accountBlockFromItem(parseConfigurationItem(streamItem({ configuration: { blockPublicAcls: true } })));

    assert.deepEqual(read.publicAccessBlock, {
      blockPublicAcls: true,
      ignorePublicAcls: false,
      blockPublicPolicy: false,
      restrictPublicBuckets: false,
    });
  });

  for (const configurationItemStatus of ['ResourceDeleted', 'ResourceDeletedNotRecorded']) {
    it(`reads a block of status ${configurationItemStatus} as one that is not set`, () => {
      const item = parseConfigurationItem(streamItem({ configuration: null, configurationItemStatus }));

      assert.isNull(accountBlockFromItem(item).publicAccessBlock);
    });
  }

  const unreadable: [string, Record<string, unknown>, string][] = [
    ['a block without its settings', { configuration: null }, 'configuration is missing (item status OK)'],
    ['a setting that is no boolean', { configuration: { ...settings, ignorePublicAcls: 'on' } }, 'ignorePublicAcls'],
    ['settings in another spelling', { configuration: { BlockPublicAcls: true } }, 'configuration: '],
    [
      'settings inside another object',
      { configuration: { publicAccessBlockConfiguration: settings } },
      'none of blockPublicAcls',
    ],
    ['an account id that is none', { awsAccountId: '1111' }, 'accountId'],
  ];
  for (const [what, overrides, field] of unreadable) {
    it(`refuses ${what}, naming account and field`, () => {
      const item = parseConfigurationItem(streamItem(overrides));

      assertFails(() => accountBlockFromItem(item), 'ITEM_UNREADABLE', 'account public access block 111122223333: ');
      assertFails(() => accountBlockFromItem(item), 'ITEM_UNREADABLE', field);
    });
  }
});
