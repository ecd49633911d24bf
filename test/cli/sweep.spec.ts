import { assert } from 'chai';
import * as v from 'valibot';
import { SweepPart, SweptPlace } from '../../contract/sweep-report.ts';
import { type Ran, runConfigmend } from '../docs/support/run-configmend.ts';
import { exemption } from '../support/exemptions.ts';
import { type DeployedSweep, ledger, startSweep } from '../sweep/support/deployed-sweep.ts';
import { hubAccount, members, otherAccount, regions } from '../sweep/support/members.ts';

const portsRule = 'security-group-restricted-ports';
const Shown = v.object({
  sweepId: v.string(),
  startedAt: v.string(),
  parts: v.array(SweepPart),
  missing: v.array(SweptPlace),
  unread: v.array(v.string()),
});

describe('configmend sweep, of a deployment', () => {
  let deployed: DeployedSweep;
  let group: string;
  before(async () => {
    deployed = await startSweep({
      environment: { RULE_MODES: '{"s3-account-public-access-block":"observe"}' },
    });
    group = await deployed.createGroup(otherAccount, 'us-east-1');
  });
  after(() => deployed?.stop());

  const sweep = (...args: string[]): Promise<Ran> =>
    runConfigmend(['sweep', ...args], '.', deployed.account.environment());
  const shown = ({ stdout }: Pick<Ran, 'stdout'>) => v.parse(Shown, JSON.parse(stdout));

  it('says that there is none yet, where nobody has made one', async () => {
    const { code, warnings } = await sweep('--last', '--bucket', ledger);

    assert.equal(code, 1);
    assert.include(warnings, `${ledger} has no sweep yet`);
  });

  it('looks at its places by its rules, says what it found by place, queues nothing, and keeps the report', async () => {
    const { code, stdout, warnings } = await sweep('--bucket', ledger);

    assert.equal(code, 2, warnings);
    const lines = stdout.split('\n');
    const at = lines.indexOf(`shop (${otherAccount}) us-east-1`);
    assert.match(lines[at + 2] ?? '', /^RULE +RESOURCE +WHY +WHAT BECAME OF IT$/);
    assert.include(lines[at + 3], group);
    assert.include(lines[at + 3], 'not queued: nothing is queued without --queue-url');
    assert.include(stdout, 'observed: rule_modes says that this rule only observes');
    assert.match(stdout, /\nnothing is queued without --queue-url\.$/);
    assert.include(warnings, `account hub (${hubAccount}), shop (${otherAccount}), ${regions.join(', ')}`);
    assert.deepEqual(deployed.queued(), []);
    const report = await deployed.store.last();
    assert.lengthOf(report?.parts ?? [], 4);
    assert.include(warnings, `written to the ledger ${ledger}: sweep ${report?.sweepId}`);
  });

  it('shows the newest report: when, whole or not, the counts, and the findings again', async () => {
    const { code, stdout } = await sweep('--last', '--bucket', ledger);

    assert.equal(code, 2);
    const [title, , header, first] = stdout.split('\n');
    assert.match(title ?? '', /^sweep \d{8}T\d{6}Z-[0-9a-f]{8}, started 20/);
    assert.match(header ?? '', /^ACCOUNT +REGION +ENDED +WHOLE +COMPLIANT +EXEMPT +VIOLATING +UNREAD$/);
    assert.match(first ?? '', /^shop \(111122223333\) +eu-west-1 +20\S+ +yes +1 +0 +1 +0$/);
    assert.include(stdout, group);
  });

  it('queues what the deployment would, in the words of a sweep, and not what it only observes', async () => {
    const { code, stdout } = await sweep('--bucket', ledger, '--queue-url', deployed.queueUrl, '--json');

    assert.equal(code, 2);
    const found = shown({ stdout }).parts.flatMap(({ findings }) => findings);
    assert.deepEqual(
      deployed.queued().map(({ rule, resource, evidence }) => [rule, resource.id, evidence.source]),
      [[portsRule, group, 'sweep']],
    );
    assert.sameMembers(
      found.map(({ disposition }) => disposition),
      ['queued', 'observed', 'observed'],
    );
  });

  it('leaves out accounts, regions and rules that are not asked for', async () => {
    const asked = await sweep(
      '--bucket',
      ledger,
      '--account',
      otherAccount,
      '--region',
      'eu-west-1',
      '--rule',
      portsRule,
      '--json',
    );

    assert.equal(asked.code, 0, asked.warnings);
    const { parts } = shown(asked);
    assert.deepEqual(
      parts.map(({ place, counts }) => [place.accountId, place.region, Object.keys(counts)]),
      [[otherAccount, 'eu-west-1', [portsRule]]],
    );
  });

  it('respects the exemptions of the deployment, and of severities only those asked for fail', async () => {
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const entry = exemption({ account: otherAccount, created: day(-1), expires: day(9) });
    await deployed.put('exemptions/added.json', { version: 1, exemptions: [entry] });
    const whole = await sweep('--bucket', ledger, '--rule', portsRule);
    await deployed.put('exemptions/added.json', { version: 1, exemptions: [] });

    assert.equal(whole.code, 0, whole.stdout);
    assert.match(whole.stdout, /RULE +RESOURCE +EXEMPT\n.*by network team/);
    assert.match(whole.stdout, /2 compliant \(1 exempt\), 0 not, 0 unread/);
  });

  it('shows places of the newest one that nobody has looked at, and exits 1 for them', async () => {
    const sweepId = '20991231T000000Z-0a1b2c3d';
    const places = [{ accountId: otherAccount, name: 'shop', region: 'eu-west-1' }];
    await deployed.put(`sweeps/${sweepId}/places.json`, {
      version: 1,
      sweepId,
      startedAt: '2099-12-31T00:00:00.000Z',
      places,
    });

    const table = await sweep('--last', '--bucket', ledger);
    const data = await sweep('--last', '--bucket', ledger, '--json');

    assert.deepEqual([table.code, data.code], [1, 1]);
    assert.match(table.stdout, /shop \(111122223333\) +eu-west-1 +not looked at +no/);
    assert.deepEqual(shown(data).missing, places);
  });

  for (const [what, args, says] of [
    ['a queue without the ledger that says what may be queued', ['--queue-url', 'https://sqs/1/q'], 'needs --bucket'],
    [
      'a queue with parameters of its own',
      ['--bucket', ledger, '--queue-url', 'https://sqs/1/q', '--parameters', 'x'],
      'cannot be used with',
    ],
    [
      'a rule that is not deployed',
      ['--bucket', ledger, '--rule', 's3-bucket-logging'],
      'not enabled in the deployment',
    ],
    ['a rule that does not exist', ['--bucket', ledger, '--skip', 'no-such-rule'], 'there is no such rule'],
    ['an account that is no member', ['--bucket', ledger, '--account', '999999999999'], 'not one of the deployment’s'],
    ['a bucket that is no ledger', ['--bucket', 'nobodys'], 'nobodys'],
    ['the last one of accounts', ['--last', '--account', otherAccount], 'cannot be used with'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { code, stdout, warnings } = await sweep(...args);

      assert.equal(code, 1);
      assert.include(warnings, says);
      assert.equal(stdout, '');
    });
  }
});

