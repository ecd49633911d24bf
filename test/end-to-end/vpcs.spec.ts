import { AuthorizeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import type { LocalAccount } from '../../local/local-account.ts';
import { drained } from './support/drained.ts';
import type { Pipeline } from './support/pipeline.ts';
import { changesOf } from './support/requests.ts';
import {
  createGroup,
  createPrefixList,
  defaultGroup,
  defaultVpc,
  ec2Of,
  ingressOf,
  otherVpc,
  tcp,
} from './support/security-groups.ts';
import { sharedPipeline } from './support/shared-pipeline.ts';
import { toldOfMends } from './support/told.ts';

const vpcs = { 'the default VPC': defaultVpc, 'another VPC': otherVpc };
const groups = {
  'an ordinary group': (account: LocalAccount, vpcId: string) => createGroup(account, [], vpcId),
  'the default group': defaultGroup,
};

describe('A mend among all kinds of rules, end to end', () => {
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await sharedPipeline();
  });
  /** Recorded between its two calls, a group would be queued again, sooner or later. */
  afterEach(async () => {
    await pipeline.record(true);
    await pipeline.account.settled();
    assert.deepEqual(pipeline.queued(), []);
  });

  for (const [vpc, vpcOf] of Object.entries(vpcs)) {
    for (const [group, groupOf] of Object.entries(groups)) {
      it(`takes from ${group} of ${vpc} what the internet must not reach, and nothing else`, async () => {
        const { account } = pipeline;
        const vpcId = await vpcOf(account);
        const id = await groupOf(account, vpcId);
        const [app, world, offices] = await Promise.all([
          createGroup(account, [], vpcId),
          createPrefixList(account, ['0.0.0.0/1', '128.0.0.0/1']),
          createPrefixList(account, ['198.51.100.0/24']),
        ]);
        const legalBefore = await ingressOf(account, id);
        const IpPermissions = [
          tcp([20, 25], ['0.0.0.0/0', 'mail and more'], ['10.0.0.0/8', 'corp'], ['2000::/3', 'v6'], 'fd00::/8'),
          tcp(443, '0.0.0.0/0', '::/0'),
          { IpProtocol: 'udp', FromPort: 3389, ToPort: 3389, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
          { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
          { IpProtocol: '50', IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
          { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: app, Description: 'app tier' }] },
          {
            IpProtocol: 'tcp',
            FromPort: 5432,
            ToPort: 5432,
            PrefixListIds: [{ PrefixListId: world }, { PrefixListId: offices, Description: 'offices' }],
          },
        ];
        await ec2Of(account).send(new AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpPermissions }));
        await account.settled();
        await pipeline.record(false);

        const answer = await pipeline.drain();

        assert.deepEqual(answer, drained(1, { mended: 1 }));
        assert.deepEqual(changesOf(pipeline, id), ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress']);
        assert.sameMembers(await ingressOf(account, id), [
          ...legalBefore,
          'tcp 20-25 10.0.0.0/8 "corp"',
          'tcp 20-25 fd00::/8',
          'tcp 24 0.0.0.0/0 "mail and more"',
          'tcp 24 2000::/3 "v6"',
          'tcp 443 0.0.0.0/0',
          'tcp 443 ::/0',
          'udp 3389 0.0.0.0/0',
          'icmp 8--1 0.0.0.0/0',
          '50 -1 0.0.0.0/0',
          `-1 -1 ${app} "app tier"`,
          `tcp 5432 ${offices} "offices"`,
        ]);
        assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
      });
    }
  }
});
