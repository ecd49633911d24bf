import { assert } from 'chai';
import * as fc from 'fast-check';
import type { Accounts } from '../../accounts/accounts.ts';
import {
  accountWords,
  membershipOf,
  menderRoleName,
  placesOf,
  readerRoleName,
  roleArn,
} from '../../accounts/membership.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';

const ids = ['123456789012', '111122223333', '444455556666', '777788889999'];
const regions = ['eu-west-1', 'us-east-1', 'af-south-1'];
const anyId = fc.constantFrom(...ids);
const anyRegion = fc.constantFrom(...regions);
const anyPlace = fc.record({ accountId: anyId, region: anyRegion });

/** The hub's account is always one of them, whatever its regions. */
const anyAccounts: fc.Arbitrary<Accounts> = fc
  .record({
    hub: anyPlace,
    others: fc.uniqueArray(anyId, { minLength: 1 }),
    regionsOf: fc.array(fc.array(anyRegion, { maxLength: 4 }), { minLength: ids.length, maxLength: ids.length }),
  })
  .map(({ hub, others, regionsOf }) => ({
    version: 1,
    hub,
    prefix: 'configmend',
    accounts: [...new Set([hub.accountId, ...others])].map((id, at) => ({
      id,
      name: `account ${id}`,
      mode: 'auto',
      regions: regionsOf[at] ?? [],
    })),
  }));

const key = ({ accountId, region }: { accountId: string; region: string }): string => `${accountId}/${region}`;

describe('placesOf', () => {
  it('has the hub first, each place once, and every region of every account', () => {
    fc.assert(
      fc.property(anyAccounts, (accounts) => {
        const places = placesOf(accounts).map(key);

        const wanted = accounts.accounts.flatMap(({ id, regions: its }) =>
          its.map((region) => key({ accountId: id, region })),
        );
        assert.equal(places[0], key(accounts.hub));
        assert.sameMembers(places, [...new Set([key(accounts.hub), ...wanted])]);
      }),
    );
  });
});

describe('membershipOf', () => {
  it('calls strangers all places but those of placesOf, and home the hub alone', () => {
    fc.assert(
      fc.property(anyAccounts, anyPlace, (accounts, place) => {
        const { kind } = membershipOf(accounts, place);

        const isOurs = placesOf(accounts).map(key).includes(key(place));
        assert.equal(kind !== 'stranger', isOurs);
        assert.equal(kind === 'home', key(place) === key(accounts.hub));
      }),
    );
  });

  it('is of the account that was asked about, with its own mode', () => {
    const found = membershipOf(accountsOf(memberAccount({ mode: 'observe' })), {
      accountId: '111122223333',
      region: 'us-east-1',
    });

    assert.deepEqual(found, { kind: 'member', account: memberAccount({ mode: 'observe' }) });
  });

  for (const [what, place, reason] of [
    [
      'an account that nobody named',
      { accountId: '999988887777', region: 'eu-west-1' },
      'account 999988887777 is not one of member_accounts',
    ],
    [
      'a region that is not among an account’s',
      { accountId: '111122223333', region: 'af-south-1' },
      'region af-south-1 is not among those of account payments (111122223333)',
    ],
    [
      'another region of the hub’s account',
      { accountId: '123456789012', region: 'us-east-1' },
      'region us-east-1 is not among those of account home (123456789012)',
    ],
  ] as const) {
    it(`says why ${what} is a stranger`, () => {
      assert.deepEqual(membershipOf(accountsOf(memberAccount()), place), { kind: 'stranger', reason });
    });
  }
});

describe('the words for an account', () => {
  const named = accountsOf(memberAccount(), memberAccount({ id: '444455556666', name: '444455556666' }));
  for (const [what, accounts, id, expected] of [
    ['name and id', named, '111122223333', 'payments (111122223333)'],
    ['the id once, where it is the name', named, '444455556666', '444455556666'],
    ['the id, of one that is not known', named, '999988887777', '999988887777'],
    ['the id, where no accounts are known', undefined, '111122223333', '111122223333'],
  ] as const) {
    it(`are ${what}`, () => {
      assert.equal(accountWords(accounts, id), expected);
    });
  }
});

describe('the roles of an account', () => {
  it('are one for each remediator and one to read', () => {
    assert.equal(menderRoleName('acme', 's3-bucket'), 'acme-mender-s3-bucket');
    assert.equal(readerRoleName('acme'), 'acme-reader');
  });

  for (const [region, partition] of [
    ['eu-west-1', 'aws'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['cn-north-1', 'aws-cn'],
  ] as const) {
    it(`are of the hub’s partition: ${partition} from ${region}`, () => {
      const accounts = { ...accountsOf(), hub: { accountId: '123456789012', region } };

      assert.equal(roleArn(accounts, '111122223333', 'r'), `arn:${partition}:iam::111122223333:role/r`);
    });
  }
});
