import { assert } from 'chai';
import type { Grant } from '../../contract/resource.ts';
import { publicAudience, sameGrant } from '../../publicness/acl.ts';
import { allUsersUri, authenticatedUsersUri, groupGrant, ownerGrant } from '../support/buckets.ts';

describe('publicAudience', () => {
  const permissions = ['FULL_CONTROL', 'WRITE', 'WRITE_ACP', 'READ', 'READ_ACP'] as const;
  for (const permission of permissions) {
    it(`finds the public behind ${permission}`, () => {
      assert.equal(publicAudience(groupGrant(allUsersUri, permission)), 'everyone on the internet');
      assert.equal(publicAudience(groupGrant(authenticatedUsersUri, permission)), 'any AWS account in the world');
    });
  }

  const others: [string, Grant][] = [
    ['the owner', ownerGrant],
    ['log delivery', groupGrant('http://acs.amazonaws.com/groups/s3/LogDelivery', 'WRITE')],
    ['a group whose URI only contains the name', groupGrant(`${allUsersUri}InOurOffice`)],
    ['a group of the same name elsewhere', groupGrant('http://example.com/groups/global/AllUsers')],
    ['the other group of the same name elsewhere', groupGrant('http://example.com/groups/global/AuthenticatedUsers')],
    ['a URI in another case', groupGrant(allUsersUri.toLowerCase())],
    [
      'a user called AllUsers',
      { grantee: { kind: 'user', id: 'AllUsers', displayName: allUsersUri }, permission: 'READ' },
    ],
    ['an address of that name', { grantee: { kind: 'email', address: 'AllUsers@example.com' }, permission: 'READ' }],
  ];
  for (const [who, grant] of others) {
    it(`does not take ${who} for the public`, () => {
      assert.isNull(publicAudience(grant));
    });
  }
});

describe('sameGrant', () => {
  it('goes by grantee and permission, not by a display name', () => {
    const named: Grant = { grantee: { kind: 'user', id: 'a', displayName: 'ann' }, permission: 'READ' };
    const unnamed: Grant = { grantee: { kind: 'user', id: 'a' }, permission: 'READ' };

    assert.isTrue(sameGrant(named, unnamed));
    assert.isFalse(sameGrant(named, { ...unnamed, permission: 'WRITE' }));
    assert.isFalse(sameGrant(named, { grantee: { kind: 'email', address: 'a' }, permission: 'READ' }));
    assert.isFalse(sameGrant(groupGrant(allUsersUri), groupGrant(authenticatedUsersUri)));
    assert.isFalse(sameGrant(named, { grantee: { kind: 'user', id: 'b' }, permission: 'READ' }));
  });

  it('goes by the address of who is granted to by e-mail', () => {
    const to = (address: string): Grant => ({ grantee: { kind: 'email', address }, permission: 'READ' });

    assert.isTrue(sameGrant(to('a@example.com'), to('a@example.com')));
    assert.isFalse(sameGrant(to('a@example.com'), to('b@example.com')));
  });
});
