import { assert } from 'chai';
import type { Bucket, BucketEncryption } from '../../contract/resource.ts';
import { isMendable, type Violation } from '../../contract/violation.ts';
import { bucketFromItem } from '../../resources/bucket-from-item.ts';
import { parseConfigurationItem } from '../../resources/configuration-item.ts';
import { describeViolation } from '../../rules/annotation.ts';
import { parseParameters } from '../../rules/parameters.ts';
import { s3BucketEncryption } from '../../rules/s3-bucket-encryption.ts';
import { assertFails } from '../support/assert-fails.ts';
import { allow, apiItem, bucket, groupGrant, ownerGrant, policy } from '../support/buckets.ts';

const id = '1234abcd-12ab-34cd-56ef-1234567890ab';
const key = `arn:aws:kms:eu-west-1:111122223333:key/${id}`;
const otherKey = 'arn:aws:kms:eu-west-1:111122223333:key/9999abcd-12ab-34cd-56ef-1234567890ab';
const alias = 'alias/photos';

type Algorithm = BucketEncryption['algorithm'];
const encrypted = (algorithm: Algorithm, kmsKeyId?: string): BucketEncryption => ({
  algorithm,
  ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
  bucketKeyEnabled: false,
});

function evaluate(resource: Bucket, given: Record<string, string> = {}): Violation[] {
  return s3BucketEncryption.evaluate(resource, parseParameters(s3BucketEncryption, given));
}
const verdict = (encryption: Bucket['encryption'], given: Record<string, string> = {}): Violation[] =>
  evaluate(bucket({ encryption }), given);

