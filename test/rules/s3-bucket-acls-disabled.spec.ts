import { assert } from 'chai';
import { type Context, emptyContext } from '../../contract/context.ts';
import type { Bucket, Grant } from '../../contract/resource.ts';
import { isMendable, type Violation } from '../../contract/violation.ts';
import { describeViolation } from '../../rules/annotation.ts';
import { parseParameters } from '../../rules/parameters.ts';
import { s3BucketAclsDisabled } from '../../rules/s3-bucket-acls-disabled.ts';
import { assertFails } from '../support/assert-fails.ts';
import { allOff, allow, allUsersUri, bucket, groupGrant, ownerGrant, ownerId, policy } from '../support/buckets.ts';

const logDelivery = 'http://acs.amazonaws.com/groups/s3/LogDelivery';
const blocked = { ...allOff, blockPublicAcls: true, ignorePublicAcls: true };
const other = 'arn:aws:iam::444455556666:root';
const ownRole = 'arn:aws:iam::111122223333:role/app';
const ofUser = (id: string, permission: Grant['permission']): Grant => ({ grantee: { kind: 'user', id }, permission });

/** A bucket on which nothing is seen to rely on ACLs. */
const safe = (overrides: Partial<Bucket> = {}) => bucket({ publicAccessBlock: blocked, ...overrides });

function evaluate(
  resource: Bucket,
  given: { objectAcls?: string; hiddenGrants?: string; accountBlock?: Context['accountBlock'] } = {},
): Violation[] {
  const { objectAcls = 'blocked', hiddenGrants = 'none', accountBlock = null } = given;
  const parameters = parseParameters(s3BucketAclsDisabled, { objectAcls, hiddenGrants });
  return s3BucketAclsDisabled.evaluate(resource, parameters, { ...emptyContext, accountBlock });
}

function whyNot(...given: Parameters<typeof evaluate>): string | undefined {
  const [violation, ...others] = evaluate(...given);
  assert.isEmpty(others);
  if (violation?.kind !== 'acls-enabled') return assert.fail('no acls-enabled');
  return violation.unmendable;
}

const upload = (overrides: Record<string, unknown> = {}) =>
  allow({ Sid: 'Upload', Action: 's3:PutObject', ...overrides });
const acl = (operator: string, values: unknown, key = 's3:x-amz-acl') => ({
  Condition: { [operator]: { [key]: values } },
});

