import { assert } from 'chai';
import * as v from 'valibot';
import { type Ran, runConfigmend } from '../docs/support/run-configmend.ts';
import { type TemporaryFiles, temporaryFiles } from '../support/cli.ts';
import {
  bucket,
  closeRegion,
  deployment,
  hub,
  prod,
  staging,
  startThreeAccounts,
  type ThreeAccounts,
  withLost,
} from './support/three-accounts.ts';

const Scan = v.object({
  evaluations: v.array(
    v.object({
      accountId: v.string(),
      accountName: v.optional(v.string()),
      region: v.string(),
      compliance: v.string(),
    }),
  ),
  errors: v.array(v.object({ message: v.string() })),
});

describe('configmend scan --bucket, over 3 accounts and 2 regions', () => {
  let three: ThreeAccounts;
  let files: TemporaryFiles;
  before(async () => {
    [three, files] = await Promise.all([startThreeAccounts(), temporaryFiles()]);
  });
  afterEach(async () => {
    three.local.faults.clear();
    three.local.calls.clear();
    await three.say(deployment());
  });
  after(async () => {
    await three.local.stop();
    await files.remove();
  });

  const run = (line: string): Promise<Ran> => {
    const args = ['scan', '--rule', 'security-group-restricted-ports', '--bucket', bucket, ...line.split(' ')];
    return runConfigmend(args.filter(Boolean), files.path('.'), three.local.environment());
  };
  async function scan(line = '') {
    const { code, stdout, warnings } = await run(`--json ${line}`);
    const { evaluations, errors } = v.parse(Scan, JSON.parse(stdout));
    const open = evaluations.filter(({ compliance }) => compliance === 'NON_COMPLIANT');
    const places = open.map(({ accountId, accountName, region }) => `${accountName} ${accountId}/${region}`);
    return { code, warnings, places, errors: errors.map(({ message }) => message) };
  }
  const all = [`security ${hub}`, `prod ${prod}`, `staging ${staging}`].flatMap((account) => [
    `${account}/eu-west-1`,
    `${account}/us-east-1`,
  ]);

  it('reads each in its own account and region, the others than the caller’s by their reader role', async () => {
    const { code, places, errors, warnings } = await scan();

    assert.deepEqual(places, all);
    assert.deepEqual([code, errors], [2, []]);
    assert.include(warnings, `account security (${hub}), prod (${prod}), staging (${staging}), eu-west-1, us-east-1`);
    const { calls } = three.local.calls;
    assert.lengthOf(
      calls.filter(({ operation }) => operation === 'AssumeRole'),
      2,
    );
    for (const { accountId, principalArn } of calls.filter((call) => call.accountId !== hub)) {
      assert.equal(principalArn, `arn:aws:sts::${accountId}:assumed-role/team-reader/configmend-scan`);
    }
  });

  it('is held up by no member whose role is missing, and no region that is disabled: each is one line', async () => {
    await three.say(withLost());
    closeRegion(three.local, { accountId: prod, region: 'us-east-1' });

    const { code, places, errors } = await scan();

    assert.deepEqual(
      places,
      all.filter((place) => place !== `prod ${prod}/us-east-1`),
    );
    assert.equal(code, 2);
    assert.lengthOf(errors, 2, errors.join('\n'));
    assert.match(errors[0] ?? '', /^account lost \(777788889999\): role .*team-reader cannot be assumed: AccessDenied/);
    assert.match(errors[0] ?? '', /The member stack makes it, for those whom its reader_principals names/);
    assert.match(
      errors[1] ?? '',
      /^prod \(111122223333\)\/us-east-1: .*\(AuthFailure: .*is it switched on in the account\?$/,
    );
  });

  it('says it once of a disabled region, by whatever kinds of resources are asked for, and exits 1 where nothing violates', async () => {
    closeRegion(three.local, { accountId: prod, region: 'us-east-1' });
    const options = `--account ${prod} --region us-east-1 --rule s3-bucket-versioning`;

    const { code, stdout } = await run(options);

    assert.equal(code, 1);
    assert.lengthOf(stdout.match(/^unread/gm) ?? [], 1, stdout);
  });

  for (const [what, options, expected] of [
    ['accounts', `--account ${staging}`, all.slice(4)],
    ['regions', '--region us-east-1', [all[1], all[3], all[5]]],
    ['all regions', `--region all --account ${hub}`, all.slice(0, 2)],
    ['both', `--account ${prod} --account ${hub} --region eu-west-1`, [all[0], all[2]]],
  ] as const) {
    it(`can be of some ${what}`, async () => {
      assert.deepEqual((await scan(options)).places, expected);
    });
  }

  for (const [what, options, says] of [
    ['an account that is no member', '--account 999988887777', /account 999988887777 is not one of the deployment’s: /],
    [
      'a region that none has',
      '--region eu-west-2',
      /no account of the deployment has the region eu-west-2: they have /,
    ],
  ] as const) {
    it(`refuses ${what}, and scans nothing`, async () => {
      const { code, stdout, warnings } = await run(options);

      assert.deepEqual([code, stdout], [1, '']);
      assert.match(warnings, says);
    });
  }

  it('names the accounts in every form', async () => {
    const { stdout } = await run('--region us-east-1 --html all.html --csv all.csv --asff all.asff --sarif all.sarif');
    const table = (await run('--region us-east-1')).stdout;
    const csv = (await run('--region us-east-1 --csv')).stdout;
    const asff = (await run('--region us-east-1 --asff')).stdout;
    const sarif = (await run('--region us-east-1 --sarif')).stdout;
    const page = (await run('--region us-east-1 --html')).stdout;

    assert.equal(stdout, table);
    assert.match(table, /^RULE +RESOURCE +ACCOUNT +REGION/m);
    for (const name of [`security (${hub})`, `prod (${prod})`, `staging (${staging})`]) {
      assert.include(table, name);
      assert.include(page, name);
    }
    assert.match(csv, /,prod$/m);
    assert.include(JSON.stringify(JSON.parse(asff)), '"AwsAccountName":"prod"');
    assert.include(JSON.stringify(JSON.parse(sarif)), `"accountId":"${prod}","accountName":"prod"`);
  });

  it('assumes another role where one is named, without the external id of the deployment', async () => {
    const arn = `arn:aws:iam::${prod}:role/audit`;
    three.local.services.sts.roles.register({ arn, trusted: [hub] });

    const { places, errors } = await scan(`--account ${prod} --region eu-west-1 --role-name audit`);

    assert.deepEqual([places, errors], [[all[2]], []]);
    const [assumed] = three.local.calls.calls.filter(({ operation }) => operation === 'AssumeRole');
    assert.isDefined(assumed);
    three.local.services.sts.roles.remove(arn);
  });

  it('says of a bucket that is no deployment’s what to give', async () => {
    const ended = await runConfigmend(
      ['scan', '--bucket', 'nobodys-bucket'],
      files.path('.'),
      three.local.environment(),
    );

    assert.equal(ended.code, 1);
    assert.match(ended.warnings, /there is no bucket nobodys-bucket .* give --bucket the stack’s output ledger_bucket/);
  });
});
