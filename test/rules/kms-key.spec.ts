import { assert } from 'chai';
import { isAlias, isKmsKeyName, isOwnKeyArn, kmsArn } from '../../rules/kms-key.ts';

const home = { accountId: '111122223333', region: 'eu-west-1' };
const id = '1234abcd-12ab-34cd-56ef-1234567890ab';
const mrk = 'mrk-1234abcd12ab34cd56ef1234567890ab';
const arn = (resource: string, region = 'eu-west-1', account = '111122223333', partition = 'aws') =>
  `arn:${partition}:kms:${region}:${account}:${resource}`;

describe('isKmsKeyName', () => {
  // AWS KMS Developer Guide, "Key identifiers (KeyId)".
  for (const name of [id, mrk, 'alias/photos', 'alias/aws/s3', arn(`key/${id}`), arn(`key/${mrk}`), arn('alias/a')]) {
    it(`takes ${name}`, () => {
      assert.isTrue(isKmsKeyName(name));
    });
  }

  for (const name of [
    '',
    'photos',
    `key/${id}`,
    id.slice(1),
    arn(id),
    arn('key/photos'),
    'arn:aws:iam::1:role/a',
    `${id} `,
  ]) {
    it(`does not take ${JSON.stringify(name)}`, () => {
      assert.isFalse(isKmsKeyName(name));
    });
  }
});

describe('kmsArn', () => {
  it('takes an id or alias for one of the bucket’s own account and region', () => {
    assert.equal(kmsArn(id, home), arn(`key/${id}`));
    assert.equal(kmsArn('alias/a', home), arn('alias/a'));
    assert.equal(
      kmsArn(mrk, { ...home, region: 'cn-north-1' }),
      arn(`key/${mrk}`, 'cn-north-1', '111122223333', 'aws-cn'),
    );
  });

  it('leaves an ARN as it is', () => {
    assert.equal(
      kmsArn(arn('alias/a', 'us-east-1', '444455556666'), home),
      arn('alias/a', 'us-east-1', '444455556666'),
    );
  });
});

describe('isAlias', () => {
  it('knows an alias, and the ARN of one', () => {
    assert.deepEqual(['alias/a', arn('alias/a'), id, arn(`key/${id}`)].map(isAlias), [true, true, false, false]);
  });
});

describe('isOwnKeyArn', () => {
  it('takes the ARN of a key in the account and region of the bucket', () => {
    assert.isTrue(isOwnKeyArn(arn(`key/${id}`), home));
  });

  for (const name of [
    id,
    'alias/a',
    arn('alias/a'),
    arn(`key/${id}`, 'us-east-1'),
    arn(`key/${id}`, 'eu-west-1', '444455556666'),
    arn(`key/${id}`, 'eu-west-1', '111122223333', 'aws-cn'),
  ]) {
    it(`does not take ${name}`, () => {
      assert.isFalse(isOwnKeyArn(name, home));
    });
  }
});
