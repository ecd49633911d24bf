import { repositoryRoot } from '../../build/repository-root.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { assert } from 'chai';
import * as v from 'valibot';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { configmend, type Ended, type TemporaryFiles, temporaryFiles } from '../support/cli.ts';
import { groupItem } from '../support/rule-events.ts';

const Scan = v.object({
  evaluations: v.array(v.object({ resourceId: v.string(), compliance: v.string() })),
  errors: v.array(v.object({ resourceId: v.optional(v.string()), message: v.string() })),
});

describe('configmend, as a command', () => {
  let files: TemporaryFiles;
  let scanned: Ended;
  let broken: Ended;
  let option: Ended;
  let rule: Ended;
  let unreached: Ended;
  before(async () => {
    files = await temporaryFiles();
    const items = await files.write('items.json', { configurationItems: [groupItem(), { resourceId: 'sg-9' }] });
    const cut = await files.write('broken.json', '{\n  "configurationItems": [,]\n}');
    const credentials = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_MAX_ATTEMPTS: '1' };
    [scanned, broken, option, rule, unreached] = await Promise.all([
      configmend(['scan', '--file', items, '--json']),
      configmend(['scan', '--file', cut, '--json']),
      configmend(['scan', '--file', items, '--rules', 'x']),
      configmend(['scan', '--file', items, '--rule', 'no-such-rule']),
      configmend(['scan', '--region', 'eu-west-1', '--endpoint', 'http://127.0.0.1:9'], credentials),
    ]);
  });
  after(() => files.remove());

  it('scans a file: data on stdout, nothing else', () => {
    assert.equal(scanned.code, 2);
    assert.equal(scanned.stderr, '');
    const result = v.parse(Scan, JSON.parse(scanned.stdout));
    assert.deepEqual([...new Set(result.evaluations.map(({ resourceId }) => resourceId))], ['sg-1']);
    assert.deepEqual(
      result.errors.map(({ resourceId }) => resourceId),
      ['sg-9'],
    );
  });

  it('says in one line where a file is broken', () => {
    assert.match(broken.stderr, /^configmend: \S+broken\.json:2:26: not valid JSON: .*\[FILE_UNREADABLE\]\n$/);
  });

  it('says what it does not know', () => {
    assert.include(option.stderr, "unknown option '--rules'");
    assert.include(rule.stderr, 'configmend: --rule no-such-rule: there is no such rule');
  });

  it('says in one line that AWS does not answer', () => {
    assert.match(unreached.stderr, /^configmend: AWS was not reached.*ECONNREFUSED.*\[READ_FAILED\]\n$/);
  });

  it('exits 1 for all of these, with nothing on stdout and no stack trace', () => {
    for (const ended of [broken, option, rule, unreached]) {
      assert.equal(ended.code, 1);
      assert.equal(ended.stdout, '');
      assert.notMatch(ended.stderr, /\n {4}at /);
    }
  });
});

