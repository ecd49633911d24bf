import { AddPermissionCommand, GetPolicyCommand, RemovePermissionCommand } from '@aws-sdk/client-lambda';
import { assert } from 'chai';
import { isPermitted, type Permission } from '../../../local/lambda/resource-policy.ts';
import { accountId, region } from '../support/served.ts';
import { refusalOf } from '../support/refusal.ts';
import { startLambda } from '../support/lambda.ts';

const ruleArn = `arn:aws:config:${region}:${accountId}:config-rule/config-rule-abc123`;
const source = { principal: 'config.amazonaws.com', sourceArn: ruleArn, sourceAccount: accountId };

describe("A Lambda function's resource policy", () => {
  const statement: Permission = { statementId: 'config', principal: 'config.amazonaws.com' };
  for (const { name, permissions, permitted } of [
    { name: 'nothing is permitted without a statement', permissions: [], permitted: false },
    { name: 'the service is enough without conditions', permissions: [statement], permitted: true },
    {
      name: 'another service does not count',
      permissions: [{ ...statement, principal: 'sns.amazonaws.com' }],
      permitted: false,
    },
    {
      name: 'the source account has to match',
      permissions: [{ ...statement, sourceAccount: '210987654321' }],
      permitted: false,
    },
    {
      name: 'the source ARN has to match',
      permissions: [{ ...statement, sourceArn: `${ruleArn}4` }],
      permitted: false,
    },
    {
      name: 'wildcards match',
      permissions: [{ ...statement, sourceArn: ruleArn.replace('abc123', '*') }],
      permitted: true,
    },
    {
      name: 'a dot is no wildcard',
      permissions: [{ ...statement, sourceArn: ruleArn.replace('-abc', '.abc') }],
      permitted: false,
    },
    {
      name: 'one matching statement of several is enough',
      permissions: [
        { ...statement, sourceAccount: '210987654321' },
        { ...statement, sourceAccount: accountId },
      ],
      permitted: true,
    },
  ]) {
    it(`${permitted ? 'lets in' : 'refuses'}: ${name}`, () => {
      assert.equal(isPermitted(permissions, source), permitted);
    });
  }

  it('lets in another account by its id or its root ARN', () => {
    const principal = `arn:aws:iam::${accountId}:root`;

    assert.isTrue(isPermitted([{ statementId: 'other', principal }], { principal: accountId }));
  });

  describe('over the API', () => {
    let account: Awaited<ReturnType<typeof startLambda>>;
    beforeEach(async () => {
      account = await startLambda();
    });
    afterEach(() => account.stop());

    it('takes and shows permissions, and gives them up again', async () => {
      const arn = await account.create({ handler: 'async () => 1' });
      const client = account.sdk();

      await client.send(
        new AddPermissionCommand({
          FunctionName: 'subject',
          StatementId: 'config',
          Action: 'lambda:InvokeFunction',
          Principal: 'config.amazonaws.com',
          SourceAccount: accountId,
        }),
      );
      const { Policy } = await client.send(new GetPolicyCommand({ FunctionName: 'subject' }));
      const permitted = account.lambda.mayInvoke(arn, source);
      await client.send(new RemovePermissionCommand({ FunctionName: 'subject', StatementId: 'config' }));

      assert.isTrue(permitted);
      assert.isFalse(account.lambda.mayInvoke(arn, source));
      assert.deepEqual((JSON.parse(Policy ?? '') as { Statement: unknown[] }).Statement, [
        {
          Sid: 'config',
          Effect: 'Allow',
          Principal: { Service: 'config.amazonaws.com' },
          Action: 'lambda:InvokeFunction',
          Resource: arn,
          Condition: { StringEquals: { 'AWS:SourceAccount': accountId } },
        },
      ]);
    });

    it('refuses a service that it does not name, and an unknown function', async () => {
      const arn = await account.create({ handler: 'async () => 1' });

      assert.throws(
        () => account.lambda.invokeAsync(arn, {}, source),
        /not authorized to perform: lambda:InvokeFunction/,
      );
      assert.throws(() => account.lambda.invokeAsync(`${arn}-2`, {}), /Function not found/);
    });

    it('refuses a statement id twice and an unknown one', async () => {
      await account.create({ handler: 'async () => 1', permissions: [statement] });
      const client = account.sdk();
      const subject = { FunctionName: 'subject', StatementId: 'config' };

      const twice = await refusalOf(
        client.send(
          new AddPermissionCommand({ ...subject, Action: 'lambda:InvokeFunction', Principal: 'sns.amazonaws.com' }),
        ),
      );
      const unknown = await refusalOf(client.send(new RemovePermissionCommand({ ...subject, StatementId: 'nobody' })));

      assert.equal(twice.name, 'ResourceConflictException');
      assert.equal(unknown.name, 'ResourceNotFoundException');
    });
  });
});
