import { DescribeSecurityGroupRulesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import pMap from 'p-map';
import type { Account } from '../../accounts/accounts.ts';
import { recordedChangeKey } from '../../contract/recorded-change.ts';
import type { SweepPart } from '../../contract/sweep-report.ts';
import { exemption } from '../support/exemptions.ts';
import { change, unapprovedId } from '../support/recorded-changes.ts';
import { ingress } from '../support/security-groups.ts';
import { type DeployedSweep, startSweep } from './support/deployed-sweep.ts';
import { hubAccount, members, otherAccount, regions } from './support/members.ts';

const scheduled = (id: string) => ({
  version: '0',
  id,
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: hubAccount,
  time: '2026-11-21T03:00:00Z',
  region: 'eu-west-1',
  resources: [],
  detail: {},
});
const placeOf = ({ place: { accountId, region } }: SweepPart) => `${accountId}/${region}`;
const all = [hubAccount, otherAccount].flatMap((id) => regions.map((region) => `${id}/${region}`));

describe('the scheduled sweep, over two accounts and two regions', () => {
  let deployed: DeployedSweep;
  const open = new Map<string, string>();
  before(async () => {
    deployed = await startSweep();
    for (const id of [hubAccount, otherAccount]) {
      for (const region of regions) {
        open.set(`${id}/${region}`, await deployed.createGroup(id, region));
        await deployed.createGroup(id, region, false);
      }
    }
  });
  after(() => deployed?.stop());

  it('finds what was there before it, queues each once, and keeps the report', async () => {
    const { plan, parts } = await deployed.sweep(scheduled('one'));

    assert.deepEqual(
      plan?.places.map(({ accountId, region }) => `${accountId}/${region}`),
      all,
    );
    assert.sameMembers(parts.map(placeOf), all);
    for (const part of parts) {
      const groups = part.findings.filter(({ resource }) => resource.type === 'AWS::EC2::SecurityGroup');
      assert.deepEqual(
        groups.map(({ resource, disposition }) => [resource.id, disposition]),
        [[open.get(placeOf(part)), 'queued']],
        placeOf(part),
      );
      assert.deepInclude(part, { complete: true, unread: [], mode: 'auto' });
    }
    assert.sameMembers(
      deployed.queued().map(({ resource, evidence }) => `${resource.accountId}/${resource.region} ${evidence.source}`),
      [...all, `${hubAccount}/eu-west-1`, `${otherAccount}/eu-west-1`].map((place) => `${place} sweep`),
    );
  });

  it('names the account in the report, and judges the account’s block once', async () => {
    const { parts = [] } = (await deployed.store.last()) ?? {};

    const blocks = parts.flatMap((part) =>
      part.findings.flatMap(({ resource }) =>
        resource.type === 'AWS::S3::AccountPublicAccessBlock' ? [[part.place.name, resource.region]] : [],
      ),
    );
    assert.sameDeepMembers(blocks, [
      ['hub', 'eu-west-1'],
      ['shop', 'eu-west-1'],
    ]);
  });

  it('is not made again, nor anything queued twice, when an event comes again', async () => {
    const [before, queued] = [await deployed.store.last(), deployed.queued().length];
    const [part] = before?.parts ?? [];
    const { sweepId = '', startedAt = '', place } = part ?? {};

    const again = await deployed.sweep(scheduled('one'));
    const alone = await deployed.sweep({ sweepId, startedAt, accountId: place?.accountId, region: place?.region });

    assert.deepEqual([again, alone], [before, before]);
    assert.lengthOf(deployed.queued(), queued);
    assert.include(deployed.logs().join('\n'), 'place is swept already');
  });

  it('leaves alone what is exempt by the time of the next one', async () => {
    const resource = open.get(`${hubAccount}/eu-west-1`) ?? '';
    const rule = 'security-group-restricted-ports';
    const now = Date.now();
    const moment = (days: number) => new Date(now + days * 86_400_000).toISOString().slice(0, 10);
    const entry = exemption({ rule, resource, created: moment(-1), expires: moment(9) });
    await deployed.put('exemptions/added.json', { version: 1, exemptions: [entry] });
    const before = deployed.queued().length;

    const { parts } = await deployed.sweep();

    const found = parts.flatMap(({ findings }) => findings).filter((finding) => finding.resource.id === resource);
    assert.deepEqual(
      found.map(({ disposition, violations, exempt }) => [disposition, violations.length, exempt.length]),
      [['exempt', 0, 1]],
    );
    assert.match(found[0]?.reason ?? '', /by network team/);
    assert.lengthOf(deployed.queued(), before + all.length + 1);
  });
});

describe('the scheduled sweep', () => {
  let deployed: DeployedSweep | undefined;
  afterEach(() => deployed?.stop());

  it('reports what an account has that is only observed, and queues nothing of it', async () => {
    deployed = await startSweep({ accounts: members({ mode: 'observe' }) });
    await deployed.createGroup(otherAccount, 'us-east-1');

    const { parts } = await deployed.sweep();

    const found = parts.filter(({ place }) => place.accountId === otherAccount).flatMap(({ findings }) => findings);
    assert.deepEqual(
      found.map(({ disposition, reason }) => [disposition, reason]),
      [0, 1].map(() => ['observed', `account shop (${otherAccount}) is in mode observe`]),
    );
    assert.isEmpty(deployed.queued().filter(({ resource }) => resource.accountId === otherAccount));
  });

  it('reports a member whose role is missing, and one whose region is closed, and holds nobody up', async () => {
    const third: Account = { id: '444455556666', name: 'lab', mode: 'auto', regions: ['eu-west-1'] };
    const accounts = { ...members(), accounts: [...members().accounts, third] };
    deployed = await startSweep({ accounts, withoutRole: [otherAccount] });
    const open = await deployed.createGroup(third.id, 'eu-west-1');
    deployed.account.faults.inject({
      when: ({ accountId, region, service }) =>
        accountId === hubAccount && region === 'us-east-1' && service !== 'sts' && service !== 'lambda',
      fault: { kind: 'error', code: 'AuthFailure', message: 'not able to validate the credentials', status: 401 },
    });

    const { parts } = await deployed.sweep();

    const unread = new Map(parts.map((part) => [placeOf(part), part.unread.map(({ reason }) => reason).join()]));
    for (const region of regions) {
      assert.match(unread.get(`${otherAccount}/${region}`) ?? '', /^account shop \(111122223333\).*configmend-reader/);
    }
    assert.match(unread.get(`${hubAccount}/us-east-1`) ?? '', /they cannot be listed: AuthFailure/);
    assert.deepEqual([unread.get(`${hubAccount}/eu-west-1`), unread.get(`${third.id}/eu-west-1`)], ['', '']);
    assert.isTrue(parts.every(({ complete }) => complete));
    assert.include(
      deployed.queued().map(({ resource }) => resource.id),
      open,
    );
    assert.match(deployed.logs().join('\n'), /"level":"error","message":"place swept, not all of it could be read"/);
    assert.deepEqual(deployed.failures(), []);
  });

  it('judges a member’s groups by what the hub recorded of calls on them', async () => {
    const approvedPrincipals = 'arn:aws:iam::*:role/pipeline';
    deployed = await startSweep({
      environment: { RULE_PARAMETERS: JSON.stringify({ [unapprovedId]: { approvedPrincipals } }) },
    });
    const [groupId, untouched] = [
      await deployed.createGroup(otherAccount, 'us-east-1'),
      await deployed.createGroup(otherAccount, 'us-east-1'),
    ];
    const ec2 = new EC2Client(deployed.clientConfig(otherAccount, 'us-east-1'));
    const Filters = [{ Name: 'group-id', Values: [groupId] }];
    const { SecurityGroupRules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
    const id = SecurityGroupRules.find(({ IsEgress }) => IsEgress === false)?.SecurityGroupRuleId ?? '';
    const added = [{ id, rule: ingress('tcp', 22, '0.0.0.0/0') }];
    const record = change({ accountId: otherAccount, region: 'us-east-1', groupId, added });
    await deployed.put(recordedChangeKey(record), record);

    const { parts } = await deployed.sweep();

    assert.deepEqual(
      deployed.queued().map(({ rule, resource }) => [rule, resource.accountId, resource.id]),
      [[unapprovedId, otherAccount, groupId]],
    );
    const part = parts.find((one) => placeOf(one) === `${otherAccount}/us-east-1`);
    assert.deepInclude(part?.counts[unapprovedId], { violating: 1, unread: 0 });
    assert.notInclude(JSON.stringify(part?.findings), untouched);
  });

  it('goes on in another invocation before its time is up, hundreds of groups in parts', async () => {
    // Of a minute nothing is left to keep back, so that each invocation looks at one lot.
    deployed = await startSweep({
      timeoutMs: 59_000,
      accounts: { ...members(), accounts: [{ id: hubAccount, name: 'hub', mode: 'auto', regions: ['eu-west-1'] }] },
    });
    const { createGroup } = deployed;
    const wanted: string[] = [];
    await pMap(
      Array.from({ length: 400 }, (_, at) => at % 100 === 0),
      async (isOpen) => {
        const id = await createGroup(hubAccount, 'eu-west-1', isOpen);
        if (isOpen) wanted.push(id);
      },
      { concurrency: 10 },
    );

    const { parts } = await deployed.sweep();

    assert.deepEqual(
      parts.map(({ part }) => part),
      [0, 1, 2, 3],
    );
    assert.deepEqual(
      parts.map(({ complete }) => complete),
      [false, false, false, true],
    );
    const groups = deployed.queued().filter(({ resource }) => resource.type === 'AWS::EC2::SecurityGroup');
    assert.sameMembers(
      groups.map(({ resource }) => resource.id),
      wanted,
    );
    const counts = parts.map((part) => part.counts['security-group-restricted-ports']);
    const looked = counts.reduce((sum, one) => sum + (one?.compliant ?? 0) + (one?.violating ?? 0), 0);
    // The default group of the default VPC is one as well.
    assert.equal(looked, 401);
  });

  it('fails where who is a member is not known, so that Lambda tries again and keeps the event', async () => {
    deployed = await startSweep();
    await deployed.put('accounts.json', { version: 2 });

    const started = deployed.sweep();

    await started.then(
      () => assert.fail('there is a report'),
      (error: unknown) => assert.match(String(error), /no report/),
    );
    assert.lengthOf(deployed.failures(), 1);
    assert.match(deployed.failures()[0] ?? '', /the accounts in accounts.json cannot be read/);
  });
});
