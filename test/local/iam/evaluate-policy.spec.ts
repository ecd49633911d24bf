import { assert } from 'chai';
import type { RequestContext } from '../../../local/iam/condition.ts';
import { evaluatePolicy } from '../../../local/iam/evaluate-policy.ts';
import { parsePolicy } from '../../../local/iam/policy-document.ts';

const bucket = 'arn:aws:s3:::logs';
const allow = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
const deny = { Effect: 'Deny', Action: 's3:DeleteBucket', Resource: '*' };

function decide(statements: object | object[], action: string, resource = bucket, context: RequestContext = {}) {
  return evaluatePolicy(parsePolicy({ Version: '2012-10-17', Statement: statements }), { action, resource, context });
}

describe('The evaluation of identity policies', () => {
  for (const [title, statements, action, resource, expected] of [
    ['denies without any statement', [], 's3:GetObject', bucket, { effect: 'implicit-deny' }],
    ['denies what no statement mentions', [allow], 'sqs:SendMessage', bucket, { effect: 'implicit-deny' }],
    ['allows what one statement allows', [deny, allow], 's3:GetObject', bucket, { effect: 'allow', statement: 1 }],
    [
      'lets a deny win over an allow before it',
      [allow, deny],
      's3:DeleteBucket',
      bucket,
      { effect: 'explicit-deny', statement: 1 },
    ],
    [
      'lets a deny win over an allow after it',
      [deny, allow],
      's3:DeleteBucket',
      bucket,
      { effect: 'explicit-deny', statement: 0 },
    ],
    ['takes a single statement', allow, 's3:GetObject', bucket, { effect: 'allow', statement: 0 }],
    [
      'reads actions without regard to case',
      [{ ...allow, Action: ['S3:getobject'] }],
      's3:GetObject',
      bucket,
      { effect: 'allow', statement: 0 },
    ],
    [
      'reads resources with regard to case',
      [{ ...allow, Resource: 'arn:aws:s3:::Logs' }],
      's3:GetBucketAcl',
      bucket,
      { effect: 'implicit-deny' },
    ],
    [
      'takes several actions and resources as alternatives',
      [
        {
          Effect: 'Allow',
          Action: ['s3:GetBucketAcl', 's3:GetBucketPolicy'],
          Resource: ['arn:aws:s3:::other', bucket],
        },
      ],
      's3:GetBucketPolicy',
      bucket,
      { effect: 'allow', statement: 0 },
    ],
    [
      'lets NotAction mean all others',
      [{ Effect: 'Allow', NotAction: ['iam:*', 's3:Delete*'], Resource: '*' }],
      's3:GetObject',
      bucket,
      { effect: 'allow', statement: 0 },
    ],
    [
      'lets NotAction leave out what it lists',
      [{ Effect: 'Allow', NotAction: ['iam:*', 's3:Delete*'], Resource: '*' }],
      's3:DeleteBucket',
      bucket,
      { effect: 'implicit-deny' },
    ],
    [
      'lets a deny with NotResource spare what it lists',
      [allow, { Effect: 'Deny', Action: 's3:*', NotResource: [bucket, `${bucket}/*`] }],
      's3:GetObject',
      `${bucket}/a`,
      { effect: 'allow', statement: 0 },
    ],
    [
      'lets a deny with NotResource hit everything else',
      [allow, { Effect: 'Deny', Action: 's3:*', NotResource: [bucket, `${bucket}/*`] }],
      's3:GetObject',
      'arn:aws:s3:::other/a',
      { effect: 'explicit-deny', statement: 1 },
    ],
    [
      'asks a pattern for the bucket about the bucket only',
      [{ ...allow, Resource: bucket }],
      's3:GetObject',
      `${bucket}/a`,
      { effect: 'implicit-deny' },
    ],
  ] as const) {
    it(title, () => {
      assert.deepEqual(decide([statements].flat(), action, resource), expected);
    });
  }
});

