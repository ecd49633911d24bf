import { assert } from 'chai';
import * as fc from 'fast-check';
import type { Bucket, BucketEncryption, Grant } from '../../contract/resource.ts';
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
  const parameters = parseParameters(s3BucketEncryption, { keyAccess: 'granted', ...given });
  return s3BucketEncryption.evaluate(resource, parameters);
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

  describe('without proof that whoever uses the bucket may use the key', () => {
    const unproven = { keyAccess: 'unproven' };
    const why =
      'nothing here proves that whoever writes to the bucket and reads from it, and its replication, may use the key (the parameter keyAccess says that they may)';
    const leftTo: [string, BucketEncryption | null, Record<string, string>, string | undefined][] = [
      ['a customer key in the place of none', null, { algorithm: 'aws:kms', kmsKeyId: key }, why],
      ['a customer key in the place of AES256', encrypted('AES256'), { algorithm: 'aws:kms', kmsKeyId: key }, why],
      [
        'a customer key in the place of that of AWS',
        encrypted('aws:kms'),
        { algorithm: 'aws:kms', kmsKeyId: key },
        why,
      ],
      ['another customer key', encrypted('aws:kms', otherKey), { algorithm: 'aws:kms:dsse', kmsKeyId: key }, why],
      // What the account's identities need on it they have by its key policy (AWS KMS, "AWS managed keys").
      ['the key of AWS', encrypted('AES256'), { algorithm: 'aws:kms' }, undefined],
      [
        'a stronger algorithm with the key that is there',
        encrypted('aws:kms', key),
        { algorithm: 'aws:kms:dsse', kmsKeyId: key },
        undefined,
      ],
      ['AES256', null, {}, undefined],
    ];
    for (const [what, encryption, given, unmendable] of leftTo) {
      it(`${unmendable === undefined ? 'mends' : 'leaves to people'} ${what}`, () => {
        const [only, ...more] = verdict(encryption, { ...given, ...unproven });

        assert.isEmpty(more);
        if (only?.kind !== 'wrong-encryption') assert.fail('no wrong-encryption');
        assert.equal(only.unmendable, unmendable);
        assert.isTrue(verdict(encryption, given).every(isMendable), 'with the proof');
      });
    }

    it('is so unless given otherwise', () => {
      assert.equal(s3BucketEncryption.parameters.keyAccess.default, 'unproven');
    });
  });

  it('lets nobody from outside lose the bucket to the key of AWS, whatever is said of access to keys', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('unproven', 'granted'),
        fc.constantFrom<Bucket['encryption'][]>(null, encrypted('AES256')),
        fc.constantFrom('aws:kms', 'aws:kms:dsse'),
        fc.constantFrom('Allow', 'Deny'),
        fc.constantFrom('111122223333', 'arn:aws:iam::111122223333:role/app', '444455556666', '*'),
        fc.subarray<Grant>([ownerGrant, { grantee: { kind: 'user', id: 'b2' }, permission: 'READ' }]),
        fc.constantFrom<Bucket['ownership'][]>('BucketOwnerEnforced', 'ObjectWriter'),
        (keyAccess, encryption, algorithm, Effect, AWS, grants, ownership) => {
          const text = policy(allow({ Effect, Principal: { AWS } }));
          const byPolicy = Effect === 'Allow' && ['444455556666', '*'].includes(AWS);
          const byAcl = ownership === 'ObjectWriter' && grants.length > 0 && grants.at(-1) !== ownerGrant;

          const found = evaluate(bucket({ encryption, policy: text, grants, ownership }), { keyAccess, algorithm });

          assert.lengthOf(found, 1);
          assert.equal(found.every(isMendable), !byPolicy && !byAcl);
        },
      ),
    );
  });

  describe('parameters', () => {
    it('ask for AES256 with any key by default', () => {
      assert.deepEqual(parseParameters(s3BucketEncryption, undefined), {
        wanted: { algorithm: 'AES256' },
        keyAccess: 'unproven',
      });
    });

    for (const [name, given] of [
      ['algorithm', { algorithm: 'aes256' }],
      ['algorithm', { algorithm: '' }],
      ['algorithm', { algorithm: 'aws:fsx' }],
      ['kmsKeyId', { algorithm: 'aws:kms', kmsKeyId: 'photos' }],
      ['kmsKeyId', { kmsKeyId: key }],
      ['keyAccess', { keyAccess: 'none' }],
    ] as const) {
      it(`refuse ${JSON.stringify(given)}`, () => {
        assertFails(() => parseParameters(s3BucketEncryption, given), 'PARAMETER_INVALID', `${name}=`);
      });
    }
  });
});
