import { assert } from 'chai';
import type { Accounts } from '../../accounts/accounts.ts';
import { roleIn, type RoleThere } from '../../cli/account-clients.ts';
import { chosenPlaces } from '../../cli/chosen-places.ts';
import { accountName } from '../../cli/members.ts';
import { Failure } from '../../contract/failure.ts';

const members: Accounts = {
  version: 1,
  hub: { accountId: '123456789012', region: 'eu-west-1' },
  prefix: 'team',
  externalId: 'from the deployment',
  accounts: [
    { id: '111122223333', name: 'prod', mode: 'auto', regions: ['us-east-1', 'eu-west-1'] },
    { id: '123456789012', name: '123456789012', mode: 'auto', regions: ['eu-west-1'] },
    { id: '444455556666', name: 'staging', mode: 'observe', regions: ['us-east-1'] },
  ],
};
const chosen = (accounts: readonly string[], regions: readonly string[]): string[] =>
  chosenPlaces(members, { accounts, regions }).map(({ accountId, region }) => `${accountId}/${region}`);

describe('the accounts and regions of a deployment', () => {
  for (const [what, accounts, regions, expected] of [
    [
      'all, the hub first',
      [],
      [],
      ['123456789012/eu-west-1', '111122223333/us-east-1', '111122223333/eu-west-1', '444455556666/us-east-1'],
    ],
    ['of some accounts', ['444455556666'], [], ['444455556666/us-east-1']],
    ['of some regions', [], ['eu-west-1'], ['123456789012/eu-west-1', '111122223333/eu-west-1']],
    ['of all regions', ['111122223333'], ['all', 'eu-west-1'], ['111122223333/us-east-1', '111122223333/eu-west-1']],
    ['of what is in both', ['111122223333', '444455556666'], ['eu-west-1'], ['111122223333/eu-west-1']],
  ] satisfies [string, string[], string[], string[]][]) {
    it(`are ${what}`, () => {
      assert.deepEqual(chosen(accounts, regions), expected);
    });
  }

  for (const [what, accounts, regions, says] of [
    [
      'no member',
      ['999988887777'],
      [],
      /^account 999988887777 is not one of the deployment’s: prod \(111122223333\), /,
    ],
    ['in no region of it', [], ['eu-north-1'], /the region eu-north-1: they have eu-west-1, us-east-1$/],
    [
      'not in that region',
      ['444455556666'],
      ['eu-west-1'],
      /^account 444455556666 does not have the region eu-west-1$/,
    ],
  ] as const) {
    it(`are refused where one is ${what}`, () => {
      const refused = (): unknown => chosen(accounts, regions);

      assert.throws(refused, Failure, says);
    });
  }
});

describe('the role to assume in other accounts', () => {
  for (const [what, given, of, expected] of [
    ['that was named, without a deployment', { roleName: 'audit', externalId: 'x' }, undefined, ['audit', 'x']],
    ['of the deployment', {}, members, ['team-reader', 'from the deployment']],
    ['of the deployment, with an external id that was given', { externalId: 'x' }, members, ['team-reader', 'x']],
    [
      'that was named, which is not told the deployment’s external id',
      { roleName: 'audit' },
      members,
      ['audit', undefined],
    ],
    ['of nobody', {}, undefined, [undefined, undefined]],
  ] satisfies [string, RoleThere, Accounts | undefined, [string | undefined, string | undefined]][]) {
    it(`is the one ${what}`, () => {
      const { roleName, externalId } = roleIn(of, given);

      assert.deepEqual([roleName, externalId], expected);
    });
  }
});

describe('the name of an account', () => {
  for (const [id, expected] of [
    ['111122223333', 'prod'],
    ['123456789012', undefined],
    ['999988887777', undefined],
  ] as const) {
    it(`of ${id} is ${expected ?? 'none'}`, () => {
      assert.equal(accountName(members, id), expected);
      assert.isUndefined(accountName(undefined, id));
    });
  }
});
