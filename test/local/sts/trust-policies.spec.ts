import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { assert } from 'chai';
import { AwsError } from '../../../local/aws-error.ts';
import { assertRefused } from '../support/refusal.ts';
import { accountId as hub } from '../support/served.ts';
import { type ServedSts, startSts } from '../support/sts.ts';

const member = '999988887777';
const RoleArn = `arn:aws:iam::${member}:role/configmend-mender`;
const root = `arn:aws:iam::${hub}:root`;
const mender = `arn:aws:iam::${hub}:role/remediator-s3-bucket`;
const actions = ['sts:AssumeRole', 'sts:TagSession'];
const Tags = [{ Key: 'configmend-action', Value: 'a-1' }];

interface Case {
  readonly title: string;
  readonly statements: readonly object[];
  /** The caller's role; the hub's administrator unless given. */
  readonly as?: string;
  readonly asked?: Partial<AssumeRoleCommandInput>;
  readonly denied?: RegExp;
}
const allow = (more: object) => ({ Effect: 'Allow', Principal: { AWS: root }, Action: actions, ...more });
const only = { ArnEquals: { 'aws:PrincipalArn': mender } };
const agreed = { StringEquals: { 'sts:ExternalId': 'agreed' } };
const cases: readonly Case[] = [
  { title: 'takes anybody of an account whose root it names', statements: [allow({})] },
  { title: 'takes an account by its id', statements: [allow({ Principal: { AWS: [hub] } })] },
  { title: 'takes the role that it names', statements: [allow({ Principal: { AWS: mender } })], as: mender },
  {
    title: 'takes no other role than the one that it names',
    statements: [allow({ Principal: { AWS: mender } })],
    as: `${mender}-2`,
    denied: /sts:AssumeRole/,
  },
  {
    title: 'takes no account but those that it names',
    statements: [allow({ Principal: { AWS: member } })],
    denied: /Assume/,
  },
  {
    title: 'takes no caller where it names a service',
    statements: [allow({ Principal: { Service: 'lambda.amazonaws.com' } })],
    denied: /Assume/,
  },
  { title: 'takes the role of a condition', statements: [allow({ Condition: only })], as: mender },
  {
    title: 'takes a role of a pattern',
    statements: [allow({ Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${hub}:role/remediator-*` } } })],
    as: mender,
  },
  {
    title: 'takes no administrator where a condition names a role',
    statements: [allow({ Condition: only })],
    denied: /Assume/,
  },
  {
    title: 'takes a role with its path, as IAM names it',
    statements: [
      allow({ Condition: { StringEquals: { 'aws:PrincipalArn': `arn:aws:iam::${hub}:role/deep/worker` } } }),
    ],
    as: `arn:aws:iam::${hub}:role/deep/worker`,
  },
  { title: 'takes the external id', statements: [allow({ Condition: agreed })], asked: { ExternalId: 'agreed' } },
  { title: 'takes no caller without the external id', statements: [allow({ Condition: agreed })], denied: /Assume/ },
  {
    title: 'takes no other external id',
    statements: [allow({ Condition: agreed })],
    asked: { ExternalId: 'Agreed' },
    denied: /Assume/,
  },
  { title: 'takes tags where sts:TagSession is allowed', statements: [allow({})], asked: { Tags } },
  {
    title: 'takes no tags without sts:TagSession',
    statements: [allow({ Action: 'sts:AssumeRole' })],
    asked: { Tags },
    denied: /sts:TagSession/,
  },
  {
    title: 'takes the tags of a condition and no others',
    statements: [allow({ Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['configmend-rule'] } } })],
    asked: { Tags },
    denied: /sts:AssumeRole/,
  },
  {
    title: 'looks at the value of a tag',
    statements: [allow({ Condition: { StringLike: { 'aws:RequestTag/configmend-action': 'a-*' } } })],
    asked: { Tags },
  },
  {
    title: 'lets a Deny win',
    statements: [
      allow({}),
      { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole', Condition: { Null: { 'sts:ExternalId': 'true' } } },
    ],
    denied: /Assume/,
  },
  {
    title: 'takes everybody whom NotPrincipal of a Deny spares',
    statements: [allow({}), { Effect: 'Deny', NotPrincipal: { AWS: [hub, root] }, Action: 'sts:*' }],
  },
  {
    title: 'asks for the organization',
    statements: [allow({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } })],
    denied: /Assume/,
  },
];

describe('A trust policy', () => {
  let served: ServedSts;
  beforeEach(async () => {
    served = await startSts();
  });
  afterEach(() => served.stop());

  const trust = (...Statement: object[]): void =>
    served.roles.register({ arn: RoleArn, trustPolicy: { Version: '2012-10-17', Statement } });

  for (const { title, statements, as, asked = {}, denied } of cases) {
    it(title, async () => {
      trust(...statements);
      const session = as && served.credentials.issueSession(as, 'run', (length) => 'f'.repeat(length)).accessKeyId;
      const sts = served.client(session === undefined ? {} : { accessKeyId: session });

      const call = sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'mend', ...asked }));

      if (denied !== undefined) return assertRefused(call, 'AccessDenied', denied);
      const { Credentials } = await call;
      const identity = await new STSClient(served.settings({ accessKeyId: Credentials?.AccessKeyId ?? '' })).send(
        new GetCallerIdentityCommand({}),
      );
      assert.equal(identity.Arn, `arn:aws:sts::${member}:assumed-role/configmend-mender/mend`);
    });
  }

  const malformed: [string, object, RegExp][] = [
    ['a resource', allow({ Resource: '*' }), /prohibited field Resource/],
    ['no principal', { Effect: 'Allow', Action: actions }, /either Principal or NotPrincipal/],
    ['a principal of no kind', allow({ Principal: { Somebody: 'x' } }), /Statement/],
    [
      'a condition on time',
      allow({ Condition: { DateLessThan: { 'aws:CurrentTime': '2030-01-01' } } }),
      /DateLessThan/,
    ],
  ];
  for (const [what, statement, message] of malformed) {
    it(`is refused with ${what}`, () => {
      assert.throws(() => trust(statement), AwsError, message);
    });
  }
});
