import { AuthorizeSecurityGroupIngressCommand, EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import type { Deployment } from '../../local/deploy-pipeline.ts';
import type { LocalAccount } from '../../local/local-account.ts';
import { createSafetyStore } from '../../safety/safety-store.ts';
import { prune } from '../../safety/safety-window.ts';
import { describeState, readLiveState } from './live-state.ts';
import { readOutcomes } from './outcomes-from-log.ts';
import type { Story } from './story.ts';
import type { World } from './world.ts';

/** As the stack's `breaker_limits`: lower than its default, so that the story is short. */
export const demoLimits = { tug_of_war: 2 };

/**
 * Somebody's Terraform brings back what was mended, twice. The schedule starts the coordinator each time; the second time the limit
 * is reached.
 */
export async function tugOfWarSection(
  account: LocalAccount,
  deployment: Deployment,
  { reopenedGroup }: World,
): Promise<Story['tugOfWar']> {
  const by = `arn:aws:iam::${account.accountId}:role/terraform`;
  const terraform = new EC2Client({ ...account.clientConfig(), credentials: credentialsOf(account, by) });
  const open = {
    GroupId: reopenedGroup,
    IpPermissions: [
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'terraform' }] },
    ],
  };
  const broughtBack: Story['tugOfWar']['broughtBack'][number][] = [];
  for (let time = 0; time < demoLimits.tug_of_war; time += 1) {
    await terraform.send(new AuthorizeSecurityGroupIngressCommand(open));
    await account.settled();
    account.clock.advance(60_000);
    await account.settled();
    const outcome = readOutcomes(account, deployment).findLast(({ resourceId }) => resourceId === reopenedGroup);
    const live = (await readLiveState(account)).get(reopenedGroup);
    broughtBack.push({ outcome: outcome?.outcome ?? '', liveAfter: describeState(live) });
  }
  const store = createSafetyStore(new S3Client(account.clientConfig()), deployment.ledgerBucket);
  const at = new Date(account.clock.now());
  const { state } = await store.read();
  return { resourceId: reopenedGroup, by, limit: demoLimits.tug_of_war, broughtBack, breaker: prune(state, at) };
}

function credentialsOf(account: LocalAccount, roleArn: string) {
  const environment = account.environment({ roleArn });
  return {
    accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
    sessionToken: environment['AWS_SESSION_TOKEN'] ?? '',
  };
}
