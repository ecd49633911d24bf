import { AuthorizeSecurityGroupIngressCommand, EC2Client, type IpPermission } from '@aws-sdk/client-ec2';
import { PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import type { ActionRecord } from '../../contract/ledger-entry.ts';
import { auditorsPolicy, createBucket, policyOf, sharedPolicy } from './support/buckets.ts';
import { drained } from './support/drained.ts';
import { ledgerOf } from './support/ledger.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { changesOf } from './support/requests.ts';
import { createGroup, ingressOf, tcp } from './support/security-groups.ts';
import { toldOfMends } from './support/told.ts';

/** What Slack is told of him, and the whole ARN. */
const samsSession = 'Admin/sam';
const sam = `arn:aws:sts::123456789012:assumed-role/${samsSession}`;
const rules = ['security-group-restricted-ports', 's3-bucket-public-access'];

describe('The fast path, end to end', () => {
  let pipeline: Pipeline;
  before(async () => {
    const breakerLimits = { per_run: 100, per_hour: 100, share_percent: 100, tug_of_war: 2 };
    const variables = { enable_fast_path: true };
    pipeline = await startPipeline({ open: true, recording: false, rules, variables, breakerLimits });
  });
  after(() => pipeline.stop());

  /** The settings of clients with which sam calls, in a session of a role of people. */
  const asSam = () => {
    const { credentials, ...config } = pipeline.account.clientConfig();
    const id = (length: number): string => 'S'.repeat(length);
    const { accessKeyId } = pipeline.account.credentials.issueSession(
      'arn:aws:iam::123456789012:role/Admin',
      'sam',
      id,
    );
    return { ...config, credentials: { ...credentials, accessKeyId, sessionToken: 'local' } };
  };
  /** Settled, so that its creation is not what is looked at once it is open. */
  const closedGroup = async (): Promise<string> => {
    const id = await createGroup(pipeline.account, []);
    await pipeline.account.settled();
    return id;
  };
  const open = async (GroupId: string, ...IpPermissions: IpPermission[]): Promise<void> => {
    await new EC2Client(asSam()).send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    await pipeline.account.settled();
  };
  const actionsOn = async (id: string): Promise<ActionRecord[]> =>
    (await ledgerOf(pipeline, id)).flatMap((versions) => versions.at(-1)?.actions ?? []);
  const logs = (): string =>
    pipeline.account.services.lambda.logs(pipeline.deployment.functionName('fast-path')).join('\n');
  const mendedMessage = (id: string): string =>
    JSON.stringify(pipeline.slack.messages.filter((message) => JSON.stringify(message).includes(id)));

  describe('with AWS Config silent', () => {
    let id = '';
    let seconds = Number.NaN;
    before(async () => {
      id = await closedGroup();
      const begun = performance.now();
      await open(id, tcp([20, 25], '0.0.0.0/0'), tcp(443, '0.0.0.0/0'));
      seconds = (performance.now() - begun) / 1000;
    });

    it('finds an opened port within seconds, and says who opened it, by which call, from where', () => {
      const [found, ...more] = pipeline.queued(id);

      assert.isBelow(seconds, 5);
      assert.deepEqual(more, []);
      assert.equal(found?.actor, sam);
      assert.deepInclude(found?.evidence, {
        source: 'cloudtrail',
        eventName: 'AuthorizeSecurityGroupIngress',
        sourceAddress: '127.0.0.1',
      });
    });

    it('has it mended, with who opened it in the ledger and in Slack', async () => {
      const eventId = pipeline.queued(id)[0]?.evidence.eventId;

      const answer = await pipeline.drain();

      assert.deepEqual(answer, drained(1, { mended: 1 }));
      assert.deepEqual(await ingressOf(pipeline.account, id), ['tcp 24 0.0.0.0/0', 'tcp 443 0.0.0.0/0']);
      const [action] = await actionsOn(id);
      assert.equal(action?.actor, sam);
      assert.deepEqual(action?.trace?.events, [eventId ?? '']);
      assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
      assert.include(mendedMessage(id), samsSession);
    });

    it('does not follow what the mend itself calls, which CloudTrail tells of as well', async () => {
      await pipeline.account.settled();

      assert.include(changesOf(pipeline, id), 'AuthorizeSecurityGroupIngress');
      assert.include(logs(), '"reason":"the call is a mend of ours"');
      assert.deepEqual(pipeline.queued(), []);
    });

    it('does not even start for a call that failed', async () => {
      const begun = logs();

      await open(id, tcp(443, '0.0.0.0/0')).catch((error: unknown) =>
        assert.propertyVal(error, 'name', 'InvalidPermission.Duplicate'),
      );
      await pipeline.account.settled();

      assert.equal(logs(), begun);
    });

    it('leaves nothing to do to what AWS Config finds later, and nobody is told again', async () => {
      await open(id, tcp(23, '0.0.0.0/0'));
      const [found] = pipeline.queued(id);
      if (found === undefined) assert.fail('nothing was queued');
      const { actor: _actor, ...fromConfig } = found;
      await pipeline.drain();
      await pipeline.send({ ...fromConfig, evidence: { source: 'config', capturedAt: found.evidence.capturedAt } });

      const answer = await pipeline.drain();

      assert.deepEqual(answer, drained(1, { 'nothing-to-do': 1 }));
      assert.deepEqual(toldOfMends(pipeline, id), ['Mended', 'Mended'], 'one of each of the two that were opened');
    });
  });

  describe('with AWS Config recording', () => {
    before(() => pipeline.record(true));
    after(() => pipeline.record(false));

    it('makes one mend and one message of what both have found, that knows who it was', async () => {
      const id = await closedGroup();
      await open(id, tcp(22, '0.0.0.0/0'));
      const sources = pipeline.queued(id).map(({ evidence }) => evidence.source);

      await pipeline.drain();

      assert.sameMembers(sources, ['cloudtrail', 'config']);
      assert.deepEqual(changesOf(pipeline, id), ['RevokeSecurityGroupIngress']);
      assert.deepEqual(
        (await actionsOn(id)).map(({ actor }) => actor),
        [sam],
      );
      assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
      assert.include(mendedMessage(id), samsSession);
    });

    it('makes one of an event that is delivered twice', async () => {
      const id = await closedGroup();
      pipeline.account.trail.deliverTwice(1);
      await open(id, tcp(3389, '0.0.0.0/0'));

      await pipeline.drain();

      assert.deepEqual(changesOf(pipeline, id), ['RevokeSecurityGroupIngress']);
      assert.lengthOf((await actionsOn(id))[0]?.trace?.events ?? [], 1);
      assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
    });

    it('knows who brought a violation back each time, when it is left to people', async () => {
      const id = await closedGroup();
      for (let time = 0; time < 3; time += 1) {
        await open(id, tcp(22, '0.0.0.0/0'));
        await pipeline.drain();
        await pipeline.account.settled();
      }

      assert.deepEqual(await ingressOf(pipeline.account, id), ['tcp 22 0.0.0.0/0']);
      const [action, again, ...more] = await actionsOn(id);
      assert.deepEqual([action?.actor, again?.actor, more.length], [sam, sam, 0]);
      const left = pipeline.slack.messages
        .map((message) => JSON.stringify(message))
        .filter((text) => text.includes(id) && text.includes('breaker reset'));
      assert.lengthOf(left, 1);
      assert.include(left[0], samsSession);
    });

    it('follows buckets as well', async () => {
      const bucket = await createBucket(pipeline.account, 'shared-too-far', {});
      await pipeline.account.settled();
      await new S3Client(asSam()).send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: sharedPolicy(bucket) }));
      await pipeline.account.settled();
      const sources = pipeline.queued(bucket).map(({ evidence }) => evidence.source);

      await pipeline.drain();

      assert.include(sources, 'cloudtrail');
      assert.deepEqual(await policyOf(pipeline.account, bucket), auditorsPolicy(bucket));
      assert.deepEqual(toldOfMends(pipeline, bucket), ['Mended']);
      assert.include(mendedMessage(bucket), samsSession);
    });
  });

  describe('with mending on', () => {
    it('wakes the coordinator where mending is on, so that nothing waits for its schedule', async () => {
      const id = await closedGroup();
      await pipeline.deployment.setAutoResponse(true);
      await pipeline.account.settled();

      await open(id, tcp(22, '0.0.0.0/0'));

      assert.deepEqual(await ingressOf(pipeline.account, id), []);
      assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
    });
  });
});
