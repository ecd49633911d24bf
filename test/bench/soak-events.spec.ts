import { EC2Client, RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { changeEvents, rateProblems, soakPorts } from '../../bench/soak-events.ts';
import { startLocalAccount } from '../../local/local-account.ts';
import { parseParameters } from '../../rules/parameters.ts';
import { securityGroupRestrictedPorts } from '../../rules/security-group-restricted-ports.ts';

describe('the ports that a soak opens', () => {
  it('are restricted ones, so that each is mended', () => {
    const { ports } = parseParameters(securityGroupRestrictedPorts, {});

    for (const port of soakPorts)
      assert.isTrue(
        ports.tcp.some(({ from, to }) => from <= port && port <= to),
        `${port}`,
      );
  });
});

describe('the changes of a soak', () => {
  it('count from when they were due, and not from when the change before them was answered', async () => {
    const account = await startLocalAccount({ seed: 1, trail: false });
    const events = await changeEvents(account, 1);
    const { ec2 } = account.services;
    const handle = ec2.handle.bind(ec2);
    ec2.handle = async (request, caller) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return handle(request, caller);
    };
    const started = performance.now();

    // The sixth opens a port, and waits for five calls.
    await events.run(100, 0.06);
    const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = account.environment({
      roleArn: `arn:aws:iam::${account.accountId}:role/configmend-group`,
    });
    const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
    const port = soakPorts[1] ?? 0;
    await new EC2Client({ ...account.clientConfig(), credentials }).send(
      new RevokeSecurityGroupIngressCommand({
        GroupId: events.groups[0],
        IpPermissions: [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      }),
    );
    const mended = events.mended();
    await account.stop();

    assert.deepEqual([...events.failures], []);
    assert.equal(events.made(), 6);
    assert.lengthOf(mended, 1);
    const [{ openedAt, closedAt } = { openedAt: 0, closedAt: 0 }] = mended;
    assert.isBelow(openedAt - started, 400);
    assert.isAbove(closedAt - openedAt, 500);
  });

  for (const [what, rate, expected] of [
    ['is as it was asked for', 50, []],
    ['is a little below it', 47.5, []],
    ['is far below it', 47.4, ['47.4 changes a second were made, of 50.0 that were asked for']],
  ] as const) {
    it(`are ${expected.length === 0 ? 'enough' : 'too few'} where their rate ${what}`, () => {
      assert.deepEqual(rateProblems(rate, 50), [...expected]);
    });
  }
});
