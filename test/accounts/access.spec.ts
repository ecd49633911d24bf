import { assert } from 'chai';
import * as sinon from 'sinon';
import { accessTo } from '../../accounts/access.ts';
import type { ReaderSessions } from '../../accounts/reader-session.ts';
import { Failure } from '../../contract/failure.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';
import { assertRejects } from '../support/assert-rejects.ts';

const member = memberAccount();
const accounts = accountsOf(member);
const options = {};

function setUp() {
  return sinon.spy<ReaderSessions>(() => Promise.resolve(options));
}

describe('accessTo', () => {
  for (const [what, place, own] of [
    ['the hub’s own place, for who is there', accounts.hub, accounts.hub],
    ['a member’s place, for a function that is there', { accountId: member.id, region: 'us-east-1' }, undefined],
  ] as const) {
    it(`needs no session for ${what}`, async () => {
      const sessions = setUp();

      const access = await accessTo(accounts, place, { own: own ?? place, sessions });

      assert.isUndefined(access.options);
      assert.equal(access.account.id, place.accountId);
      sinon.assert.notCalled(sessions);
    });
  }

  it('is a session of the account everywhere else, the own account’s other regions among them', async () => {
    const sessions = setUp();
    const own = { accountId: member.id, region: 'eu-west-1' };

    const access = await accessTo(accounts, { accountId: member.id, region: 'us-east-1' }, { own, sessions });

    assert.deepEqual(access, { account: member, options });
    sinon.assert.calledOnceWithExactly(sessions, accounts, member.id);
  });

  for (const [what, place] of [
    ['an account that is no member', { accountId: '999988887777', region: 'eu-west-1' }],
    ['a region that is not the member’s', { accountId: member.id, region: 'af-south-1' }],
  ] as const) {
    it(`refuses ${what}, also to a function that is there, and becomes nobody`, async () => {
      const sessions = setUp();

      for (const own of [accounts.hub, place]) {
        const failure = await assertRejects(accessTo(accounts, place, { own, sessions }), 'ACCOUNT_UNKNOWN');

        assert.include(failure.message, 'nothing of it is judged');
        assert.deepEqual(failure.ids, place);
      }
      sinon.assert.notCalled(sessions);
    });
  }

  it('passes on that the role could not be assumed', async () => {
    const sessions = () => Promise.reject(new Failure('ROLE_NOT_ASSUMED', 'no such role'));
    const place = { accountId: member.id, region: 'eu-west-1' };

    await assertRejects(accessTo(accounts, place, { own: accounts.hub, sessions }), 'ROLE_NOT_ASSUMED');
  });
});
