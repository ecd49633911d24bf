import { assert } from 'chai';
import * as v from 'valibot';
import { s3BucketRemediator } from '../../remediators/s3-bucket.ts';
import { at, mainTemplate, memberTemplate, resourceOf, resourcesOf, statementsIn } from './support/synthesised.ts';

const Expiring = v.looseObject({
  filter: v.tuple([v.object({ prefix: v.string() })]),
  expiration: v.optional(v.unknown()),
  noncurrent_version_expiration: v.optional(v.unknown()),
});

describe('the buckets', () => {
  for (const [name, bucket] of [
    ['ledger', '${aws_s3_bucket.ledger.bucket}'],
    ['config', '${aws_s3_bucket.config[0].bucket}'],
  ] as const) {
    const part = (type: string, suffix: string) => resourceOf(mainTemplate(), type, `${name}-${suffix}`);

    it(`${name} is versioned`, () => {
      const versioning = part('aws_s3_bucket_versioning', 'versioning');

      assert.equal(versioning['bucket'], bucket);
      assert.equal(at(versioning, 'versioning_configuration.status'), 'Enabled');
    });

    it(`${name} is encrypted`, () => {
      const encryption = part('aws_s3_bucket_server_side_encryption_configuration', 'encryption');

      assert.deepEqual(encryption['rule'], [{ apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } }]);
      assert.equal(encryption['bucket'], bucket);
    });

    it(`${name} is closed to the public`, () => {
      assert.include(part('aws_s3_bucket_public_access_block', 'block'), {
        bucket,
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      });
    });

    it(`${name} refuses plain HTTP, for bucket and objects`, () => {
      const { policy } = part('aws_s3_bucket_policy', 'policy');

      const [deny] = statementsIn(policy);

      const arn = bucket.replace('.bucket}', '.arn}');
      assert.deepInclude(deny, {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
    });

    it(`${name} lets nobody in beyond this account's Config, and members into the ledger`, () => {
      const { policy } = part('aws_s3_bucket_policy', 'policy');

      for (const { Effect, Principal, Condition, Sid } of statementsIn(policy)) {
        if (Effect === 'Deny' || Sid === 'MembersRead') continue;
        assert.deepEqual(Principal, { Service: 'config.amazonaws.com' });
        assert.deepEqual(Condition, {
          StringEquals: { 'aws:SourceAccount': '${data.aws_caller_identity.caller.account_id}' },
        });
      }
      assert.lengthOf(statementsIn(policy), 3);
    });
  }

  it('ledger has its settings changed by no remediator of buckets, and not through the role for other regions of its account', () => {
    const { policy } = resourceOf(mainTemplate(), 'aws_s3_bucket_policy', 'ledger-policy');
    const roles = [
      resourceOf(mainTemplate(), 'aws_iam_role', 'remediator-s3-bucket-role'),
      resourceOf(memberTemplate(), 'aws_iam_role', 'mender-s3-bucket-role'),
    ];

    const kept = statementsIn(policy).find(({ Sid }) => Sid === 'KeepSettings');

    const caller = 'arn:${data.aws_partition.partition.partition}:iam::${data.aws_caller_identity.caller.account_id}';
    assert.deepEqual(kept, {
      Sid: 'KeepSettings',
      Effect: 'Deny',
      Principal: '*',
      Action: s3BucketRemediator.iamActions.filter((action) => /^s3:(Put|Delete)/.test(action)),
      Resource: '${aws_s3_bucket.ledger.arn}',
      Condition: { ArnEquals: { 'aws:PrincipalArn': roles.map(({ name }) => `${caller}:role/${String(name)}`) } },
    });
  });

  it('expire the ledger after as many days as the variable says', () => {
    const lifecycle = resourceOf(mainTemplate(), 'aws_s3_bucket_lifecycle_configuration', 'ledger-lifecycle');

    assert.deepEqual(at(lifecycle, 'rule.0.expiration'), [{ days: '${var.ledger_retention_days}' }]);
  });

  it('expire what sweeps report with the ledger, and sightings, which nobody asks for after minutes, in a week', () => {
    const lifecycle = resourceOf(mainTemplate(), 'aws_s3_bucket_lifecycle_configuration', 'ledger-lifecycle');

    const days = Object.fromEntries(
      v
        .parse(v.array(Expiring), lifecycle['rule'])
        .map(({ filter: [{ prefix }], expiration, noncurrent_version_expiration: old }) => [prefix, expiration ?? old]),
    );
    const retention = [{ days: '${var.ledger_retention_days}' }];
    assert.deepEqual(days, {
      'actions/': retention,
      'changes/': retention,
      'sweeps/': retention,
      'sightings/': [{ days: 7 }],
      '': [{ noncurrent_days: 30 }],
    });
  });

  it('have a ledger that is always there, and that Terraform refuses to destroy', () => {
    const ledger = resourceOf(mainTemplate(), 'aws_s3_bucket', 'ledger');

    assert.deepEqual(ledger['lifecycle'], { prevent_destroy: true });
    assert.notProperty(ledger, 'count');
    assert.lengthOf(resourcesOf(mainTemplate(), 'aws_s3_bucket'), 2);
  });
});
