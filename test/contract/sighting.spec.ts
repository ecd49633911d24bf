import { assert } from 'chai';
import * as v from 'valibot';
import { Sighting, sightingKey } from '../../contract/sighting.ts';
import { sighting } from '../support/sightings.ts';

describe('Sighting', () => {
  it('has a key of its own for each resource, under its account and region', () => {
    const place = { accountId: '111122223333', region: 'eu-west-1' };

    assert.equal(
      sightingKey({ ...place, type: 'AWS::EC2::SecurityGroup', id: 'sg-1' }),
      'sightings/111122223333/eu-west-1/AWS::EC2::SecurityGroup/sg-1.json',
    );
    assert.equal(
      sightingKey({ ...place, type: 'AWS::S3::Bucket', id: 'a/../b' }),
      'sightings/111122223333/eu-west-1/AWS::S3::Bucket/a%2F..%2Fb.json',
    );
  });

  it('has one key in all regions for what an account has once', () => {
    const keys = ['eu-west-1', 'us-east-1'].map((region) =>
      sightingKey({ accountId: '111122223333', region, type: 'AWS::S3::AccountPublicAccessBlock', id: '111122223333' }),
    );

    assert.deepEqual(
      [...new Set(keys)],
      ['sightings/111122223333/global/AWS::S3::AccountPublicAccessBlock/111122223333.json'],
    );
  });

  it('takes what is written, with and without caller and address', () => {
    const { actor: _actor, sourceAddress: _address, ...least } = sighting();

    for (const one of [sighting(), least]) assert.deepEqual(v.parse(Sighting, JSON.parse(JSON.stringify(one))), one);
  });

  for (const [what, change] of [
    ['another version', { version: 2 }],
    ['no time', { at: 'soon' }],
    ['no call', { eventName: undefined }],
    ['a field more', { note: 'x' }],
  ] as const) {
    it(`takes none with ${what}`, () => {
      assert.isFalse(v.safeParse(Sighting, { ...sighting(), ...change }).success);
    });
  }
});
