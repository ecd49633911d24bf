import { assert } from 'chai';
import { askedOf } from '../../fast-path/asked-of.ts';
import { notJudged } from '../../fast-path/not-judged.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';
import { s3CallEvent } from '../support/api-calls.ts';

const home = '123456789012';
const payments = '111122223333';
const stranger = '999988887777';
const accounts = accountsOf(memberAccount());

/** Of a call in the log of one account on a bucket of another. */
function why(told: string, owner: string, awsRegion: string): string | undefined {
  const resources = [{ accountId: owner, type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::photos' }];
  const detail = { resources, awsRegion, recipientAccountId: told };
  const { detail: record, ...envelope } = s3CallEvent('PutBucketAcl', { bucketName: 'photos' }, detail);
  const asked = askedOf({ ...envelope, detail: record, account: told }, new Set());
  if ('ignored' in asked) assert.fail(asked.ignored);
  return notJudged(asked, accounts);
}

describe('notJudged', () => {
  for (const [what, told, owner, region] of [
    ['the hub’s own', home, home, 'eu-west-1'],
    ['a member’s, in any of its regions', payments, payments, 'us-east-1'],
    ['a member’s, that the hub’s account called about', home, payments, 'eu-west-1'],
    ['the hub’s, that a member called about', payments, home, 'eu-west-1'],
  ] as const) {
    it(`has ${what} judged`, () => {
      assert.isUndefined(why(told, owner, region));
    });
  }

  for (const [what, told, owner, region, reason] of [
    ['an account that is no member', stranger, stranger, 'eu-west-1', /^account 999988887777 is not one of/],
    ['what a stranger tells of a member’s bucket', stranger, payments, 'eu-west-1', /^account 999988887777 is not/],
    ['a region that is not the member’s', payments, payments, 'af-south-1', /^region af-south-1 is not among those/],
    ['a stranger’s bucket', home, stranger, 'eu-west-1', /^the bucket is of another account: account 999988887777/],
    ['a bucket of an owner that is no account', home, 'a secret', 'eu-west-1', /^the bucket is of another account$/],
    ['another region of the hub’s account', home, home, 'us-east-1', /^region us-east-1 is not among/],
    ['a bucket where only the caller has the region', payments, home, 'us-east-1', /^the bucket is of another account/],
  ] as const) {
    it(`leaves ${what} alone, and says why`, () => {
      assert.match(String(why(told, owner, region)), reason);
    });
  }
});
