import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateSecurityGroupCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { type Ended, type TemporaryFiles, temporaryFiles } from '../support/cli.ts';

const byPorts = ['--rule', 'security-group-restricted-ports'];
/** Four are read at once: the last is begun only when another has been read to its end. */
const [read, hanging, last] = ['eu-west-1', ['us-east-1', 'us-east-2', 'us-west-1'], 'us-west-2'] as const;

describe('configmend scan, interrupted', () => {
  const asked = new Set<string>();
  let account: LocalAccount;
  let files: TemporaryFiles;
  before(async () => {
    [account, files] = await Promise.all([startLocalAccount({ seed: 1 }), temporaryFiles()]);
    const ec2 = new EC2Client(account.clientConfig());
    const VpcId = (await ec2.send(new DescribeVpcsCommand({}))).Vpcs?.[0]?.VpcId;
    await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'fine', Description: 'fine', VpcId }));
    account.faults.inject({
      operation: 'DescribeSecurityGroups',
      when: ({ region }) => {
        asked.add(region);
        return region !== read;
      },
      fault: { kind: 'delay', ms: 60_000 },
    });
  });
  after(async () => {
    await files.remove();
    await account.stop();
  });

  /** Interrupts once one region was read and the others hang. */
  async function interrupted(args: readonly string[]): Promise<Ended> {
    asked.clear();
    const regions = [read, ...hanging, last].flatMap((region) => ['--region', region]);
    const script = [
      '--import',
      'tsx',
      join(repositoryRoot(), 'cli', 'configmend.ts'),
      'scan',
      ...regions,
      ...byPorts,
      ...args,
    ];
    const env = { ...process.env, ...account.environment(), NODE_NO_WARNINGS: '1' };
    const child = spawn(process.execPath, script, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
    const ended = once(child, 'close');
    while (!asked.has(last)) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGINT');
    const [code] = await ended;
    return { ...said, code: Number(code) };
  }

  it('prints what was found so far, says that it is partial, writes the files, and exits 130 at once', async () => {
    const [csv, page] = [files.path('scan.csv'), files.path('scan.html')];
    const started = performance.now();

    const { code, stdout } = await interrupted(['--csv', csv, '--html', page]);

    assert.equal(code, 130);
    assert.isBelow(performance.now() - started, 20_000, 'it did not wait for the region that hangs');
    const partial =
      /partial: interrupted, and not or not wholly read: AWS::EC2::SecurityGroup in 123456789012\/us-east-1 and 3 more/;
    assert.match(stdout, partial);
    assert.match(stdout, /\n2 compliant, 0 not, 0 not applicable, 0 unread\n$/);
    assert.match(await readFile(csv, 'utf8'), partial);
    assert.match(await readFile(page, 'utf8'), partial);
  });

  it('keeps to the form of the data', async () => {
    const { code, stdout } = await interrupted(['--json']);

    assert.equal(code, 130);
    const result: unknown = JSON.parse(stdout);
    assert.hasAllKeys(result, ['evaluations', 'errors']);
    assert.nestedPropertyVal(result, 'evaluations[0].region', 'eu-west-1');
    assert.match(String(Object(result).errors[0].message), /^partial: interrupted/);
  });
});
