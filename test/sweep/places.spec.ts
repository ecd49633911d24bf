import { assert } from 'chai';
import { blockRegionsOf, placesToSweep } from '../../sweep/places.ts';
import { hubAccount, members, otherAccount } from './support/members.ts';

describe('the places of a sweep', () => {
  it('are all regions of all accounts by name, the hub’s own first', () => {
    assert.deepEqual(
      placesToSweep(members()).map(({ accountId, name, region }) => [accountId, name, region]),
      [
        [hubAccount, 'hub', 'eu-west-1'],
        [hubAccount, 'hub', 'us-east-1'],
        [otherAccount, 'shop', 'eu-west-1'],
        [otherAccount, 'shop', 'us-east-1'],
      ],
    );
  });

  it('leave out the hub’s own where that is not watched, and nothing else of its account', () => {
    assert.deepEqual(
      placesToSweep(members(), false).map(({ accountId, region }) => [accountId, region]),
      [
        [hubAccount, 'us-east-1'],
        [otherAccount, 'eu-west-1'],
        [otherAccount, 'us-east-1'],
      ],
    );
  });

  for (const [accountId, region, regions] of [
    [otherAccount, 'eu-west-1', ['eu-west-1', 'us-east-1']],
    [otherAccount, 'us-east-1', []],
    [hubAccount, 'eu-west-1', ['eu-west-1', 'us-east-1']],
    ['999999999999', 'eu-west-1', []],
  ] as const) {
    it(`have the account’s block judged once: ${accountId} in ${region}`, () => {
      assert.deepEqual(blockRegionsOf(placesToSweep(members()), { accountId, region }), [...regions]);
    });
  }
});
