import { CreateQueueCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { assert } from 'chai';
import { createSqs } from '../../../local/sqs/sqs.ts';
import { createSts } from '../../../local/sts/sts.ts';
import { accountId, region, serve } from '../support/served.ts';

const member = '999988887777';

describe('credentials of an assumed role', () => {
  it('make what they create land in the account of the role, and nowhere else', async () => {
    const served = await serve((deps, credentials) => {
      const sts = createSts(deps, credentials);
      const queues = createSqs(deps);
      return { services: [sts, queues], handles: { roles: sts.roles, queues } };
    });
    const RoleArn = `arn:aws:iam::${member}:role/member`;
    served.roles.register({ arn: RoleArn, trusted: [accountId] });
    const sts = new STSClient(served.settings());
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'mend' }));

    const inMember = new SQSClient(served.settings({ accessKeyId: Credentials?.AccessKeyId ?? '' }));
    const { QueueUrl } = await inMember.send(new CreateQueueCommand({ QueueName: 'work' }));
    const inHub = await new SQSClient(served.settings()).send(new ListQueuesCommand({}));

    assert.equal(QueueUrl, `${served.settings().endpoint}/${member}/work`);
    assert.deepEqual(served.queues.inspect(`arn:aws:sqs:${region}:${member}:work`), []);
    assert.isUndefined(inHub.QueueUrls);
    await served.stop();
  });
});
