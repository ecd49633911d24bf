import {
  AuthorizeSecurityGroupIngressCommand,
  CreateTagsCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { assert } from 'chai';
import * as v from 'valibot';
import { noOpStore } from '../../digest/no-op-store.ts';
import { burstLimit } from '../../notifier/merge-burst.ts';
import { readHistory } from '../../safety/ledger-history.ts';
import type { SlackWebhook } from '../../local/slack-receiver.ts';
import { inOutbox } from './support/outbox.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { createGroup, ec2Of, tcp } from './support/security-groups.ts';
import { told } from './support/told.ts';

const Posted = v.looseObject({ text: v.string() });
const textsOf = (webhook: Pick<SlackWebhook, 'messages'>): string[] =>
  webhook.messages.map((message) => v.parse(Posted, message).text);

describe('The outbox, end to end', function () {
  let pipeline: Pipeline;
  let onCall: SlackWebhook;
  let web: SlackWebhook;
  const settled = () => pipeline.account.settled();
  const later = async (seconds: number): Promise<void> => {
    pipeline.account.clock.advance(seconds * 1000);
    await settled();
  };
  const keep = (Name: string, Value: string) =>
    new SSMClient(pipeline.account.clientConfig()).send(
      new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true }),
    );
  const broken = async (): Promise<string> => createGroup(pipeline.account, [tcp(22, '0.0.0.0/0')]);
  const brokenOf = async (owner: string): Promise<string> => {
    const ec2 = ec2Of(pipeline.account);
    const GroupId = await createGroup(pipeline.account, []);
    await ec2.send(new CreateTagsCommand({ Resources: [GroupId], Tags: [{ Key: 'owner', Value: owner }] }));
    const IpPermissions = [tcp(22, '0.0.0.0/0')];
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    return GroupId;
  };

  before(async () => {
    pipeline = await startPipeline({
      open: true,
      variables: {
        rule_severities: { 'security-group-restricted-ports': 'high', 's3-bucket-public-access': 'critical' },
        slack_routes: [
          { owners: ['web'], webhook_parameter: '/team/web' },
          { severities: ['critical'], webhook_parameter: '/team/on-call' },
        ],
      },
    });
    [onCall, web] = [pipeline.slack.add('on-call'), pipeline.slack.add('web')];
    await keep('/team/on-call', onCall.url);
    await keep('/team/web', web.url);
  });
  after(() => pipeline.stop());
  afterEach(() => {
    assert.deepEqual(inOutbox(pipeline), [], 'nothing is left behind');
    for (const { messages } of [pipeline.slack, onCall, web]) messages.length = 0;
  });

  it('makes one message with a list of 100 changes within a minute, and of their mends, each with its undo', async () => {
    const ids: string[] = [];
    for (let made = 0; made < 100; made += 1) ids.push(await broken());
    await settled();

    const found = textsOf(pipeline.slack);
    const lists = pipeline.slack.messages.splice(0);
    await pipeline.drain();
    const mends = pipeline.slack.messages.filter((one) => v.parse(Posted, one).text.startsWith('Mended'));

    // One, unless making the groups took longer than the minute that is waited for.
    const counts = found.map((text) => Number(/^(\d+) compliance changes at once: \1 non-compliant$/.exec(text)?.[1]));
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      100,
      found.join('; '),
    );
    assert.isAtMost(counts.length, 2);
    assert.include(JSON.stringify(lists), ids[0] ?? 'no group');
    assert.isAtMost(mends.length, 2);
    const listed = JSON.stringify(mends);
    const { entries } = await readHistory(
      new S3Client(pipeline.account.clientConfig()),
      pipeline.deployment.ledgerBucket,
      {
        since: new Date(Date.now() - 3_600_000),
        until: new Date(Date.now() + 3_600_000),
      },
    );
    const actions = entries.flatMap((entry) => entry.actions);
    assert.sameMembers(
      actions.map(({ resource }) => resource.id),
      ids,
    );
    assert.include(listed, 'configmend restore');
    for (const { id, resource } of actions) {
      assert.include(listed, id);
      assert.include(listed, resource.id);
    }
    // Verdicts that came after their mends are not told before them: a second list, or ten by themselves at most.
    assert.isAtMost(pipeline.slack.messages.length, 3 + burstLimit);
  });

  it('tells the day in a digest: what was mended, what was right already, what waits', async () => {
    const { account } = pipeline;
    const idle = await broken();
    const mended = await broken();
    await settled();
    const IpPermissions = [tcp(22, '0.0.0.0/0')];
    await ec2Of(account).send(new RevokeSecurityGroupIngressCommand({ GroupId: idle, IpPermissions }));
    await settled();
    await pipeline.drain();
    const waiting = await broken();
    await settled();
    pipeline.slack.messages.length = 0;

    await pipeline.invoke('digest', {});

    const [digest, ...more] = pipeline.slack.messages;
    const log = account.services.lambda.logs('configmend-digest').join('\n');
    assert.isEmpty(more);
    assert.match(v.parse(Posted, digest).text, /^Daily digest/);
    assert.include(JSON.stringify(digest), 'security-group-restricted-ports');
    assert.match(log, /"mended":\d+/);
    assert.include(log, '"waiting":1');
    assert.include(log, '"unread":[]');
    const counted = await noOpStore(new S3Client(account.clientConfig()), pipeline.deployment.ledgerBucket).read();
    assert.deepEqual(
      counted.state.spans.map(({ byRule }) => byRule),
      [{ 'security-group-restricted-ports': 1 }],
    );
    assert.lengthOf(pipeline.queued(waiting), 1, 'it is looked at, and still there to be mended');
    assert.isEmpty(pipeline.queued(mended));
    await pipeline.drain();
    assert.isEmpty(pipeline.queued());
  });

  it('loses nothing in an outage of hours, tells it in order when that is over, and each once', async () => {
    pipeline.slack.refusals.push(
      ...Array.from({ length: 60 }, () => ({ status: 429, body: 'rate_limited', retryAfter: 0 })),
    );
    const posts = pipeline.slack.posts;
    const first = await broken();
    await settled();
    for (let quarter = 0; quarter < 8; quarter += 1) await later(16 * 60);
    const tried = pipeline.slack.posts - posts;
    const second = await broken();
    await settled();
    const during = textsOf(pipeline.slack);

    pipeline.slack.refusals.length = 0;
    await later(16 * 60);

    assert.deepEqual(during, []);
    // Four attempts within each run: a dozen of runs in two hours.
    assert.isAtMost(tried, 4 * 12);
    assert.deepEqual(
      textsOf(pipeline.slack).map((text) => [first, second].find((id) => text.includes(id))),
      [first, second],
    );
    await pipeline.drain();
  });

  it('tries again where connections are cut, and delivers once they hold', async () => {
    pipeline.slack.down = true;
    const id = await broken();
    await settled();
    const during = [textsOf(pipeline.slack), inOutbox(pipeline).length];

    pipeline.slack.down = false;
    await later(16);

    assert.deepEqual(during, [[], 1]);
    assert.deepEqual(told(pipeline, id), ['Non-compliant']);
    await pipeline.drain();
  });

  it('sends what routes ask for to their webhooks, by owner and severity, and the rest to the default', async () => {
    const owned = await brokenOf('web');
    const other = await brokenOf('Web');
    await settled();
    await pipeline.drain();

    const about = (webhook: Pick<SlackWebhook, 'messages'>, id: string): string[] =>
      textsOf(webhook).flatMap((text) => (text.includes(id) ? (text.split(':')[0] ?? '') : []));
    // AWS Config says nothing of tags.
    assert.deepEqual(about(web, owned), ['Mended']);
    assert.sameMembers(about(pipeline.slack, owned), ['Non-compliant', 'Compliant again']);
    assert.sameMembers(about(pipeline.slack, other), ['Non-compliant', 'Mended', 'Compliant again']);
    assert.isEmpty(onCall.messages);
  });

  it('falls back to the default, and says so, where a route’s webhook is revoked', async () => {
    pipeline.slack.revoke(web);
    const id = await brokenOf('web');
    await settled();

    await pipeline.drain();

    const [mend] = pipeline.slack.messages.filter((one) => v.parse(Posted, one).text.startsWith('Mended'));
    assert.include(JSON.stringify(mend), id);
    assert.include(
      JSON.stringify(mend),
      'This was for the webhook in `/team/web`, which cannot be used (`SLACK_REJECTED`)',
    );
    assert.isEmpty(web.messages);
  });

  it('delivers what waited for a revoked webhook once its parameter has the new one', async () => {
    const { slack } = pipeline;
    slack.revoke(slack);
    const id = await broken();
    await settled();
    const before = inOutbox(pipeline).length;
    const rotated = slack.add('rotated');

    await keep('/configmend-operator/slack-webhook', rotated.url);
    await later(16);

    assert.equal(before, 1);
    assert.deepEqual(
      textsOf(rotated).map((text) => text.split(':')[0]),
      ['Non-compliant'],
    );
    assert.include(JSON.stringify(rotated.messages), id);
    await pipeline.drain();
  });
});
