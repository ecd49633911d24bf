import { assert } from 'chai';
import { type Context, emptyContext } from '../../contract/context.ts';
import type { Bucket } from '../../contract/resource.ts';
import { isMendable, type Violation } from '../../contract/violation.ts';
import { bucketFromItem } from '../../resources/bucket-from-item.ts';
import { parseConfigurationItem } from '../../resources/configuration-item.ts';
import { describeViolation } from '../../rules/annotation.ts';
import { parseParameters } from '../../rules/parameters.ts';
import { s3BucketTlsOnly } from '../../rules/s3-bucket-tls-only.ts';
import { assertFails } from '../support/assert-fails.ts';
import { allOff, allow, apiItem, bucket, policy, streamItem, worldByRanges } from '../support/buckets.ts';

const arn = 'arn:aws:s3:::holiday-photos';
const denyPlainHttp = (Resource: unknown = [arn, `${arn}/*`]) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

function evaluate(resource: Bucket, accountBlock: Context['accountBlock'] = null): Violation[] {
  return s3BucketTlsOnly.evaluate(resource, {}, { ...emptyContext, accountBlock });
}

describe('s3-bucket-tls-only', () => {
  it('is content with a policy that denies plain HTTP', () => {
    assert.isEmpty(evaluate(bucket({ policy: policy(allow(), denyPlainHttp()) })));
  });

  it('reports a bucket without a policy', () => {
    assert.deepEqual(evaluate(bucket()), [{ kind: 'plain-http', missing: ['bucket', 'objects'] }]);
  });

  it('says for what the denial is missing', () => {
    const violations = evaluate(bucket({ policy: policy(denyPlainHttp(`${arn}/*`)) }));

    assert.deepEqual(violations.map(describeViolation), [
      'no statement denies plain HTTP to everyone for the bucket itself',
    ]);
  });

  it('is undecided where the policy cannot be read', () => {
    assert.deepEqual(evaluate(bucket({ policy: '{' })), [
      { kind: 'undecided', subject: 'bucket policy', reason: 'it is not JSON' },
    ]);
  });

  const unmendable: [string, Partial<Bucket>, RegExp][] = [
    ['a website', { website: true }, /^the bucket serves a website, and website endpoints speak plain HTTP only$/],
    [
      'what may be a website',
      { website: { kind: 'unread', reason: 'AccessDenied' } },
      /^whether the bucket serves a website is not known: AccessDenied$/,
    ],
    [
      'a policy without room',
      { policy: policy(allow({ Sid: 'x'.repeat(20_200) })) },
      /^the policy has no room for it within 20480 bytes$/,
    ],
  ];
  for (const [what, overrides, reason] of unmendable) {
    it(`leaves ${what} to people`, () => {
      const [violation, ...others] = evaluate(bucket(overrides));

      assert.isEmpty(others);
      assert.propertyVal(violation, 'kind', 'plain-http');
      assert.match(violation?.kind === 'plain-http' ? (violation.unmendable ?? '') : '', reason);
    });
  }

  const openPolicy = policy(allow({ Sid: 'Open', Principal: '*' }));
  const refusing = { ...allOff, blockPublicPolicy: true };
  for (const [where, resource, accountBlock] of [
    ['the bucket', bucket({ policy: openPolicy, publicAccessBlock: refusing }), null],
    ['the account', bucket({ policy: openPolicy }), refusing],
    ['an account that cannot be read', bucket({ policy: openPolicy }), { kind: 'unreadable', reason: 'no' }],
  ] as const) {
    it(`leaves a public policy to people where ${where} refuses every put of it, or may`, () => {
      const [violation] = evaluate(resource, accountBlock);

      assert.include(
        violation === undefined ? '' : describeViolation(violation),
        '"Open" is public, so that S3 refuses every put of the policy',
      );
    });
  }

  it('mends beside ranges that are everyone together, which S3 does not refuse', () => {
    const [violation] = evaluate(bucket({ policy: policy(worldByRanges), publicAccessBlock: refusing }));

    assert.isTrue(violation !== undefined && isMendable(violation));
  });

  it('mends beside a public policy where nothing refuses it', () => {
    assert.deepEqual(evaluate(bucket({ policy: openPolicy })), [
      { kind: 'plain-http', missing: ['bucket', 'objects'] },
    ]);
  });

  it('is content with a website that denies plain HTTP: that is for its owner to know', () => {
    assert.isEmpty(evaluate(bucket({ policy: policy(denyPlainHttp()), website: true })));
  });

  for (const [form, itemOf] of Object.entries({ stream: streamItem, API: apiItem })) {
    it(`judges policy and website of an item in ${form} form`, () => {
      const of = (supplementary: Record<string, unknown>) =>
        evaluate(bucketFromItem(parseConfigurationItem(itemOf({ supplementary }))));
      const website = { indexDocumentSuffix: 'index.html', errorDocument: null, routingRules: [] };

      assert.isEmpty(of({ BucketPolicy: { policyText: policy(denyPlainHttp()) } }));
      assert.deepEqual(of({}), [{ kind: 'plain-http', missing: ['bucket', 'objects'] }]);
      assert.include(of({ BucketWebsiteConfiguration: website }).map(describeViolation)[0], 'serves a website');
    });
  }

  it('has no parameters', () => {
    assertFails(() => parseParameters(s3BucketTlsOnly, { ports: '443' }), 'PARAMETER_INVALID', 'ports');
  });
});
