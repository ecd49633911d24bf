import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { emptyContext } from '../../contract/context.ts';
import type { Plan } from '../../contract/plan.ts';
import { Bucket, EncryptionAlgorithm, type Grant } from '../../contract/resource.ts';
import { isMendable, type Violation } from '../../contract/violation.ts';
import { s3BucketRemediator } from '../../remediators/s3-bucket.ts';
import { register } from '../../rules/registered-rule.ts';
import { s3BucketEncryption } from '../../rules/s3-bucket-encryption.ts';
import { s3BucketLogging } from '../../rules/s3-bucket-logging.ts';
import { s3BucketPublicAccessBlock } from '../../rules/s3-bucket-public-access-block.ts';
import { s3BucketVersioning } from '../../rules/s3-bucket-versioning.ts';
import { allow, applyPlan, bucket, groupGrant, ownerGrant, policy } from '../support/buckets.ts';

const keys = ['1', '2'].map(
  (digit) => `arn:aws:kms:eu-west-1:111122223333:key/${digit}234abcd-12ab-34cd-56ef-1234567890ab`,
);
const unread = fc.constant({ kind: 'unread', reason: 'AccessDenied' } as const);
const algorithm = fc.constantFrom(...EncryptionAlgorithm.options);

const encryption: fc.Arbitrary<Bucket['encryption']> = fc.oneof(
  fc.constant(null),
  unread,
  fc.record({
    algorithm: fc.constant('AES256' as const),
    bucketKeyEnabled: fc.boolean(),
    blockedTypes: fc.constantFrom<string[][]>(['SSE-C'], ['NONE']),
  }),
  fc.record(
    {
      algorithm: fc.constantFrom('aws:kms' as const, 'aws:kms:dsse' as const),
      kmsKeyId: fc.constantFrom(...keys, 'alias/photos'),
      bucketKeyEnabled: fc.boolean(),
    },
    { requiredKeys: ['algorithm', 'bucketKeyEnabled'] },
  ),
);

const sampled: fc.Arbitrary<Bucket> = fc
  .record({
    publicAccessBlock: fc.record({
      blockPublicAcls: fc.boolean(),
      ignorePublicAcls: fc.boolean(),
      blockPublicPolicy: fc.boolean(),
      restrictPublicBuckets: fc.boolean(),
    }),
    encryption,
    versioning: fc.oneof(
      unread,
      fc.record({ status: fc.constant('Off' as const), mfaDelete: fc.constant(false) }),
      fc.record({ status: fc.constantFrom('Enabled' as const, 'Suspended' as const), mfaDelete: fc.boolean() }),
    ),
    logging: fc.oneof(
      unread,
      fc.constant(null),
      fc.record({ targetBucket: fc.constantFrom('logs', 'elsewhere'), targetPrefix: fc.constant('a/') }),
    ),
    policy: fc.constantFrom(
      null,
      '{',
      policy(allow()),
      policy(allow({ Principal: { AWS: '444455556666' } })),
      policy(allow({ Condition: { StringEquals: { 'aws:SourceOrgID': 'o-a1b2c3d4e5' } } })),
    ),
    grants: fc.constantFrom<Grant[][]>(
      [ownerGrant],
      [ownerGrant, groupGrant('http://acs.amazonaws.com/groups/s3/LogDelivery', 'WRITE')],
    ),
    ownership: fc.constantFrom('BucketOwnerEnforced' as const, 'ObjectWriter' as const),
  })
  .map((parts) => bucket(parts));

/** All four rules with parameters of every kind. */
const judged = fc
  .record({
    algorithm,
    kmsKeyId: fc.constantFrom('', ...keys, 'alias/photos'),
    targetBucket: fc.constantFrom('', 'logs', 'holiday-photos'),
    objectAcls: fc.constantFrom('unproven', 'unused'),
  })
  .map(({ algorithm: wanted, kmsKeyId, targetBucket, objectAcls }) => {
    const judges = [
      register(s3BucketPublicAccessBlock).withParameters({ objectAcls }),
      register(s3BucketEncryption).withParameters({
        algorithm: wanted,
        kmsKeyId: wanted === 'AES256' ? '' : kmsKeyId,
        keyAccess: 'granted',
      }),
      register(s3BucketVersioning).withParameters({}),
      register(s3BucketLogging).withParameters({ targetBucket }),
    ];
    return (resource: Bucket): Violation[] => judges.flatMap((judge) => judge(resource, emptyContext));
  });

const planFor = (resource: Bucket, violations: Violation[]): Plan =>
  s3BucketRemediator.plan(resource, violations.filter(isMendable));
const strength = ({ encryption: found }: Bucket): number =>
  found === null || 'kind' in found ? -1 : EncryptionAlgorithm.options.indexOf(found.algorithm);

describe('mending the settings of any bucket', () => {
  it('ends all that can be mended, leaves what is left to people as it was, and then has nothing to do', () => {
    fc.assert(
      fc.property(sampled, judged, (resource, evaluate) => {
        const violations = evaluate(resource);

        const after = applyPlan(resource, planFor(resource, violations));

        assert.deepEqual(
          evaluate(after),
          violations.filter((violation) => !isMendable(violation)),
        );
        assert.deepEqual(planFor(after, violations).changes, []);
      }),
    );
  });

  it('changes one setting for each violation and nothing else', () => {
    fc.assert(
      fc.property(sampled, judged, (resource, evaluate) => {
        const violations = evaluate(resource).filter(isMendable);
        const { changes } = planFor(resource, violations);

        const after = applyPlan(resource, { changes, before: [], after: [], notes: [] });

        assert.lengthOf(changes, violations.length);
        const kinds = new Set(violations.map(({ kind }) => kind));
        assert.deepEqual(after, {
          ...resource,
          ...(kinds.has('block-off') ? { publicAccessBlock: after.publicAccessBlock } : {}),
          ...(kinds.has('wrong-encryption') ? { encryption: after.encryption } : {}),
          ...(kinds.has('versioning-off') ? { versioning: after.versioning } : {}),
          ...(kinds.has('logging-off') ? { logging: after.logging } : {}),
        });
      }),
    );
  });

  it('never weakens encryption, takes a key away unasked, or loses a part of it', () => {
    fc.assert(
      fc.property(sampled, judged, (resource, evaluate) => {
        const violations = evaluate(resource);

        const after = applyPlan(resource, planFor(resource, violations));

        assert.isAtLeast(strength(after), strength(resource));
        const [was, now] = [resource.encryption, after.encryption];
        if (was === null || now === null || 'kind' in was || 'kind' in now) return;
        const asked = violations.flatMap((one) => (one.kind === 'wrong-encryption' ? one.wanted.kmsKeyId : []));
        assert.include([was.kmsKeyId, ...asked], now.kmsKeyId);
        assert.deepEqual(
          { ...now, algorithm: was.algorithm, kmsKeyId: undefined },
          { ...was, algorithm: was.algorithm, kmsKeyId: undefined },
        );
      }),
    );
  });

  it('leaves a state that a ledger entry can hold', () => {
    fc.assert(
      fc.property(sampled, judged, (resource, evaluate) => {
        const after = applyPlan(resource, planFor(resource, evaluate(resource)));

        for (const state of [resource, after]) {
          assert.deepEqual(v.parse(Bucket, JSON.parse(JSON.stringify(state))), state);
        }
      }),
    );
  });
});