describe('s3-bucket-encryption', () => {
  const compliant: [string, BucketEncryption, Record<string, string>][] = [
    ['AES256 by default', encrypted('AES256'), {}],
    ['KMS where AES256 is enough', encrypted('aws:kms', key), {}],
    ['DSSE where AES256 is enough', encrypted('aws:kms:dsse'), {}],
    ['KMS with the key of AWS', encrypted('aws:kms'), { algorithm: 'aws:kms' }],
    ['KMS with any key', encrypted('aws:kms', otherKey), { algorithm: 'aws:kms' }],
    ['DSSE where KMS is enough', encrypted('aws:kms:dsse', key), { algorithm: 'aws:kms', kmsKeyId: key }],
    ['the key by its ARN', encrypted('aws:kms', key), { algorithm: 'aws:kms', kmsKeyId: key }],
    ['the key by its id, asked for by ARN', encrypted('aws:kms', id), { algorithm: 'aws:kms', kmsKeyId: key }],
    ['the key by its ARN, asked for by id', encrypted('aws:kms', key), { algorithm: 'aws:kms', kmsKeyId: id }],
    [
      'the same alias, once by ARN',
      encrypted('aws:kms', `arn:aws:kms:eu-west-1:111122223333:${alias}`),
      { algorithm: 'aws:kms', kmsKeyId: alias },
    ],
    ['the key of AWS asked for by alias', encrypted('aws:kms'), { algorithm: 'aws:kms', kmsKeyId: 'alias/aws/s3' }],
  ];
  for (const [what, encryption, given] of compliant) {
    it(`is content with ${what}`, () => {
      assert.isEmpty(verdict(encryption, given));
    });
  }

  const violating: [Bucket['encryption'], string, Algorithm, string?][] = [
    [null, 'none', 'AES256'],
    [null, 'none', 'aws:kms'],
    [encrypted('AES256'), 'AES256', 'aws:kms'],
    [encrypted('AES256'), 'AES256', 'aws:kms:dsse'],
    [encrypted('AES256'), 'AES256', 'aws:kms', key],
    [encrypted('aws:kms'), 'aws:kms', 'aws:kms:dsse'],
    [encrypted('aws:kms', otherKey), `aws:kms with ${otherKey}`, 'aws:kms:dsse'],
    [encrypted('aws:kms', otherKey), `aws:kms with ${otherKey}`, 'aws:kms', key],
    [encrypted('aws:kms:dsse', otherKey), `aws:kms:dsse with ${otherKey}`, 'aws:kms', key],
    [encrypted('aws:kms'), 'aws:kms', 'aws:kms', key],
    // What an alias means depends on who uploads (S3 API Reference, "ServerSideEncryptionByDefault").
    [encrypted('aws:kms', alias), `aws:kms with ${alias}`, 'aws:kms', key],
  ];
  for (const [encryption, found, algorithm, kmsKeyId] of violating) {
    it(`finds ${found} where ${[algorithm, kmsKeyId].join(' ').trim()} is asked for, and mends it`, () => {
      const wanted = { algorithm, ...(kmsKeyId === undefined ? {} : { kmsKeyId }) };

      assert.deepEqual(verdict(encryption, wanted), [{ kind: 'wrong-encryption', found, wanted }]);
    });
  }

  it('cannot decide whether an alias that is asked for means the key that is there', () => {
    const [only] = verdict(encrypted('aws:kms', key), { algorithm: 'aws:kms', kmsKeyId: alias });

    assert.deepInclude(only, { kind: 'undecided', subject: 'default encryption' });
    assert.include(only && describeViolation(only), `which key ${alias} means is not known here`);
  });

  it('cannot decide on encryption that was not read', () => {
    const violations = verdict({ kind: 'unread', reason: 'AccessDenied' });

    assert.deepEqual(violations, [{ kind: 'undecided', subject: 'default encryption', reason: 'AccessDenied' }]);
  });

  it('judges an item in API form', () => {
    const byDefault = { sseAlgorithm: 'AES256', kmsMasterKeyID: null };
    const rules = [{ applyServerSideEncryptionByDefault: byDefault, bucketKeyEnabled: false }];
    const raw = apiItem({ supplementary: { ServerSideEncryptionConfiguration: { rules } } });

    const resource = bucketFromItem(parseConfigurationItem(raw));

    assert.isEmpty(evaluate(resource));
    assert.lengthOf(evaluate(resource, { algorithm: 'aws:kms' }), 1);
  });

  describe('leaves to people', () => {
    const leftWith = (resource: Bucket, given: Record<string, string>): string => {
      const [only, ...more] = evaluate(resource, given);
      assert.isEmpty(more);
      assert.isFalse(only === undefined || isMendable(only));
      return only === undefined ? '' : describeViolation(only);
    };

    for (const kmsKeyId of [
      id,
      alias,
      'alias/aws/s3',
      key.replace('eu-west-1', 'us-east-1'),
      key.replace('111122223333', '444455556666'),
      key.replace('arn:aws:', 'arn:aws-cn:'),
    ]) {
      it(`a bucket that ${kmsKeyId} is asked for, which may be no key for it`, () => {
        const told = leftWith(bucket({ encryption: encrypted('AES256') }), { algorithm: 'aws:kms', kmsKeyId });

        assert.include(told, 'not mended: kmsKeyId is not the ARN of a key in the account and region of the bucket');
      });
    }

    const outsiders: [string, Partial<Bucket>, string][] = [
      ['another account', { policy: policy(allow({ Principal: { AWS: '444455556666' } })) }, 'lets 444455556666 in'],
      [
        'the delivery of access logs, by policy',
        { policy: policy(allow({ Principal: { Service: 'logging.s3.amazonaws.com' } })) },
        'lets logging.s3.amazonaws.com in',
      ],
      [
        'the delivery of access logs, by ACL',
        { grants: [ownerGrant, groupGrant('http://acs.amazonaws.com/groups/s3/LogDelivery', 'WRITE')] },
        'the log delivery group',
      ],
      ['nobody knows whom', { policy: '{' }, 'may let others in'],
    ];
    for (const [who, overrides, words] of outsiders) {
      for (const given of [{ algorithm: 'aws:kms' }, { algorithm: 'aws:kms', kmsKeyId: key }]) {
        it(`a bucket that ${who} uses, where KMS is to come in: ${Object.values(given).join(' ')}`, () => {
          const told = leftWith(bucket({ ...overrides, encryption: encrypted('AES256') }), given);

          assert.include(told, words);
          assert.include(told, 'who may have no right to the KMS key');
        });
      }

      it(`no bucket that ${who} uses where its key stays, or AES256 comes in`, () => {
        const kms = bucket({ ...overrides, encryption: encrypted('aws:kms', otherKey) });
        const none = bucket({ ...overrides, encryption: null });

        assert.isTrue([...evaluate(kms, { algorithm: 'aws:kms:dsse' }), ...evaluate(none)].every(isMendable));
        assert.isFalse(evaluate(kms, { algorithm: 'aws:kms', kmsKeyId: key }).some(isMendable));
      });
    }
  });

  describe('parameters', () => {
    it('ask for AES256 with any key by default', () => {
      assert.deepEqual(parseParameters(s3BucketEncryption, undefined), { algorithm: 'AES256' });
    });

    for (const [name, given] of [
      ['algorithm', { algorithm: 'aes256' }],
      ['algorithm', { algorithm: '' }],
      ['algorithm', { algorithm: 'aws:fsx' }],
      ['kmsKeyId', { algorithm: 'aws:kms', kmsKeyId: 'photos' }],
      ['kmsKeyId', { kmsKeyId: key }],
    ] as const) {
      it(`refuse ${JSON.stringify(given)}`, () => {
        assertFails(() => parseParameters(s3BucketEncryption, given), 'PARAMETER_INVALID', `${name}=`);
      });
    }
  });
});
