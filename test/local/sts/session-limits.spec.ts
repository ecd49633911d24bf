import { randomBytes } from 'node:crypto';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { CreateQueueCommand, GetQueueAttributesCommand, PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';
import { roleClients } from '../support/iam.ts';
import { assertRefused } from '../support/refusal.ts';

const member = '210987654321';
const RoleArn = `arn:aws:iam::${member}:role/mender`;
const trustPolicy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: ['sts:AssumeRole', 'sts:TagSession'] }],
};
const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const allow = (Action: string | string[], more: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more });

describe('A session of a role in another account', () => {
  let account: LocalAccount;
  let QueueUrl = '';
  beforeEach(async () => {
    account = await startLocalAccount({ seed: 1 });
    account.services.sts.roles.register({ arn: RoleArn, trustPolicy });
    const created = await new SQSClient(account.clientConfig('eu-west-1', member)).send(
      new CreateQueueCommand({ QueueName: 'work' }),
    );
    QueueUrl = created.QueueUrl ?? '';
  });
  afterEach(() => account.stop());

  const assume = (more: Partial<AssumeRoleCommandInput> = {}, sts = new STSClient(account.clientConfig())) =>
    sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'mend', ...more }));
  const sqsOf = async (more: Partial<AssumeRoleCommandInput> = {}): Promise<SQSClient> => {
    const { Credentials } = await assume(more);
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    return new SQSClient({ ...account.clientConfig(), credentials, maxAttempts: 1 });
  };
  const look = (sqs: SQSClient) => sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const queueArn = `arn:aws:sqs:eu-west-1:${member}:work`;

  it('may do what its role may, and nothing else', async () => {
    account.enforceRole(RoleArn, [policy(allow('sqs:GetQueueAttributes'))]);
    const sqs = await sqsOf();

    await look(sqs);
    await assertRefused(sqs.send(new PurgeQueueCommand({ QueueUrl })), 'AccessDenied', /required-access/);

    assert.deepInclude(account.decisions[0], { role: 'mender', accountId: member, action: 'sqs:GetQueueAttributes' });
  });

  for (const [title, role, session, denied] of [
    ['both allow', [allow('sqs:*')], [allow('sqs:GetQueueAttributes', { Resource: queueArn })], undefined],
    ['the session alone allows', [allow('sqs:SendMessage')], [allow('sqs:*')], /no identity-based policy/],
    ['the role alone allows', [allow('sqs:*')], [allow('sqs:SendMessage')], /no session policy allows/],
    [
      'the session is about another queue',
      [allow('sqs:*')],
      [allow('sqs:*', { Resource: `${queueArn}-2` })],
      /session/,
    ],
    [
      'the session denies',
      [allow('sqs:*')],
      [allow('sqs:*'), { Effect: 'Deny', Action: 'sqs:Get*', Resource: '*' }],
      /with an explicit deny in a session policy/,
    ],
    ['the role is not limited otherwise', undefined, [allow('sqs:SendMessage')], /no session policy allows/],
  ] as const) {
    it(`with a policy of its own ${denied === undefined ? 'calls' : 'is denied'} where ${title}`, async () => {
      account.enforceRole(RoleArn, role && [policy(...role)]);
      const sqs = await sqsOf({ Policy: JSON.stringify(policy(...session)) });

      if (denied === undefined) await look(sqs);
      else await assertRefused(look(sqs), 'AccessDenied', denied);

      assert.equal(account.decisions.at(-1)?.allowed, denied === undefined);
    });
  }

  it('shows its tags to conditions and in the log of calls', async () => {
    const tagged = { StringEquals: { 'aws:PrincipalTag/configmend-action': 'a-1' } };
    account.enforceRole(RoleArn, [policy(allow('sqs:*', { Condition: tagged }))]);

    await look(await sqsOf({ Tags: [{ Key: 'configmend-action', Value: 'a-1' }] }));
    const last = account.calls.calls.at(-1);
    await assertRefused(look(await sqsOf({ Tags: [{ Key: 'configmend-action', Value: 'a-2' }] })), 'AccessDenied');
    await assertRefused(look(await sqsOf()), 'AccessDenied');

    assert.deepInclude(last, { accountId: member, principalArn: `arn:aws:sts::${member}:assumed-role/mender/mend` });
    assert.deepEqual(last?.sessionTags, { 'configmend-action': 'a-1' });
  });

  const tags = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ Key: `key-${index}`, Value: randomBytes(128).toString('hex') }));
  const refused: [title: string, asked: Partial<AssumeRoleCommandInput>, name: string, message: RegExp][] = [
    [
      'a policy of 2,049 characters',
      { Policy: JSON.stringify(policy(allow('x'))).padEnd(2049) },
      'ValidationError',
      /2048/,
    ],
    ['a policy that is no JSON', { Policy: '{' }, 'MalformedPolicyDocumentException', /Json/],
    [
      'a policy with a principal',
      { Policy: JSON.stringify(policy(allow('x', { Principal: '*' }))) },
      'MalformedPolicyDocumentException',
      /Statement/,
    ],
    ['more than can be packed', { Tags: tags(50) }, 'PackedPolicyTooLargeException', /session tags consumes \d{3}%/],
    ['51 tags', { Tags: tags(51) }, 'ValidationError', /Tags/],
    [
      'a value of 257 characters',
      { Tags: [{ Key: 'a', Value: 'v'.repeat(257) }] },
      'ValidationError',
      /Tags\.0\.Value/,
    ],
    [
      'a tag twice',
      {
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'A', Value: '2' },
        ],
      },
      'InvalidParameterValue',
      /Duplicate/,
    ],
    ['a tag of AWS’s', { Tags: [{ Key: 'aws:x', Value: '1' }] }, 'InvalidParameterValue', /aws:/],
  ];
  for (const [title, asked, name, message] of refused) {
    it(`is refused with ${title}`, () => assertRefused(assume(asked), name, message));
  }

  it('says how much of the room for policy and tags is taken', async () => {
    const Policy = JSON.stringify(policy(allow('sqs:SendMessage'))).padEnd(2048);

    const { PackedPolicySize = 0 } = await assume({ Policy, Tags: tags(1) });
    const bare = await assume();

    assert.isAbove(PackedPolicySize, 0);
    assert.isAtMost(PackedPolicySize, 100);
    assert.isUndefined(bare.PackedPolicySize);
  });

  describe('begun by a role whose policies are enforced', () => {
    const hubRole = 'arn:aws:iam::123456789012:role/remediator';
    for (const [title, statements, Tags, denied] of [
      ['that may assume it', [allow('sts:AssumeRole', { Resource: RoleArn })], undefined, undefined],
      ['that may assume another', [allow('sts:AssumeRole', { Resource: `${RoleArn}-2` })], undefined, /AssumeRole/],
      ['that may not tag it', [allow('sts:AssumeRole', { Resource: RoleArn })], tags(1), /sts:TagSession/],
      ['that may tag it', [allow(['sts:AssumeRole', 'sts:TagSession'], { Resource: RoleArn })], tags(1), undefined],
      [
        'that may assume it with an external id only',
        [allow('sts:AssumeRole', { Condition: { StringEquals: { 'sts:ExternalId': 'agreed' } } })],
        undefined,
        /AssumeRole/,
      ],
    ] as const) {
      it(`is ${denied === undefined ? 'there' : 'denied'} for one ${title}`, async () => {
        account.enforceRole(hubRole, [policy(...statements)]);
        const sts = roleClients(account, 'remediator').of(STSClient);

        const call = assume(Tags === undefined ? {} : { Tags: [...Tags] }, sts);

        if (denied === undefined) assert.equal((await call).$metadata.httpStatusCode, 200);
        else await assertRefused(call, 'AccessDenied', denied);
      });
    }
  });
});
