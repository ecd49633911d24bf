import { assert } from 'chai';
import { matchesArn, matchesResource, matchesWildcard } from '../../../local/iam/wildcard.ts';

const group = 'arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1';

describe('Wildcards of IAM policies', () => {
  for (const [pattern, text, expected] of [
    ['*', '', true],
    ['*', 'anything at all', true],
    ['s3:Get*', 's3:GetBucketAcl', true],
    ['s3:Get*', 's3:PutBucketAcl', false],
    ['?at', 'cat', true],
    ['?at', 'at', false],
    ['a.c', 'abc', false],
    ['a+(b)[c]{d}^$|\\', 'a+(b)[c]{d}^$|\\', true],
    ['a*c', 'a\nc', true],
    ['Case', 'case', false],
  ] as const) {
    it(`${JSON.stringify(pattern)} ${expected ? 'is' : 'is not'} ${JSON.stringify(text)}`, () => {
      assert.equal(matchesWildcard(pattern, text), expected);
    });
  }
});

describe('A pattern of the Resource element', () => {
  for (const [pattern, arn, expected] of [
    ['*', group, true],
    ['*', '*', true],
    [group, group, true],
    [group, `${group}2`, false],
    [group, group.toUpperCase(), false],
    ['arn:aws:ec2:eu-west-1:111122223333:security-group/*', group, true],
    ['arn:aws:ec2:eu-west-1:111122223333:security-group-rule/*', group, false],
    ['arn:aws:ec2:*:111122223333:security-group/*', group, true],
    ['arn:aws:ec2:eu-*-1:111122223333:security-group/sg-?', group, true],
    ['arn:aws:ec2:eu-*-1:111122223333:security-group/sg-?', `${group}2`, false],
    ['arn:aws:s3:::*', 'arn:aws:s3:::logs/2026/a:b', true],
    ['arn:aws:s3:::logs/*', 'arn:aws:s3:::logs', false],
    ['arn:aws:s3:::logs-*/x', 'arn:aws:s3:::logs-a/b/x', true],
    ['arn:aws:*', group, true],
    ['arn:aws:e*2:eu-west-1:111122223333:security-group/sg-1', group, true],
    ['arn:aws:e*1:111122223333:security-group/sg-1', group, false],
    ['*', 'arn:aws:s3:::logs/line\nbreak', true],
  ] as const) {
    it(`${pattern} ${expected ? 'covers' : 'does not cover'} ${JSON.stringify(arn)}`, () => {
      assert.equal(matchesResource(pattern, arn), expected);
    });
  }
});

describe('A pattern of ArnLike', () => {
  for (const [pattern, arn, expected] of [
    ['arn:aws:sns:*:111122223333:*', 'arn:aws:sns:eu-west-1:111122223333:topic:subscription', true],
    ['arn:aws:sns:*:topic', 'arn:aws:sns:eu-west-1:111122223333:topic', false],
    ['arn:aws:sns:eu-west-1:*', 'arn:aws:sns:eu-west-1:111122223333:topic', false],
    ['*', 'arn:aws:sns:eu-west-1:111122223333:topic', false],
    ['arn:aws:sns:eu-west-1:111122223333:topic', 'not an ARN', false],
  ] as const) {
    it(`${pattern} ${expected ? 'is' : 'is not'} ${arn}`, () => {
      assert.equal(matchesArn(pattern, arn), expected);
    });
  }
});
