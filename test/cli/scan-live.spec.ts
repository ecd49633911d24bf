import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import pMap from 'p-map';
import * as v from 'valibot';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { configmend, type Ended } from '../support/cli.ts';

const Scan = v.object({
  evaluations: v.array(
    v.object({ accountId: v.string(), region: v.string(), resourceId: v.string(), compliance: v.string() }),
  ),
  errors: v.array(v.object({ resourceId: v.optional(v.string()), message: v.string() })),
});

const other = '444455556666';
const third = '777788889999';
const byPorts = ['--rule', 'security-group-restricted-ports', '--json'];

describe('configmend scan, over accounts and regions', () => {
  let account: LocalAccount;
  before(async () => {
    account = await startLocalAccount({ seed: 1 });
    const trusted = [account.accountId];
    account.services.sts.roles.register({ arn: `arn:aws:iam::${other}:role/audit`, trusted });
    account.services.sts.roles.register({ arn: `arn:aws:iam::${third}:role/audit`, trusted, externalId: 'secret' });
    await openGroup(account.accountId, 'eu-west-1');
    await openGroup(other, 'eu-west-1');
    await openGroup(other, 'us-east-1');
    await openGroup(third, 'eu-west-1');
    account.calls.clear();
  });
  afterEach(() => {
    account.faults.clear();
    account.calls.clear();
  });
  after(() => account.stop());

  const credentialsOf = (accountId: string, region: string) => ({
    ...account.clientConfig(region),
    credentials: { accessKeyId: accountId, secretAccessKey: 'local' },
  });

  async function openGroup(accountId: string, region: string): Promise<void> {
    const ec2 = new EC2Client(credentialsOf(accountId, region));
    const VpcId = (await ec2.send(new DescribeVpcsCommand({}))).Vpcs?.[0]?.VpcId;
    const group = { GroupName: 'open', Description: 'open', VpcId };
    const { GroupId } = await ec2.send(new CreateSecurityGroupCommand(group));
    const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  }

  const run = (...args: string[]): Promise<Ended> => configmend(['scan', ...args], account.environment());
  async function scan(line = '') {
    const { code, stdout, stderr } = await run(...byPorts, ...line.split(' ').filter(Boolean));
    const { evaluations, errors } = v.parse(Scan, JSON.parse(stdout));
    const violating = evaluations.filter(({ compliance }) => compliance === 'NON_COMPLIANT');
    const places = violating.map(({ accountId, region }) => `${accountId}/${region}`);
    return { code, stderr, places, errors: errors.map(({ message }) => message) };
  }

  it('judges every account and region asked for, in that order, each account with the role in it', async () => {
    const { code, stderr, places, errors } = await scan(
      `--account ${other} --account ${account.accountId} --role-name audit --region us-east-1 --region eu-west-1 --region us-east-1`,
    );

    assert.deepEqual(places, [`${other}/us-east-1`, `${other}/eu-west-1`, `${account.accountId}/eu-west-1`]);
    assert.deepEqual([code, errors], [2, []]);
    assert.equal(stderr, `configmend: account ${other}, ${account.accountId}, us-east-1, eu-west-1\n`);
    const assumed = account.calls.calls.filter(({ operation }) => operation === 'AssumeRole');
    assert.lengthOf(assumed, 1, 'none for the caller’s own, and one for all clients of another');
    const inOther = account.calls.calls.filter(({ accountId }) => accountId === other);
    assert.isNotEmpty(inOther);
    for (const { principalArn, operation } of inOther) {
      assert.include(principalArn, ':assumed-role/audit/configmend-scan');
      assert.match(operation, /^(Get|List|Describe)/);
    }
  });

  it('takes all for the regions that the account has switched on', async () => {
    const { places, stderr, errors } = await scan(
      `--account ${other} --role-name audit --region all --region af-south-1`,
    );

    assert.sameMembers(places, [`${other}/eu-west-1`, `${other}/us-east-1`]);
    assert.deepEqual(errors, []);
    assert.include(stderr, 'ap-northeast-1');
    assert.include(stderr, 'af-south-1', 'named beside all');
    assert.notInclude(stderr, 'me-south-1', 'not opted in');
  });

  it('gives the external id where one is asked for', async () => {
    const to = `--account ${third} --role-name audit`;

    const [without, withIt] = await Promise.all([scan(to), scan(`${to} --external-id secret`)]);

    assert.equal(without.code, 1);
    assert.match(
      without.errors[0] ?? '',
      /^account 777788889999: role arn:aws:iam::777788889999:role\/audit cannot be assumed: AccessDenied/,
    );
    assert.include(without.errors[0], '--external-id');
    assert.deepEqual(withIt.places, [`${third}/eu-west-1`]);
  });

  it('is held up by no account that refuses its role, nor by one whose regions cannot be listed', async () => {
    account.faults.inject({
      operation: 'DescribeRegions',
      when: ({ accountId }) => accountId === other,
      fault: { kind: 'error', code: 'UnauthorizedOperation', status: 403 },
    });

    const { code, places, errors } = await scan(
      `--account ${third} --account ${other} --account ${account.accountId} --role-name audit --region all`,
    );

    assert.deepEqual(places, [`${account.accountId}/eu-west-1`]);
    assert.lengthOf(errors, 2);
    assert.match(errors[0] ?? '', /^account 777788889999: role .* cannot be assumed/);
    assert.match(errors[1] ?? '', /^account 444455556666: its regions cannot be listed: UnauthorizedOperation/);
    assert.equal(code, 2);
  });

  it('is held up by no region that refuses, and names it', async () => {
    account.faults.inject({
      operation: 'DescribeSecurityGroups',
      when: ({ region }) => region === 'us-east-1',
      fault: { kind: 'error', code: 'UnauthorizedOperation', status: 403 },
    });

    const { code, places, errors } = await scan('--region us-east-1 --region eu-west-1');

    assert.deepEqual(places, [`${account.accountId}/eu-west-1`]);
    assert.lengthOf(errors, 1);
    assert.match(errors[0] ?? '', /^AWS::EC2::SecurityGroup in 123456789012\/us-east-1: UnauthorizedOperation/);
    assert.equal(code, 2);
  });

  it('tries again where AWS throttles', async () => {
    account.faults.inject({
      operation: 'DescribeSecurityGroups',
      times: 2,
      fault: { kind: 'error', code: 'RequestLimitExceeded', status: 503 },
    });

    const { places, errors } = await scan();

    assert.deepEqual([places, errors], [[`${account.accountId}/eu-west-1`], []]);
  });

  it('asks for a role where one is needed, and refuses what is not an account', async () => {
    const [none, wrong] = await Promise.all([run('--account', other), run('--account', 'prod')]);

    assert.equal(
      none.stderr,
      `configmend: account ${other} is not the caller’s (123456789012): name the role to assume there with --role-name [USAGE]\n`,
    );
    assert.include(wrong.stderr, 'not a 12-digit account id');
    for (const { code, stdout } of [none, wrong]) assert.deepEqual([code, stdout], [1, '']);
  });

  it('reads every page', async () => {
    const ec2 = new EC2Client(credentialsOf(account.accountId, 'eu-central-1'));
    const VpcId = (await ec2.send(new DescribeVpcsCommand({}))).Vpcs?.[0]?.VpcId;
    const names = Array.from({ length: 1_005 }, (_, at) => `group-${at}`);
    const create = (GroupName: string) =>
      ec2.send(new CreateSecurityGroupCommand({ GroupName, Description: GroupName, VpcId }));
    await pMap(names, create, { concurrency: 20 });
    account.calls.clear();

    const { stdout } = await run('--region', 'eu-central-1', ...byPorts);

    const { evaluations } = v.parse(Scan, JSON.parse(stdout));
    assert.lengthOf(
      new Set(evaluations.map(({ resourceId }) => resourceId)),
      names.length + 1,
      'and the default group',
    );
    assert.equal(account.calls.count({ operation: 'DescribeSecurityGroups' }), 2);
  });
});