describe('A condition', () => {
  const given = {
    'aws:RequestedRegion': 'eu-west-1',
    's3:max-keys': '10',
    'aws:SecureTransport': 'true',
    'aws:SourceArn': 'arn:aws:sns:eu-west-1:111122223333:topic',
    'aws:TagKeys': ['team', 'owner'],
  };
  for (const [condition, expected] of [
    [{ StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }, true],
    [{ StringEquals: { 'AWS:requestedregion': 'eu-west-1' } }, true],
    [{ StringEquals: { 'aws:RequestedRegion': 'EU-WEST-1' } }, false],
    [{ StringEquals: { 'aws:RequestedRegion': 'eu-*' } }, false],
    [{ StringEquals: { 'aws:RequestedRegion': ['us-east-1', 'eu-west-1'] } }, true],
    [{ StringEquals: { absent: 'x' } }, false],
    [{ StringEqualsIfExists: { absent: 'x' } }, true],
    [{ StringEqualsIfExists: { 'aws:RequestedRegion': 'x' } }, false],
    [{ StringEqualsIgnoreCase: { 'aws:RequestedRegion': 'EU-WEST-1' } }, true],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['owner', 'team', 'x'] } }, true],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['owner', 'x'] } }, false],
    [{ 'ForAllValues:StringEquals': { absent: 'x' } }, true],
    [{ 'ForAllValues:StringNotEquals': { 'aws:TagKeys': 'team' } }, false],
    [{ 'ForAnyValue:StringLike': { 'aws:TagKeys': 'own*' } }, true],
    [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'x' } }, false],
    [{ 'ForAnyValue:StringEquals': { absent: 'x' } }, false],
    [{ StringNotEqualsIgnoreCase: { 'aws:RequestedRegion': 'EU-WEST-1' } }, false],
    [{ StringLike: { 'aws:RequestedRegion': 'eu-*-?' } }, true],
    [{ StringNotLike: { 'aws:RequestedRegion': 'eu-*' } }, false],
    [{ StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', 'us-west-2'] } }, true],
    [{ StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', 'eu-west-1'] } }, false],
    [{ StringNotEquals: { absent: 'x' } }, true],
    [{ StringNotEqualsIfExists: { absent: 'x' } }, true],
    [{ Bool: { 'aws:SecureTransport': true } }, true],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, false],
    [{ Bool: { absent: 'false' } }, false],
    [{ BoolIfExists: { absent: 'false' } }, true],
    [{ Null: { absent: 'true' } }, true],
    [{ Null: { absent: false } }, false],
    [{ Null: { 'aws:SecureTransport': 'true' } }, false],
    [{ Null: { 'aws:SecureTransport': 'false' } }, true],
    [{ NumericLessThan: { 's3:max-keys': '11' } }, true],
    [{ NumericLessThan: { 's3:max-keys': '10' } }, false],
    [{ NumericLessThanEquals: { 's3:max-keys': 10 } }, true],
    [{ NumericGreaterThan: { 's3:max-keys': '9' } }, true],
    [{ NumericGreaterThanEquals: { 's3:max-keys': '11' } }, false],
    [{ NumericEquals: { 's3:max-keys': '1e1' } }, true],
    [{ NumericNotEquals: { 's3:max-keys': '10' } }, false],
    [{ NumericEquals: { 'aws:RequestedRegion': '0' } }, false],
    [{ NumericLessThan: { 's3:max-keys': 'many' } }, false],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:*' } }, true],
    [{ ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:topic' } }, true],
    [{ ArnNotLike: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:*' } }, false],
    [{ ArnNotEquals: { absent: 'arn:aws:sns:*:111122223333:*' } }, true],
    [{ StringEquals: { 'aws:RequestedRegion': 'eu-west-1', 's3:max-keys': '10' } }, true],
    [{ StringEquals: { 'aws:RequestedRegion': 'eu-west-1', 's3:max-keys': '11' } }, false],
    [{ StringEquals: { 'aws:RequestedRegion': 'eu-west-1' }, Bool: { 'aws:SecureTransport': 'false' } }, false],
  ] as const) {
    it(`${JSON.stringify(condition)} ${expected ? 'holds' : 'does not hold'}`, () => {
      const allowed = decide({ ...allow, Condition: condition }, 's3:GetObject', bucket, given);
      const denied = decide([allow, { ...allow, Effect: 'Deny', Condition: condition }], 's3:GetObject', bucket, given);

      assert.equal(allowed.effect, expected ? 'allow' : 'implicit-deny');
      assert.equal(denied.effect, expected ? 'explicit-deny' : 'allow');
    });
  }
});
