import { readFile } from 'node:fs/promises';
import { SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import * as v from 'valibot';
import { queueFacts } from '../../../queue/queue-facts.ts';
import { sendInstructions } from '../../../queue/send-instructions.ts';
import { type Ran, runConfigmend } from '../../docs/support/run-configmend.ts';
import { type TemporaryFiles, temporaryFiles } from '../../support/cli.ts';
import { closing, openGroup } from '../../support/inspections.ts';
import { groupIdentity } from '../../support/instructions.ts';
import { redrivenQueue } from '../../support/redriven-queue.ts';
import {
  bucket,
  closeRegion,
  deployment,
  hub,
  lost,
  passLongPolls,
  prod,
  staging,
  startThreeAccounts,
  stranger,
  type ThreeAccounts,
  withLost,
} from '../support/three-accounts.ts';

const Inspected = v.object({
  resources: v.array(
    v.object({
      resource: v.object({ id: v.string(), accountId: v.string(), region: v.string() }),
      accountName: v.optional(v.string()),
      standing: v.optional(v.object({ kind: v.string(), reason: v.string() })),
      state: v.string(),
      stateReason: v.optional(v.string()),
      harm: v.array(v.string()),
    }),
  ),
  notes: v.array(v.string()),
});

const strange = groupIdentity('sg-strange', { accountId: stranger, arn: 'arn:aws:ec2:::strange' });
const unreached = groupIdentity('sg-unreached', { accountId: lost, arn: 'arn:aws:ec2:::unreached' });

describe('configmend inspect, over 3 accounts and 2 regions', () => {
  let three: ThreeAccounts;
  let files: TemporaryFiles;
  let queueUrl: string;
  let sqs: SQSClient;
  before(async () => {
    [three, files] = await Promise.all([startThreeAccounts(), temporaryFiles()]);
    sqs = new SQSClient(three.local.clientConfig());
    ({ queueUrl } = await redrivenQueue(sqs, 1));
    await three.say(withLost());
    await sendInstructions(
      sqs,
      queueUrl,
      [...three.open, strange, unreached].map((resource) => openGroup({ resource, plan: closing(22, resource.id) })),
    );
  });
  beforeEach(() => {
    three.local.calls.clear();
    passLongPolls(three.local);
  });
  afterEach(() => three.local.faults.clear());
  after(async () => {
    await three.local.stop();
    await files.remove();
  });

  const run = (line: string): Promise<Ran> =>
    runConfigmend(
      ['inspect', '--queue', queueUrl, ...line.split(' ')].filter(Boolean),
      files.path('.'),
      three.local.environment(),
    );
  async function inspect(line: string) {
    const { code, stdout } = await run(`--json ${line}`);
    const { resources, notes } = v.parse(Inspected, JSON.parse(stdout));
    const of = (accountId: string, region = 'eu-west-1') =>
      resources.find(({ resource }) => resource.accountId === accountId && resource.region === region) ??
      assert.fail(`nothing of ${accountId}/${region}`);
    return { code, resources, notes, of };
  }

  it('judges each resource in its own account and region, through the reader role', async () => {
    const { code, resources, of } = await inspect(`--live --bucket ${bucket}`);

    assert.lengthOf(resources, 8);
    for (const { accountId, region } of three.open) {
      assert.equal(of(accountId, region).state, 'confirmed', `${accountId}/${region}`);
      assert.deepEqual(of(accountId, region).harm, ['No network interface uses the group: nobody loses a connection.']);
    }
    assert.equal(code, 1, 'one account could not be read');
    const { calls } = three.local.calls;
    assert.lengthOf(
      calls.filter(({ operation, status }) => operation === 'AssumeRole' && status === 200),
      2,
      'once for each account',
    );
    for (const { accountId, principalArn, operation } of calls.filter((call) => call.accountId !== hub)) {
      assert.equal(principalArn, `arn:aws:sts::${accountId}:assumed-role/team-reader/configmend-inspect`);
      assert.match(operation, /^(Get|Describe|List)/);
    }
    assert.deepInclude(await queueFacts(sqs, queueUrl), { visible: 8, inFlight: 0 });
  });

  it('says whose instructions are refused, whose wait, and why an account could not be read', async () => {
    const { of } = await inspect(`--live --bucket ${bucket}`);

    assert.deepEqual(of(stranger).standing, {
      kind: 'refused',
      reason: `account ${stranger} is not one of member_accounts`,
    });
    assert.equal(of(stranger).state, 'as-queued', 'nothing of it is read');
    assert.deepEqual(of(staging).standing, { kind: 'waits', reason: `account staging (${staging}) is observed` });
    assert.isUndefined(of(prod).standing);
    assert.equal(of(lost).state, 'unreadable');
    assert.match(of(lost).stateReason ?? '', /^role arn:aws:iam::777788889999:role\/team-reader cannot be assumed/);
    assert.isFalse(three.local.calls.calls.some(({ accountId }) => accountId === stranger));
  });

  it('shows account by account, by name, where there are several', async () => {
    const { code, stdout } = await run(`--bucket ${bucket}`);

    const headings = stdout.split('\n').filter((line) => line.startsWith('ACCOUNT '));
    assert.equal(code, 0);
    assert.sameMembers(headings, [
      `ACCOUNT security (${hub}): 2 resources (2 critical)`,
      `ACCOUNT prod (${prod}): 2 resources (2 critical)`,
      `ACCOUNT staging (${staging}): 2 resources (2 critical)`,
      `ACCOUNT lost (${lost}): 1 resource (1 critical)`,
      `ACCOUNT ${stranger}: 1 resource (1 critical)`,
    ]);
    assert.include(stdout, `  account  will be refused: account ${stranger} is not one of member_accounts`);
    assert.include(stdout, `  account  waits: account staging (${staging}) is observed`);
  });

  it('has names and standing in the other forms', async () => {
    const csv = (await run(`--bucket ${bucket} --csv`)).stdout;
    await run(`--bucket ${bucket} --html page.html`);
    const page = await readFile(files.path('page.html'), 'utf8');

    assert.match(csv, new RegExp(`,staging,waits: account staging \\(${staging}\\) is observed$`, 'm'));
    assert.match(csv, /,prod,$/m);
    assert.include(page, `prod (${prod}): 2 resources (2 critical)`);
    assert.include(page, `will be refused: account ${stranger}`);
  });

  for (const [what, line, expected] of [
    ['an account', `--account ${prod}`, [`${prod}/eu-west-1`, `${prod}/us-east-1`]],
    ['a region', '--region us-east-1', [`${hub}/us-east-1`, `${prod}/us-east-1`, `${staging}/us-east-1`]],
    ['both', `--account ${staging} --region us-east-1`, [`${staging}/us-east-1`]],
  ] satisfies [string, string, string[]][]) {
    it(`can be of ${what}`, async () => {
      const { resources } = await inspect(line);

      assert.sameMembers(
        resources.map(({ resource }) => `${resource.accountId}/${resource.region}`),
        expected,
      );
    });
  }

  it('is held up by no region that is disabled', async () => {
    closeRegion(three.local, { accountId: prod, region: 'us-east-1' });

    const { of } = await inspect(`--live --bucket ${bucket}`);

    assert.equal(of(prod, 'us-east-1').state, 'unreadable');
    assert.match(of(prod, 'us-east-1').stateReason ?? '', /AuthFailure/);
    assert.equal(of(prod).state, 'confirmed');
  });

  it('reads no other account than the caller’s where nobody said which role, and takes one that is named', async () => {
    const arn = `arn:aws:iam::${prod}:role/audit`;
    three.local.services.sts.roles.register({ arn, trusted: [hub], externalId: 'other' });

    const without = await inspect(`--live --account ${prod}`);
    const withIt = await inspect(`--live --account ${prod} --role-name audit --external-id other`);

    three.local.services.sts.roles.remove(arn);
    assert.equal(
      without.of(prod).stateReason,
      `account ${prod} is not the caller’s (${hub}): name the role to assume there with --role-name`,
    );
    assert.deepEqual([without.code, withIt.code], [1, 0]);
    assert.equal(withIt.of(prod).state, 'confirmed');
  });

  it('says that it does not know the accounts where the bucket does not say', async () => {
    await three.say({ ...deployment(), accounts: [] });

    const { notes, resources } = await inspect(`--bucket ${bucket} --account ${prod}`);

    await three.say(withLost());
    assert.match(notes.join('\n'), /^Which accounts are members is not known, so accounts have no names here: /m);
    assert.lengthOf(resources, 2);
  });
});
