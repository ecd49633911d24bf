import { assert } from 'chai';
import type { Context } from '../../contract/context.ts';
import { emptyContext } from '../../contract/context.ts';
import type { Bucket } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { bucketFromItem } from '../../resources/bucket-from-item.ts';
import { parseConfigurationItem } from '../../resources/configuration-item.ts';
import { describeViolation } from '../../rules/annotation.ts';
import { parseParameters } from '../../rules/parameters.ts';
import { s3BucketPublicAccess } from '../../rules/s3-bucket-public-access.ts';
import { assertFails } from '../support/assert-fails.ts';
import {
  allOff,
  allow,
  allUsersUri,
  apiItem,
  authenticatedUsersUri,
  bucket,
  groupGrant,
  itemAcl,
  ownerGrant,
  policy,
} from '../support/buckets.ts';

const denyPlainHttp = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: 'arn:aws:s3:::holiday-photos/*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

function evaluate(resource: Bucket, accountBlock: Context['accountBlock'] = null, given: unknown = {}): Violation[] {
  const parameters = parseParameters(s3BucketPublicAccess, given);
  return s3BucketPublicAccess.evaluate(resource, parameters, { ...emptyContext, accountBlock });
}

describe('s3-bucket-public-access', () => {
  const compliant: [string, Partial<Bucket>][] = [
    ['only its owner and no policy', {}],
    [
      'log delivery may write',
      { grants: [ownerGrant, groupGrant('http://acs.amazonaws.com/groups/s3/LogDelivery', 'WRITE')] },
    ],
    ['an empty policy', { policy: policy() }],
    ['a Deny to everyone', { policy: policy(denyPlainHttp) }],
    ['an Allow to an account', { policy: policy(denyPlainHttp, allow({ Principal: { AWS: '111122223333' } })) }],
  ];
  for (const [what, overrides] of compliant) {
    it(`is content with ${what}`, () => {
      assert.isEmpty(evaluate(bucket(overrides)));
    });
  }

  it('reports every public grant and statement, and nothing else', () => {
    const resource = bucket({
      grants: [groupGrant(authenticatedUsersUri, 'READ_ACP'), ownerGrant, groupGrant(allUsersUri, 'WRITE')],
      policy: policy(
        allow({ Sid: 'A' }),
        denyPlainHttp,
        allow({ Principal: { AWS: '111122223333' } }),
        allow({ Sid: 'B' }),
      ),
    });

    assert.deepEqual(evaluate(resource), [
      {
        kind: 'public-grant',
        grant: groupGrant(authenticatedUsersUri, 'READ_ACP'),
        audience: 'any AWS account in the world',
      },
      { kind: 'public-grant', grant: groupGrant(allUsersUri, 'WRITE'), audience: 'everyone on the internet' },
      { kind: 'public-statement', index: 0, sid: 'A', reason: 'Principal is *' },
      { kind: 'public-statement', index: 3, sid: 'B', reason: 'Principal is *' },
    ]);
  });

  it('judges a Statement that is one object', () => {
    const violations = evaluate(bucket({ policy: JSON.stringify({ Statement: allow() }) }));

    assert.deepEqual(violations, [{ kind: 'public-statement', index: 0, reason: 'Principal is *' }]);
  });

  it('does not depend on the order of grants and statements', () => {
    const grants = [ownerGrant, groupGrant(allUsersUri), groupGrant(authenticatedUsersUri)];
    const statements = [allow({ Sid: 'A' }), denyPlainHttp, allow({ Sid: 'B', Principal: { AWS: ['*'] } })];
    const verdict = (resource: Bucket): string[] =>
      evaluate(resource)
        .map((violation) => describeViolation(violation).replace(/\[\d+\]/, ''))
        .sort();

    assert.deepEqual(
      verdict(bucket({ grants, policy: policy(...statements) })),
      verdict(bucket({ grants: grants.toReversed(), policy: policy(...statements.toReversed()) })),
    );
  });

  it('judges an item in API form, with its doubly encoded ACL', () => {
    const supplementary = {
      AccessControlList: itemAcl({ grantee: 'AuthenticatedUsers', permission: 'Read' }),
      BucketPolicy: { policyText: policy(allow()) },
    };

    const violations = evaluate(bucketFromItem(parseConfigurationItem(apiItem({ supplementary }))));

    assert.deepEqual(
      violations.map(({ kind }) => kind),
      ['public-grant', 'public-statement'],
    );
  });

  describe('under Block Public Access', () => {
    const open = { grants: [ownerGrant, groupGrant(allUsersUri)], policy: policy(allow()) };
    const both = ['public-grant', 'public-statement'];
    const settings: [keyof typeof allOff, string[]][] = [
      ['blockPublicAcls', both],
      ['blockPublicPolicy', both],
      ['ignorePublicAcls', ['public-statement']],
      ['restrictPublicBuckets', ['public-grant']],
    ];
    for (const [setting, expected] of settings) {
      const block = { ...allOff, [setting]: true };
      it(`${setting} leaves ${expected.join(' and ')}, on the bucket as on the account`, () => {
        const onBucket = evaluate(bucket({ ...open, publicAccessBlock: block }));
        const onAccount = evaluate(bucket(open), block);

        assert.deepEqual(
          onBucket.map(({ kind }) => kind),
          expected,
        );
        assert.deepEqual(
          onAccount.map(({ kind }) => kind),
          expected,
        );
      });
    }

    it('is content where bucket and account together cut both off', () => {
      const resource = bucket({ ...open, publicAccessBlock: { ...allOff, ignorePublicAcls: true } });

      assert.isEmpty(evaluate(resource, { ...allOff, restrictPublicBuckets: true }));
    });

    it('finds the one public grant among those of a service and another account, unless RestrictPublicBuckets cuts it off', () => {
      const mixed = policy(
        allow({ Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 's3:PutObject' }),
        allow({ Principal: { AWS: '444455556666' } }),
        allow({ Sid: 'World' }),
      );

      assert.deepEqual(evaluate(bucket({ policy: mixed })), [
        { kind: 'public-statement', index: 2, sid: 'World', reason: 'Principal is *' },
      ]);
      assert.isEmpty(evaluate(bucket({ policy: mixed }), { ...allOff, restrictPublicBuckets: true }));
    });

    it('is content with a public ACL where ACLs are disabled', () => {
      assert.isEmpty(evaluate(bucket({ grants: open.grants, ownership: 'BucketOwnerEnforced' })));
    });
  });

  describe('where the account block cannot be read', () => {
    const unreadable: Context['accountBlock'] = { kind: 'unreadable', reason: 'AccessDenied' };

    it('decides nothing about what looks public, and says what that is', () => {
      const resource = bucket({ grants: [groupGrant(allUsersUri)], policy: policy(allow({ Sid: 'A' })) });

      const violations = evaluate(resource, unreadable);

      assert.lengthOf(violations, 1);
      const [only] = violations;
      assert.deepInclude(only, { kind: 'undecided', subject: 'account public access block' });
      assert.include(only && describeViolation(only), 'AccessDenied');
      assert.include(only && describeViolation(only), 'ACL grants READ to everyone on the internet');
      assert.include(only && describeViolation(only), 'Statement[0] "A"');
    });

    it('is content with what is public by no account setting', () => {
      assert.isEmpty(evaluate(bucket({ policy: policy(denyPlainHttp) }), unreadable));
    });

    it('reports nothing that the bucket itself cuts off', () => {
      const publicAccessBlock = { ...allOff, ignorePublicAcls: true, restrictPublicBuckets: true };
      const resource = bucket({ grants: [groupGrant(allUsersUri)], policy: policy(allow()), publicAccessBlock });

      assert.isEmpty(evaluate(resource, unreadable));
    });
  });

  describe('where the policy cannot be read', () => {
    it('is not content with a text that is no policy', () => {
      assert.deepEqual(evaluate(bucket({ policy: '{"Statement":' })), [
        { kind: 'undecided', subject: 'bucket policy', reason: 'it is not JSON' },
      ]);
    });

    it('is not content with one odd statement, and still finds the public one', () => {
      const violations = evaluate(bucket({ policy: policy(allow({ Sid: 'Odd', Principal: ['*'] }), allow()) }));

      assert.deepEqual(
        violations.map(({ kind }) => kind),
        ['public-statement', 'undecided'],
      );
      assert.include(violations.map(describeViolation).join(), 'bucket policy Statement[0] "Odd"');
    });

    it('is not content either where the account block cannot be read', () => {
      const violations = evaluate(bucket({ policy: 'odd' }), { kind: 'unreadable', reason: 'AccessDenied' });

      assert.deepEqual(violations, [{ kind: 'undecided', subject: 'bucket policy', reason: 'it is not JSON' }]);
    });

    it('is not content under RestrictPublicBuckets either, which acts on what AWS reads', () => {
      const publicAccessBlock = { ...allOff, restrictPublicBuckets: true };

      assert.deepEqual(evaluate(bucket({ policy: 'odd', publicAccessBlock })), [
        { kind: 'undecided', subject: 'bucket policy', reason: 'it is not JSON' },
      ]);
    });
  });

  describe('parameters', () => {
    const wideOffice = bucket({
      policy: policy(allow({ Condition: { IpAddress: { 'aws:SourceIp': '54.0.0.0/12' } } })),
    });

    it('are as AWS documents by default', () => {
      assert.deepEqual(parseParameters(s3BucketPublicAccess, undefined), { ipv4PrefixLength: 8, ipv6PrefixLength: 32 });
      assert.isEmpty(evaluate(wideOffice));
    });

    it('can be stricter', () => {
      assert.lengthOf(evaluate(wideOffice, null, { ipv4PrefixLength: '16' }), 1);
    });

    for (const [name, value] of [
      ['ipv4PrefixLength', '7'],
      ['ipv4PrefixLength', '33'],
      ['ipv4PrefixLength', '1e1'],
      ['ipv4PrefixLength', '/8'],
      ['ipv4PrefixLength', ''],
      ['ipv6PrefixLength', '31'],
      ['ipv6PrefixLength', '129'],
    ] as const) {
      it(`refuse ${name}=${JSON.stringify(value)}`, () => {
        assertFails(() => parseParameters(s3BucketPublicAccess, { [name]: value }), 'PARAMETER_INVALID', `${name}=`);
      });
    }
  });
});
