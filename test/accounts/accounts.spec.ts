import { assert } from 'chai';
import * as v from 'valibot';
import { Accounts } from '../../accounts/accounts.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';

describe('the accounts of a deployment', () => {
  it('are read as Terraform writes them, a member without regions among them', () => {
    const given = accountsOf(memberAccount(), memberAccount({ id: '444455556666', regions: [], mode: 'observe' }));

    assert.deepEqual(v.parse(Accounts, given), given);
  });

  it('need no external id, where there is nobody to show it to', () => {
    const { externalId: _, ...given } = accountsOf();

    assert.deepEqual(v.parse(Accounts, given), given);
  });

  for (const [what, given] of [
    ['another version', { ...accountsOf(), version: 2 }],
    ['a field that is not known', { ...accountsOf(), organisation: 'o-1' }],
    ['no hub', { ...accountsOf(), hub: undefined }],
    ['no account at all', { ...accountsOf(), accounts: [] }],
    ['an account twice, in two modes', accountsOf(memberAccount(), memberAccount({ mode: 'observe' }))],
    ['an id of eleven digits', accountsOf(memberAccount({ id: '11112222333' }))],
    ['a pattern for an id', accountsOf(memberAccount({ id: '11112222333*' }))],
    ['no name', accountsOf(memberAccount({ name: '' }))],
    ['a name that fills the message', accountsOf(memberAccount({ name: 'x'.repeat(65) }))],
    ['every region at once', accountsOf(memberAccount({ regions: ['*'] }))],
    ['a mode that is none', { ...accountsOf(), accounts: [{ ...memberAccount(), mode: 'Auto' }] }],
    ['an external id of one character', { ...accountsOf(), externalId: 'x' }],
    ['an external id with a blank', { ...accountsOf(), externalId: 'two words' }],
  ] as const) {
    it(`have no room for ${what}`, () => {
      assert.isFalse(v.is(Accounts, given));
    });
  }
});