describe('configmend, where something goes wrong with the process', () => {
  const cli = join(repositoryRoot(), 'cli', 'configmend.ts');

  async function run(args: readonly string[], preload: string, hangUp: boolean): Promise<Omit<Ended, 'stdout'>> {
    const imports = ['--import', 'tsx', '--import', `data:text/javascript,${encodeURIComponent(preload)}`];
    const child = spawn(process.execPath, [...imports, cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    if (hangUp) child.stdout.destroy();
    else child.stdout.resume();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const [code] = await once(child, 'close');
    return { code: Number(code), stderr };
  }

  it('ends quietly where nobody reads its output any more, the verdict as exit code', async () => {
    const files = await temporaryFiles();
    const file = await files.write('items.json', [groupItem()]);

    const ended = await run(['scan', '--json', '--file', file], '', true);

    assert.deepEqual(ended, { code: 2, stderr: '' });
    await files.remove();
  });

  it('says in one line, and exits 1, where something is thrown that no command catches', async () => {
    const throwLater = `process.stdout.write = () => { setTimeout(() => { throw new Error('a bug') }, 0); return true; }`;

    const ended = await run(['rules'], throwLater, false);

    assert.deepEqual(ended, { code: 1, stderr: 'configmend: a bug\n' });
  });
});

describe('configmend scan, over an endpoint', () => {
  let account: LocalAccount;
  let openGroup = '';
  before(async () => {
    account = await startLocalAccount({ seed: 1 });
    const [ec2, s3] = [new EC2Client(account.clientConfig()), new S3Client(account.clientConfig())];
    const { Vpcs } = await ec2.send(new DescribeVpcsCommand({}));
    const VpcId = Vpcs?.[0]?.VpcId;
    const { GroupId } = await ec2.send(
      new CreateSecurityGroupCommand({ GroupName: 'open', Description: 'open', VpcId }),
    );
    const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
    openGroup = GroupId ?? '';
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
    for (const Bucket of ['fine-bucket', 'locked-bucket']) {
      await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    }
    account.faults.inject({
      service: 's3',
      operation: 'GetBucketAcl',
      when: ({ path }) => path.includes('locked-bucket'),
      fault: { kind: 'error', code: 'AccessDenied', status: 403 },
    });
    account.calls.clear();
  });
  after(() => account.stop());

  it('needs no more than the environment, and asks the account for its own block', async () => {
    const open = { Bucket: 'open-bucket' };
    const s3 = new S3Client(account.clientConfig());
    await s3.send(new CreateBucketCommand({ ...open, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
    await s3.send(new DeletePublicAccessBlockCommand(open));
    const Statement = [
      { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::open-bucket/*' },
    ];
    await s3.send(
      new PutBucketPolicyCommand({ ...open, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
    );
    const { AWS_ENDPOINT_URL_S3_CONTROL: _, ...environment } = account.environment();

    const ended = await Promise.all([
      configmend(['scan', '--rule', 's3-bucket-public-access', '--json'], environment),
      configmend(['scan', '--rule', 's3-bucket-public-access', '--json'], account.environment()),
    ]);
    await s3.send(new DeleteBucketPolicyCommand(open));
    await s3.send(new DeleteBucketCommand(open));

    for (const { stdout } of ended) {
      const found = v
        .parse(Scan, JSON.parse(stdout))
        .evaluations.find(({ resourceId }) => resourceId === 'open-bucket');
      assert.equal(found?.compliance, 'NON_COMPLIANT');
      assert.notInclude(stdout, 'undecided');
    }
    account.calls.clear();
  });

  it('refuses to guess a region, to take a wrong one, and to mix a file with a live account', async () => {
    const { AWS_REGION: _, AWS_DEFAULT_REGION: __, ...nowhere } = account.environment();

    const [none, wrong, mixed] = await Promise.all([
      configmend(['scan'], nowhere),
      configmend(['scan', '--region', 'nowhere'], nowhere),
      configmend(['scan', '--file', 'x.json', '--region', 'eu-west-1'], nowhere),
    ]);

    assert.equal(none.stderr, 'configmend: no region to scan: give --region, or set AWS_REGION [USAGE]\n');
    assert.include(wrong.stderr, 'not a region such as eu-west-1');
    assert.include(mixed.stderr, "cannot be used with option '--region");
    for (const { code } of [none, wrong, mixed]) assert.equal(code, 1);
  });

  it('judges what it can read, lists what it cannot, and changes nothing', async () => {
    const { code, stdout, stderr } = await configmend(
      [
        'scan',
        '--endpoint',
        account.endpoint,
        '--json',
        '--rule=security-group-restricted-ports',
        '--rule=s3-bucket-public-access',
      ],
      account.environment(),
    );

    assert.equal(stderr, 'configmend: account 123456789012, eu-west-1\n');
    assert.equal(code, 2);
    const { evaluations, errors } = v.parse(Scan, JSON.parse(stdout));
    const verdicts = new Map(evaluations.map(({ resourceId, compliance }) => [resourceId, compliance]));
    assert.equal(verdicts.get(openGroup), 'NON_COMPLIANT');
    assert.equal(verdicts.get('fine-bucket'), 'COMPLIANT');
    assert.isFalse(verdicts.has('locked-bucket'));
    assert.deepEqual(
      errors.map(({ resourceId }) => resourceId),
      ['locked-bucket'],
    );
    const operations = new Set(account.calls.calls.map(({ operation }) => operation));
    for (const operation of operations) assert.match(operation, /^(Get|List|Describe)/);
  });
});
