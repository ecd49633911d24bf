import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { reasonOf, runTool, type ToolRun } from '../run-tool.ts';

/** Where the cases are, and whose they are. */
export interface Account {
  readonly endpoint: string;
  readonly region: string;
}

/** What a tool flags: ids of groups, names of buckets. */
export type Flagged = ReadonlySet<string>;

export const custodianVersion = '0.9.53';
export const prowlerVersion = '5.46.0';

const environmentOf = ({ endpoint, region }: Account): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: 'compared',
  AWS_SECRET_ACCESS_KEY: 'compared',
  AWS_DEFAULT_REGION: region,
  AWS_REGION: region,
});

/** Policies after the examples of its documentation: ports open to the world, buckets open to everyone by policy or ACL. */
const policies = {
  policies: [
    {
      name: 'groups',
      resource: 'aws.security-group',
      filters: [
        {
          or: [
            { type: 'ingress', Ports: [22], Cidr: { value: '0.0.0.0/0' } },
            { type: 'ingress', Ports: [22], CidrV6: { value: '::/0' } },
          ],
        },
      ],
    },
    {
      name: 'buckets',
      resource: 'aws.s3',
      filters: [
        {
          or: [
            { type: 'cross-account', everyone_only: true },
            { type: 'global-grants', allow_website: false },
          ],
        },
      ],
    },
  ],
};

const Custodian = v.array(v.looseObject({ GroupId: v.optional(v.string()), Name: v.optional(v.string()) }));

export async function custodian(program: string, folder: string, account: Account): Promise<Flagged> {
  const output = join(folder, 'output');
  rmSync(output, { recursive: true, force: true });
  // YAML is a superset of JSON.
  writeFileSync(join(folder, 'policies.yml'), JSON.stringify(policies));
  // Else it takes an earlier account's resources for this one's.
  const parameters = [
    'run',
    '--cache-period',
    '0',
    '--output-dir',
    output,
    '--region',
    account.region,
    join(folder, 'policies.yml'),
  ];
  ended(await runTool(program, parameters, { folder, seconds: 120, environment: environmentOf(account) }), 'custodian');
  return new Set(
    policies.policies.flatMap(({ name }) =>
      v
        .parse(Custodian, JSON.parse(readFileSync(join(output, name, 'resources.json'), 'utf8')))
        .map(({ GroupId, Name }) => GroupId ?? Name ?? ''),
    ),
  );
}

const prowlerChecks = ['ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22', 's3_bucket_public_access'];
const Prowler = v.array(
  v.looseObject({ status_code: v.string(), resources: v.array(v.looseObject({ uid: v.string() })) }),
);

export async function prowler(program: string, folder: string, account: Account): Promise<Flagged> {
  const output = join(folder, 'output');
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  const how = ['--scan-unused-services', '--output-formats', 'json-ocsf', '--output-directory', output, '--no-banner'];
  const parameters = ['aws', '--checks', ...prowlerChecks, '--region', account.region, ...how, '--ignore-exit-code-3'];
  ended(await runTool(program, parameters, { folder, seconds: 300, environment: environmentOf(account) }), 'prowler');
  const [report = 'none'] = readdirSync(output).filter((name) => name.endsWith('.json'));
  return new Set(
    v
      .parse(Prowler, JSON.parse(readFileSync(join(output, report), 'utf8')))
      .filter(({ status_code }) => status_code === 'FAIL')
      .flatMap(({ resources }) => resources.map(({ uid }) => uid.split(/[/:]/).at(-1) ?? '')),
  );
}

const Scan = v.looseObject({
  evaluations: v.array(v.looseObject({ resourceId: v.string(), compliance: v.string() })),
  errors: v.pipe(v.array(v.unknown()), v.maxLength(0)),
});

/** Our own, with the parameters that it has by itself. */
export async function configmend(checkout: string, account: Account): Promise<Flagged> {
  const rules = ['--rule', 'security-group-restricted-ports', '--rule', 's3-bucket-public-access'];
  const where = ['--region', account.region, '--endpoint', account.endpoint];
  const run = await runTool(process.execPath, ['cli/bin.js', 'scan', '--json', ...rules, ...where], {
    folder: checkout,
    seconds: 120,
    environment: environmentOf(account),
  });
  return new Set(
    v
      .parse(Scan, JSON.parse(ended(run, 'configmend scan', [0, 2])))
      .evaluations.filter(({ compliance }) => compliance === 'NON_COMPLIANT')
      .map(({ resourceId }) => resourceId),
  );
}

function ended(run: ToolRun, name: string, well: readonly number[] = [0]): string {
  if (run.kind === 'ended' && run.code !== null && well.includes(run.code)) return run.output;
  throw new Error(reasonOf(run, name));
}
