import { EC2Client, RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { DeleteBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { ConfirmSubscriptionCommand, SNSClient } from '@aws-sdk/client-sns';
import { assert } from 'chai';
import * as v from 'valibot';
import type { Place } from '../../accounts/membership.ts';
import { createSweepStore } from '../../sweep/sweep-store.ts';
import { configmend } from '../support/cli.ts';
import { refusalOf } from '../local/support/refusal.ts';
import { auditorsPolicy, createBucket, policyOf } from './support/buckets.ts';
import { home, hub, type Organization, startOrganization } from './support/organization.ts';
import { type MendCall, recordMends } from './support/organization-mends.ts';
import {
  accounts,
  breakEverywhere,
  names,
  places,
  prod,
  ruleOfKind,
  stacks,
  staging,
  titleOf,
  type Wrong,
} from './support/organization-places.ts';
import { createGroup, ingressOf, tcp } from './support/security-groups.ts';
import { verdictOn } from './support/verdict.ts';

describe('Several accounts and regions, end to end', () => {
  let organization: Organization;
  let mends: readonly MendCall[];
  let old: Wrong[];
  before(async () => {
    organization = await startOrganization({
      accounts,
      stacks,
      variables: { report_emails: ['owners@example.com'] },
      async beforehand(account) {
        old = await breakEverywhere(account, 'before');
      },
    });
    const { account } = organization;
    mends = recordMends(account);
    for (const { token: Token, topicArn: TopicArn } of account.services.sns.mailbox) {
      await new SNSClient(account.clientConfig()).send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
    }
  });
  after(() => organization?.stop());

  const at = (place: Place) => organization.at(place);
  const stateOf = ({ place, kind, id }: Wrong): Promise<unknown> =>
    kind === 'group' ? ingressOf(at(place), id) : policyOf(at(place), id);
  const mendedState = ({ kind, id }: Wrong): unknown => (kind === 'group' ? ['tcp 443 0.0.0.0/0'] : auditorsPolicy(id));
  const sourcesOf = ({ id }: Wrong): string[] => organization.queued(id).map(({ evidence }) => evidence.source);
  const messagesAbout = ({ id }: Wrong): string[] =>
    organization.slack.messages.map((message) => JSON.stringify(message)).filter((text) => text.includes(id));
  const mendsOf = ({ id }: Wrong): MendCall[] => mends.filter(({ about }) => about.includes(id));
  const verdict = ({ place, kind, id }: Wrong) =>
    verdictOn(
      { ...organization, account: at(place) },
      id,
      ruleOfKind[kind],
      kind === 'group' ? 'AWS::EC2::SecurityGroup' : 'AWS::S3::Bucket',
    );

  function areMended(wrongs: () => readonly Wrong[]): void {
    it('mends each in its own account, and leaves what is right', async () => {
      assert.deepEqual(await organization.drainAll(), { mended: 6 });

      for (const wrong of wrongs()) assert.deepEqual(await stateOf(wrong), mendedState(wrong), titleOf(wrong.place));
      assert.isEmpty(organization.queued());
      assert.isEmpty(organization.deadLetters());
    });

    it('tells each with the name of its account', () => {
      for (const wrong of wrongs()) {
        const { accountId } = wrong.place;
        const told = messagesAbout(wrong).filter((text) => text.includes('Mended'));
        assert.lengthOf(told, 1, titleOf(wrong.place));
        assert.include(told[0], `${names[accountId]} (${accountId})`);
      }
    });

    it('reports each by e-mail, with its ARN and the name of its account', () => {
      const mails = organization.account.services.sns.mailbox.filter(
        ({ kind, sent }) => kind === 'notification' && sent,
      );

      for (const { place, kind, id } of wrongs()) {
        const { accountId, region } = place;
        const arn = kind === 'group' ? `arn:aws:ec2:${region}:${accountId}:security-group/${id}` : `arn:aws:s3:::${id}`;
        const report = mails.find(({ subject, body }) => body.includes(arn) && /mended/i.test(`${subject} ${body}`));
        assert.include(report?.body, `${names[accountId]} (${accountId})`, titleOf(place));
      }
    });
  }

  describe('what was there before', () => {
    it('is found by the sweep in every place, and queued once in the hub', async () => {
      assert.isEmpty(organization.queued());

      assert.deepEqual(await organization.invoke('sweep', {}), { kind: 'returned', value: null });

      for (const wrong of old) assert.deepEqual(sourcesOf(wrong), ['sweep'], titleOf(wrong.place));
      assert.lengthOf(organization.queued(), 6);
    });

    it('is in the sweep’s report, place by place, with the names of the accounts', async () => {
      const { account, deployment } = organization;
      const store = createSweepStore(new S3Client(account.clientConfig()), deployment.ledgerBucket);

      const { parts = [] } = (await store.last()) ?? {};

      assert.sameDeepMembers(
        parts.map(({ place, complete, findings }) => [place.name, place.region, complete, findings.length]),
        places.map(({ accountId, region }) => [names[accountId], region, true, 1]),
      );
    });

    areMended(() => old);
  });

  describe('with AWS Config', () => {
    let wrongs: Wrong[];
    before(async () => {
      organization.account.trail.logging = false;
      await organization.recordIn(places, true);
      wrongs = await breakEverywhere(organization.account, 'config', true);
      await organization.account.settled();
    });

    it('finds a violation in every place, and queues it once in the hub', () => {
      for (const wrong of wrongs) assert.deepEqual(sourcesOf(wrong), ['config'], titleOf(wrong.place));
      assert.lengthOf(organization.queued(), 6);
    });

    it('has the verdict in the account’s own Config, of whoever judges there', async () => {
      const judges = new Map(
        organization.account.calls.calls
          .filter(({ operation }) => operation === 'PutEvaluations')
          .map(({ accountId, region, principalArn }) => [`${accountId} ${region}`, principalArn.split('/')[1] ?? '']),
      );

      for (const wrong of wrongs) {
        assert.propertyVal(await verdict(wrong), 'ComplianceType', 'NON_COMPLIANT', titleOf(wrong.place));
      }
      const reader = 'configmend-reader';
      for (const [accountId, region, role] of [
        [hub, 'eu-west-1', 'configmend-eu-west-1-'],
        [hub, 'us-east-1', 'configmend-us-east-1-'],
        [prod, 'eu-west-1', reader],
        [prod, 'us-east-1', reader],
        [staging, 'eu-west-1', reader],
        [staging, 'us-east-1', 'configmend-us-east-1-'],
      ] as const) {
        assert.match(judges.get(`${accountId} ${region}`) ?? '', new RegExp(`^${role}`));
      }
    });

    it('is shown by scan and inspect, with the names of the accounts', async () => {
      const { account, deployment } = organization;
      const bucket = ['--bucket', deployment.ledgerBucket, '--json'];
      const rules = Object.values(ruleOfKind).flatMap((id) => ['--rule', id]);
      const [scanned, inspected] = await Promise.all([
        configmend(['scan', ...bucket, ...rules], account.environment()),
        configmend(['inspect', ...bucket, '--live', '--queue', deployment.queueUrl], account.environment()),
      ]);

      assert.deepEqual([scanned.code, inspected.code], [2, 0], scanned.stderr + inspected.stderr);
      const open = v
        .parse(Scan, JSON.parse(scanned.stdout))
        .evaluations.filter(({ compliance }) => compliance === 'NON_COMPLIANT');
      const { resources } = v.parse(Inspection, JSON.parse(inspected.stdout));
      const placed = wrongs.map(({ place, id }) => [id, names[place.accountId], place.accountId, place.region]);
      assert.sameDeepMembers(
        open.map(({ resourceId, accountName, accountId, region }) => [resourceId, accountName, accountId, region]),
        placed,
      );
      assert.sameDeepMembers(
        resources.map(({ resource, accountName }) => [resource.id, accountName, resource.accountId, resource.region]),
        placed,
      );
      assert.deepEqual([...new Set(resources.map(({ state }) => state))], ['confirmed']);
    });

    areMended(() => wrongs);

    it('has each verdict corrected', async () => {
      for (const wrong of wrongs) {
        assert.propertyVal(await verdict(wrong), 'ComplianceType', 'COMPLIANT', titleOf(wrong.place));
      }
    });
  });

  describe('on the fast path', () => {
    let wrongs: Wrong[];
    let logged: number;
    const logs = (): string[] =>
      organization.account.services.lambda.logs(organization.deployment.functionName('fast-path')).slice(logged);
    before(async () => {
      await organization.recordIn(places, false);
      logged = 0;
      organization.account.trail.logging = true;
      wrongs = await breakEverywhere(organization.account, 'calls');
      await organization.account.settled();
      logged = logs().length;
    });

    it('finds a violation in every place through the hub’s bus, with whoever made it', () => {
      for (const wrong of wrongs) {
        const { accountId } = wrong.place;
        const found = organization.queued(wrong.id);
        assert.lengthOf(new Set(found.map((instruction) => instruction.id)), 1, titleOf(wrong.place));
        for (const { evidence, actor } of found) {
          assert.equal(evidence.source, 'cloudtrail');
          assert.equal(actor, `arn:aws:iam::${accountId}:user/local-administrator`);
        }
      }
      assert.isEmpty(organization.account.services.events.failedInvocations);
    });

    areMended(() => wrongs);

    it('hears of mends in every account, and is set off by none', () => {
      const calls = logs();
      const heard = calls.filter((line) => line.includes('the call is a mend of ours'));

      // What narrows a group is not among the calls that are followed.
      assert.lengthOf(heard, wrongs.filter(({ kind }) => kind === 'bucket').length);
      assert.lengthOf(
        calls.filter((line) => line.includes('"message":"ignored"')),
        heard.length,
      );
      assert.isEmpty(calls.filter((line) => line.includes('"message":"looked"')));
    });
  });

  describe('a mend elsewhere than at home', () => {
    const away = (): Wrong[] => old.filter(({ place }) => place.accountId !== hub || place.region !== home.region);

    it('is made by the account’s role of that remediator, in a session that says what it is for', () => {
      for (const wrong of away()) {
        const calls = mendsOf(wrong);
        assert.isNotEmpty(calls, titleOf(wrong.place));
        const role = `configmend-mender-${wrong.kind === 'group' ? 'security-group' : 's3-bucket'}`;
        for (const { principalArn, tags } of calls) {
          assert.match(
            principalArn,
            new RegExp(`^arn:aws:sts::${wrong.place.accountId}:assumed-role/${role}/configmend-[0-9a-f-]{36}$`),
          );
          assert.match(tags['configmend-action'] ?? '', /^\d{8}T\d{6}Z-[0-9a-f]{8}\.\d+$/);
          assert.equal(tags['configmend-rule'], ruleOfKind[wrong.kind]);
        }
      }
    });

    it('may change no other resource with its session', async () => {
      for (const wrong of away()) {
        const [call] = mendsOf(wrong);
        const credentials = { accessKeyId: call?.accessKeyId ?? '', secretAccessKey: 'x', sessionToken: 'x' };
        const config = { ...at(wrong.place).clientConfig(), credentials, maxAttempts: 1 };
        const other = await (wrong.kind === 'group'
          ? createGroup(at(wrong.place), [tcp(22, '10.0.0.0/8')])
          : createBucket(at(wrong.place), `other-${wrong.id}`, { policy: auditorsText(`other-${wrong.id}`) }));
        const IpPermissions = [tcp(22, '10.0.0.0/8')];

        const change =
          wrong.kind === 'group'
            ? new EC2Client(config).send(new RevokeSecurityGroupIngressCommand({ GroupId: other, IpPermissions }))
            : new S3Client(config).send(new DeleteBucketPolicyCommand({ Bucket: other }));

        const error = await refusalOf(change);
        assert.equal(error.name, wrong.kind === 'group' ? 'UnauthorizedOperation' : 'AccessDenied');
        assert.match(error.message, /session policy/);
      }
    });
  });
});

const auditorsText = (bucket: string): string => JSON.stringify(auditorsPolicy(bucket));

const Scan = v.object({
  evaluations: v.array(
    v.object({
      resourceId: v.string(),
      accountId: v.string(),
      accountName: v.optional(v.string()),
      region: v.string(),
      compliance: v.string(),
    }),
  ),
});
const Inspection = v.object({
  resources: v.array(
    v.object({
      state: v.optional(v.string()),
      accountName: v.optional(v.string()),
      resource: v.object({ id: v.string(), accountId: v.string(), region: v.string() }),
    }),
  ),
});
