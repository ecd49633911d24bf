import { assert } from 'chai';
import * as v from 'valibot';
import { ResourceIdentity } from '../../contract/resource.ts';
import { partitionOf } from '../../resources/partition.ts';

const regions: Readonly<Record<string, readonly string[]>> = {
  aws: ['eu-west-1', 'us-east-1', 'mx-central-1', 'ap-southeast-7', 'il-central-1'],
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
  'aws-us-gov': ['us-gov-west-1', 'us-gov-east-1'],
  'aws-iso': ['us-iso-east-1', 'us-iso-west-1'],
  'aws-iso-b': ['us-isob-east-1', 'us-isob-west-1'],
  'aws-iso-e': ['eu-isoe-west-1'],
  'aws-iso-f': ['us-isof-east-1', 'us-isof-south-1'],
  'aws-eusc': ['eusc-de-east-1'],
};

describe('partitionOf', () => {
  for (const [partition, names] of Object.entries(regions)) {
    for (const region of names) {
      it(`is ${partition} for ${region}, which is a region`, () => {
        assert.equal(partitionOf(region), partition);
        assert.isTrue(v.is(ResourceIdentity.entries.region, region));
      });
    }
  }

  for (const region of ['', 'global', 'eu-west', 'eu-west-1a', 'EU-WEST-1', 'west-1', '../eu-west-1', 'eu-west-1\n']) {
    it(`${JSON.stringify(region)} is no region`, () => {
      assert.isFalse(v.is(ResourceIdentity.entries.region, region));
    });
  }
});
