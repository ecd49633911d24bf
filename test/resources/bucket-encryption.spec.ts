import { assert } from 'chai';
import { encryptionOf } from '../../resources/bucket-encryption.ts';

const key = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const item = (byDefault: unknown, more: Record<string, unknown> = {}) => ({
  rules: [{ applyServerSideEncryptionByDefault: byDefault, ...more }],
});
const answer = (byDefault: unknown, more: Record<string, unknown> = {}) => ({
  Rules: [{ ApplyServerSideEncryptionByDefault: byDefault, ...more }],
});

describe('encryptionOf', () => {
  const sseS3 = { algorithm: 'AES256', bucketKeyEnabled: false };
  const readable: [string, unknown, object | null][] = [
    ['nothing, of an item that lacks it', undefined, null],
    ['null', null, null],
    ['no rule', { rules: [] }, null],
    ['AES256 with a null key, as items have it', item({ sseAlgorithm: 'AES256', kmsMasterKeyID: null }), sseS3],
    ['AES256 without a key', item({ sseAlgorithm: 'AES256' }, { bucketKeyEnabled: false }), sseS3],
    ['AES256 as S3 answers it', answer({ SSEAlgorithm: 'AES256' }), sseS3],
    [
      'a KMS key in an item',
      item({ sseAlgorithm: 'aws:kms', kmsMasterKeyID: key }, { bucketKeyEnabled: true }),
      { algorithm: 'aws:kms', kmsKeyId: key, bucketKeyEnabled: true },
    ],
    [
      'a KMS key in an answer',
      answer({ SSEAlgorithm: 'aws:kms:dsse', KMSMasterKeyID: key }),
      { algorithm: 'aws:kms:dsse', kmsKeyId: key, bucketKeyEnabled: false },
    ],
    [
      'KMS with the key of AWS',
      item({ sseAlgorithm: 'aws:kms', kmsMasterKeyID: '' }),
      { algorithm: 'aws:kms', bucketKeyEnabled: false },
    ],
    [
      'a key under a name in another case',
      item({ ssealgorithm: 'aws:kms', kmsmasterKeyID: key }),
      { algorithm: 'aws:kms', kmsKeyId: key, bucketKeyEnabled: false },
    ],
    [
      'blocked kinds of encryption',
      answer({ SSEAlgorithm: 'AES256' }, { BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } }),
      { ...sseS3, blockedTypes: ['SSE-C'] },
    ],
    [
      'a rule that only blocks',
      { Rules: [{ BlockedEncryptionTypes: { EncryptionType: ['NONE'] } }] },
      { ...sseS3, blockedTypes: ['NONE'] },
    ],
  ];
  for (const [what, given, expected] of readable) {
    it(`reads ${what}`, () => {
      assert.deepEqual<unknown>(encryptionOf(given), expected);
    });
  }

  const unreadable: [string, unknown][] = [
    ['an algorithm that is not known', item({ sseAlgorithm: 'aws:fsx' })],
    ['no algorithm', item({ kmsMasterKeyID: key })],
    ['a key that is no text', item({ sseAlgorithm: 'aws:kms', kmsMasterKeyID: { id: key } })],
    ['a bucket key that is no boolean', item({ sseAlgorithm: 'aws:kms' }, { bucketKeyEnabled: 'yes' })],
    ['two rules', { rules: [{}, {}] }],
    ['an object without rules', {}],
    ['rules under another name', { serverSideEncryptionRules: [] }],
    ['a text', 's3cr3t'],
  ];
  for (const [what, given] of unreadable) {
    it(`does not take ${what} for no encryption, nor quotes it`, () => {
      const read = encryptionOf(given);

      assert.deepInclude(read, { kind: 'unread' });
      assert.notInclude(JSON.stringify(read), 's3cr3t');
    });
  }
});
