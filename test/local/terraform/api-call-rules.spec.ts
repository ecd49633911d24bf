import { CreateSecurityGroupCommand, DeleteSecurityGroupCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';
import { createWorkspace } from '../../../local/terraform/workspace.ts';

describe('A rule on API calls that a template describes', () => {
  let account: LocalAccount;
  beforeEach(async () => {
    account = await startLocalAccount();
  });
  afterEach(() => account.stop());

  it('sends the calls that it names, and those that succeeded alone, to its target', async () => {
    const eventName = ['CreateSecurityGroup', 'AuthorizeSecurityGroupIngress'];
    const event_pattern = JSON.stringify({
      source: ['aws.ec2'],
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: { eventSource: ['ec2.amazonaws.com'], eventName, errorCode: [{ exists: false }] },
    });
    const resource = {
      aws_sqs_queue: { calls: { name: 'calls' } },
      aws_cloudwatch_event_rule: { calls: { name: 'calls', event_pattern } },
      aws_cloudwatch_event_target: {
        calls: { rule: '${aws_cloudwatch_event_rule.calls.name}', arn: '${aws_sqs_queue.calls.arn}' },
      },
    };
    await createWorkspace(account, { resource }, { bundles: [] }).apply();
    const ec2 = new EC2Client(account.clientConfig());
    const create = () => ec2.send(new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'Web servers' }));

    const { GroupId } = await create();
    await create().catch(() => {});
    await ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
    await account.settled();

    const QueueUrl = `${account.endpoint}/${account.accountId}/calls`;
    const { Messages = [] } = await new SQSClient(account.clientConfig()).send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    const bodies = Messages.map(({ Body = '' }) => JSON.parse(Body) as object);
    assert.lengthOf(bodies, 1);
    assert.nestedPropertyVal(bodies[0], 'detail.responseElements.groupId', GroupId);
  });
});