describe('configmend sweep', () => {
  let deployed: DeployedSweep;
  before(async () => {
    deployed = await startSweep({ withoutRole: [otherAccount], accounts: members({ regions: ['eu-west-1'] }) });
  });
  after(() => deployed?.stop());

  it('reports a member that nobody gets into, and holds nobody up', async () => {
    const ended = await runConfigmend(
      ['sweep', '--bucket', ledger, '--rule', portsRule],
      '.',
      deployed.account.environment(),
    );

    assert.equal(ended.code, 1, ended.stdout);
    assert.match(ended.stdout, /shop \(111122223333\) eu-west-1\nunread: account shop.*configmend-reader/);
    assert.match(ended.stdout, /hub \(123456789012\) us-east-1\n1 compliant, 0 not, 0 unread/);
  });

  it('judges as scan does where there is no deployment, and writes nothing', async () => {
    const group = await deployed.createGroup(hubAccount, 'eu-central-1');
    const ended = await runConfigmend(
      ['sweep', '--region', 'eu-central-1', '--region', 'eu-west-1', '--rule', portsRule],
      '.',
      deployed.account.environment(),
    );

    assert.equal(ended.code, 2, ended.warnings);
    assert.include(ended.stdout, group);
    assert.notInclude(ended.warnings, 'written to');
    assert.match(ended.stdout, /123456789012 eu-west-1\n1 compliant, 0 not, 0 unread/);
  });

  it('queues nothing where it cannot be known how the deployment judges, and says what to ask for', async () => {
    const { account, queueUrl } = deployed;
    const restore = account.faults.inject({
      operation: 'GetFunctionConfiguration',
      fault: { kind: 'error', code: 'AccessDeniedException', message: 'no', status: 403 },
    });

    const queueing = await runConfigmend(
      ['sweep', '--bucket', ledger, '--queue-url', queueUrl],
      '.',
      account.environment(),
    );
    const looking = await runConfigmend(
      ['sweep', '--bucket', ledger, '--account', hubAccount],
      '.',
      account.environment(),
    );
    restore();

    assert.equal(queueing.code, 1);
    assert.include(queueing.warnings, 'ask for lambda:GetFunctionConfiguration');
    assert.deepEqual(deployed.queued(), []);
    assert.include([0, 2], looking.code);
    assert.include(looking.warnings, 'judged by the rules that are on by default');
  });
});
