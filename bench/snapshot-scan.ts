import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../build/repository-root.ts';

export interface SnapshotFigures {
  readonly groups: number;
  readonly fileMegabytes: number;
  readonly seconds: number;
  /** Largest resident set of the scanning process, runtime and loader included. */
  readonly peakMegabytes: number;
}

/** `configmend scan --file` over a snapshot of so many groups with ten permissions each, in a process of its own. */
export async function benchSnapshotScan(groups: number): Promise<SnapshotFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'configmend-bench-'));
  try {
    const file = join(folder, 'snapshot.json');
    const items = Array.from({ length: groups }, (_, index) => item(index));
    const text = JSON.stringify({ fileVersion: '1.0', configurationItems: items });
    await writeFile(file, text);
    const started = performance.now();
    const peakKilobytes = await scanIn(file);
    const seconds = (performance.now() - started) / 1000;
    return { groups, fileMegabytes: text.length / 1e6, seconds, peakMegabytes: peakKilobytes / 1024 };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The child reports its own peak on exit, through a preloaded module. */
function scanIn(file: string): Promise<number> {
  const root = repositoryRoot();
  const report = `data:text/javascript,process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS))`;
  const args = ['--import', 'tsx', '--import', report, 'cli/configmend.ts', 'scan', '--file', file, '--json'];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', reject);
    child.on('close', () => {
      const peak = /peak (\d+)/.exec(said)?.[1];
      if (peak === undefined) reject(new Error(`the scan reported no peak: ${said}`));
      else resolve(Number(peak));
    });
  });
}

function item(index: number): object {
  const groupId = `sg-${index.toString(16).padStart(17, '0')}`;
  const ipPermissions = Array.from({ length: 10 }, (_, at) => permission(index, at));
  return {
    resourceType: 'AWS::EC2::SecurityGroup',
    resourceId: groupId,
    resourceName: `group-${index}`,
    ARN: `arn:aws:ec2:eu-west-1:123456789012:security-group/${groupId}`,
    awsAccountId: '123456789012',
    awsRegion: 'eu-west-1',
    configurationItemCaptureTime: '2026-11-01T00:00:00.000Z',
    configurationItemStatus: 'OK',
    tags: { team: `team-${index % 20}` },
    supplementaryConfiguration: {},
    configuration: {
      groupId,
      groupName: `group-${index}`,
      ownerId: '123456789012',
      vpcId: 'vpc-0a1b2c3d',
      ipPermissions,
      ipPermissionsEgress: [],
    },
  };
}

function permission(index: number, at: number): object {
  const open = at === 0 && index % 4 === 0;
  const cidr = open ? '0.0.0.0/0' : `10.${index % 256}.${at}.0/24`;
  const port = open ? 22 : 1024 + at * 100;
  return {
    ipProtocol: 'tcp',
    fromPort: port,
    toPort: port,
    ipv4Ranges: [{ cidrIp: cidr, description: `rule ${at}` }],
    ipRanges: [cidr],
    ipv6Ranges: at === 1 ? [{ cidrIpv6: 'fd00::/8' }] : [],
    prefixListIds: [],
    userIdGroupPairs: [],
  };
}