describe('s3-bucket-acls-disabled', () => {
  it('is content with BucketOwnerEnforced, whatever else there is', () => {
    const resource = bucket({ ownership: 'BucketOwnerEnforced', grants: [groupGrant(allUsersUri)], policy: '{' });

    assert.isEmpty(evaluate(resource));
  });

  for (const ownership of ['ObjectWriter', 'BucketOwnerPreferred'] as const) {
    it(`reports ${ownership}`, () => {
      assert.deepEqual(evaluate(safe({ ownership })), [{ kind: 'acls-enabled', ownership }]);
    });
  }

  it('is undecided where object ownership could not be read, never compliant', () => {
    const [violation, ...others] = evaluate(safe({ ownership: 'unknown' }));

    assert.isEmpty(others);
    assert.deepInclude(violation, { kind: 'undecided', subject: 'object ownership' });
  });

  describe('leaves to people, naming it,', () => {
    const grants: [string, Grant[], string][] = [
      [
        'log delivery by ACL',
        [groupGrant(logDelivery, 'WRITE'), groupGrant(logDelivery, 'READ_ACP')],
        'the ACL grants WRITE and READ_ACP to the log delivery group, by which server access logs arrive',
      ],
      ['a grant to another account', [ofUser('b2', 'READ')], 'the ACL grants READ to the canonical user b2'],
      [
        'grants to two parties',
        [ofUser('b2', 'READ'), { grantee: { kind: 'email', address: 'ann@example.com' }, permission: 'WRITE' }],
        'the ACL grants READ to the canonical user b2; the ACL grants WRITE to ann@example.com',
      ],
      [
        'a group that is not known',
        [groupGrant('http://acs.amazonaws.com/groups/zz/Partners', 'READ')],
        'the ACL grants READ to http://acs.amazonaws.com/groups/zz/Partners',
      ],
    ];
    for (const [what, given, reason] of grants) {
      it(what, () => {
        assert.equal(whyNot(safe({ grants: [ownerGrant, ...given] })), reason);
        assert.equal(whyNot(safe({ grants: [ownerGrant, ...given] }), { objectAcls: 'unused' }), reason);
      });
    }

    const own = { Principal: { AWS: ownRole } };
    const relying: [string, Record<string, unknown>, string][] = [
      [
        'an Allow of a public ACL',
        upload({ ...own, ...acl('StringEquals', 'public-read') }),
        'StringEquals s3:x-amz-acl public-read',
      ],
      [
        'an Allow of several ACLs',
        upload({ ...own, ...acl('StringEquals', ['bucket-owner-full-control', 'private']) }),
        'StringEquals s3:x-amz-acl bucket-owner-full-control, private',
      ],
      [
        'an Allow of all ACLs but one',
        upload({ ...own, ...acl('StringNotEquals', 'public-read') }),
        'StringNotEquals s3:x-amz-acl public-read',
      ],
      ['an Allow with any ACL', upload({ ...own, ...acl('Null', 'false') }), 'Null s3:x-amz-acl false'],
      [
        'an Allow that asks for a grant, in another case',
        upload({ ...own, ...acl('StringLike', `id=${ownerId}`, 'S3:X-Amz-Grant-Full-Control') }),
        `StringLike S3:X-Amz-Grant-Full-Control id=${ownerId}`,
      ],
      [
        'a Deny that asks for another ACL',
        upload({ Effect: 'Deny', ...acl('StringNotEquals', 'private') }),
        'StringNotEquals s3:x-amz-acl private',
      ],
      ['a Deny that asks for some ACL', upload({ Effect: 'Deny', ...acl('Null', true) }), 'Null s3:x-amz-acl true'],
      [
        'an operator that is not known',
        upload({ ...own, ...acl('BinaryEquals', 'eA==') }),
        'BinaryEquals s3:x-amz-acl eA==',
      ],
    ];
    for (const [what, statement, clause] of relying) {
      it(what, () => {
        const resource = safe({ policy: policy(allow({ Principal: { AWS: ownRole } }), statement) });

        assert.equal(whyNot(resource), `policy Statement[1] "Upload" relies on ACLs: ${clause}`);
        assert.equal(whyNot(resource, { objectAcls: 'unused' }), whyNot(resource));
      });
    }

    const writers: [string, Record<string, unknown>, string][] = [
      ['another account that writes objects', upload({ Principal: { AWS: other } }), other],
      [
        'another account by any write',
        upload({ Principal: { AWS: '444455556666' }, Action: 's3:Put*' }),
        '444455556666',
      ],
      ['another account with everything', upload({ Principal: { AWS: [ownRole, other] }, Action: '*' }), other],
      [
        'another account but for deleting',
        upload({ Principal: { AWS: other }, Action: undefined, NotAction: 's3:Delete*' }),
        other,
      ],
      ['everyone', upload(), 'everyone'],
      ['all but one', upload({ Principal: undefined, NotPrincipal: { AWS: ownRole } }), 'everyone who is not named'],
      ['another canonical user', upload({ Principal: { CanonicalUser: 'b2' }, Action: 's3:PutObjectAcl' }), 'b2'],
      [
        'another account that owns what it writes in spite of the ACL it must send',
        upload({ Principal: { AWS: other }, ...acl('StringEquals', 'bucket-owner-full-control') }),
        other,
      ],
    ];
    for (const [what, statement, who] of writers) {
      it(what, () => {
        const resource = safe({ policy: policy(statement) });

        assert.equal(
          whyNot(resource),
          `policy Statement[0] "Upload" lets ${who} write objects, whose ACLs are then not the owner’s`,
        );
        assert.isUndefined(whyNot(resource, { objectAcls: 'unused' }));
      });
    }

    it('a policy, or a statement, that cannot be judged', () => {
      const odd = policy({ Effect: 'Deny', Sid: 'Odd', Principal: [['?']] });

      assert.equal(
        whyNot(safe({ policy: '{' })),
        'the policy, which cannot be judged (it is not JSON), may rely on ACLs',
      );
      assert.equal(
        whyNot(safe({ policy: odd })),
        'policy Statement[0] "Odd", which cannot be judged, may rely on ACLs',
      );
    });

    it('objects that may be public by ACLs of their own', () => {
      const half = { ...allOff, ignorePublicAcls: true };

      assert.equal(
        whyNot(bucket()),
        'ACLs of single objects may make them public, since Block Public Access lacks blockPublicAcls, ignorePublicAcls',
      );
      assert.include(whyNot(bucket({ publicAccessBlock: half })), 'lacks blockPublicAcls');
      assert.include(
        whyNot(bucket(), { accountBlock: { kind: 'unreadable', reason: 'AccessDenied' } }),
        'AccessDenied',
      );
      assert.isUndefined(
        whyNot(bucket({ publicAccessBlock: half }), { accountBlock: { ...allOff, blockPublicAcls: true } }),
      );
      assert.isUndefined(whyNot(bucket(), { objectAcls: 'unused' }));
    });

    it('public grants that S3 does not show, unless it is said that there are none', () => {
      assert.match(
        whyNot(safe(), { hiddenGrants: 'unproven' }) ?? '',
        /^Block Public Access ignores public ACLs, so that/,
      );
      assert.equal(s3BucketAclsDisabled.parameters.hiddenGrants.default, 'unproven');
    });

    it('ACLs of single objects, where nothing is said to prove that nobody relies on one: which is so unless given', () => {
      assert.match(
        whyNot(safe(), { objectAcls: 'unproven' }) ?? '',
        /^whom ACLs of single objects let in cannot be seen/,
      );
      assert.equal(s3BucketAclsDisabled.parameters.objectAcls.default, 'unproven');
    });

    it('all of it at once, in the order of the bucket’s parts', () => {
      const [violation] = evaluate(bucket({ grants: [groupGrant(logDelivery, 'WRITE')], policy: policy(upload()) }));

      assert.match(
        violation === undefined ? '' : describeViolation(violation),
        /^ACLs are enabled \(object ownership ObjectWriter\); not mended: the ACL grants .*; policy Statement\[0\] .*; ACLs of single objects/,
      );
      assert.isFalse(violation !== undefined && isMendable(violation));
    });
  });

  describe('would mend', () => {
    const own = { Principal: { AWS: ownRole } };
    const mendable: [string, Partial<Bucket>][] = [
      ['grants to the owner, whatever they are', { grants: [ownerGrant, ofUser(ownerId, 'READ')] }],
      ['writers of the own account', { policy: policy(upload(own)) }],
      ['readers of another account', { policy: policy(allow({ Principal: { AWS: other } })) }],
      [
        'a service of AWS that writes',
        { policy: policy(upload({ Principal: { Service: 'logging.s3.amazonaws.com' } })) },
      ],
      [
        'CloudTrail, which sends bucket-owner-full-control',
        {
          policy: policy(
            upload({
              Principal: { Service: 'cloudtrail.amazonaws.com' },
              ...acl('StringEquals', 'bucket-owner-full-control'),
            }),
          ),
        },
      ],
      [
        'another account that already leaves its objects to the owner',
        {
          ownership: 'BucketOwnerPreferred',
          policy: policy(upload({ Principal: { AWS: other }, ...acl('StringEquals', ['bucket-owner-full-control']) })),
        },
      ],
      ['a deleted role that wrote', { policy: policy(upload({ Principal: { AWS: 'AROAEXAMPLEEXAMPLE12' } })) }],
      [
        'a Deny that asks for bucket-owner-full-control',
        { policy: policy(upload({ Effect: 'Deny', ...acl('StringNotEquals', 'bucket-owner-full-control') })) },
      ],
      ['a Deny of public ACLs', { policy: policy(upload({ Effect: 'Deny', ...acl('StringLike', ['public-*']) })) }],
      ['a Deny of every ACL', { policy: policy(upload({ Effect: 'Deny', ...acl('Null', 'false') })) }],
      [
        'a Deny of grants',
        { policy: policy(upload({ Effect: 'Deny', ...acl('StringLike', '*', 's3:x-amz-grant-read') })) },
      ],
      ['an Allow without any ACL', { policy: policy(upload({ ...own, ...acl('Null', 'true') })) }],
      [
        'a condition on ownership of new buckets, which is about no ACL',
        { policy: policy(upload({ ...own, ...acl('StringEquals', 'ObjectWriter', 's3:x-amz-object-ownership') })) },
      ],
    ];
    for (const [what, overrides] of mendable) {
      it(what, () => {
        assert.isUndefined(whyNot(safe(overrides)));
      });
    }

    it('a public grant, which is a violation of its own', () => {
      assert.isUndefined(whyNot(bucket({ grants: [groupGrant(allUsersUri)] }), { objectAcls: 'unused' }));
    });
  });

  it('names the parameter that is wrong', () => {
    assertFails(
      () => parseParameters(s3BucketAclsDisabled, { objectAcls: 'none' }),
      'PARAMETER_INVALID',
      's3-bucket-acls-disabled: objectAcls="none": must be unproven, blocked, unused',
    );
    assertFails(
      () => parseParameters(s3BucketAclsDisabled, { hiddenGrants: 'removed' }),
      'PARAMETER_INVALID',
      's3-bucket-acls-disabled: hiddenGrants="removed": must be unproven, none',
    );
  });
});
