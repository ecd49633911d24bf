import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SSMClient } from '@aws-sdk/client-ssm';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';
import { log } from '../../contract/log.ts';
import { createChannel } from '../../notifier/channel.ts';
import { createHandler } from '../../notifier/handler.ts';
import { noKnown } from '../../notifier/read-known.ts';
import { createSlackSender } from '../../notifier/slack.ts';
import { createWebhookUrlSource } from '../../notifier/webhook-url.ts';
import { answerOf } from '../fuzz/support/fuzz.ts';
import { assertNoSecret, loggedAs, loggedBy, secrets } from '../fuzz/support/secrets.ts';
import { answering, awsError } from '../support/aws.ts';
import { outcomeNotice } from '../support/notices.ts';
import { memoryOutbox, outboxEvent } from '../support/outbox.ts';
import { Failure } from '../../contract/failure.ts';

const { webhookUrl } = secrets;
const echo = (status: number) => new Response(`<p>${webhookUrl} says no</p>`, { status });

interface World {
  readonly parameter?: unknown;
  readonly fetch?: () => Promise<Response>;
}

/** Everything that the notifier says and does of one message, over a webhook that answers so. */
async function saidBy({
  parameter = { Parameter: { Value: webhookUrl } },
  fetch = async () => echo(500),
}: World): Promise<string[]> {
  const { client } = answering(new SSMClient({ region: 'eu-west-1' }), { GetParameter: parameter });
  const source = createWebhookUrlSource({ parameter: '/configmend/slack', client });
  const outbox = memoryOutbox();
  const handle = createHandler({
    channel: createChannel('/configmend/slack', source, (url) =>
      createSlackSender({ webhookUrl: url, fetch, wait: async () => undefined }),
    ),
    routed: new Map(),
    email: null,
    known: noKnown,
    routes: [],
    ownerTag: 'owner',
    severities: {},
    outbox,
    log,
    now: Date.now,
  });
  const said: string[] = [];
  const lines = await loggedBy(async () => {
    const ended = await answerOf(() => handle(outboxEvent(outcomeNotice())));
    said.push(ended instanceof Failure ? `${ended.stack} ${loggedAs(ended)}` : JSON.stringify(ended));
  });
  return [...said, ...lines, ...outbox.journal, JSON.stringify(outbox.deadLetter.args)];
}

describe('the webhook’s URL', () => {
  for (const [what, world] of [
    ['Slack takes the message', { fetch: async () => new Response('ok') }],
    ['Slack does not know it', { fetch: async () => echo(404) }],
    ['Slack refuses the message', { fetch: async () => echo(400) }],
    ['Slack is down', {}],
    [
      'Slack asks to wait',
      { fetch: async () => new Response(webhookUrl, { status: 429, headers: { 'retry-after': '1' } }) },
    ],
    [
      'the connection fails',
      { fetch: () => Promise.reject(new TypeError(`fetch failed: ${webhookUrl}`, { cause: new Error(webhookUrl) })) },
    ],
    ['it is no URL', { parameter: { Parameter: { Value: `${webhookUrl}/ and more` } } }],
    ['it is not HTTPS', { parameter: { Parameter: { Value: webhookUrl.replace('https', 'http') } } }],
    ['it lies in JSON', { parameter: { Parameter: { Value: JSON.stringify({ url: webhookUrl }) } } }],
    ['it may not be read', { parameter: awsError('AccessDeniedException', { status: 400, message: 'not allowed' }) }],
  ] satisfies [string, World][]) {
    it(`is in nothing that the notifier says where ${what}`, async () => {
      const said = await saidBy(world);

      assertNoSecret(...said);
      assert.isNotEmpty(said);
    });
  }

  it('is read in one place, so that no command, page or report can show it', () => {
    const root = repositoryRoot();
    const folders = readdirSync(root, { withFileTypes: true })
      .filter(
        (entry) => entry.isDirectory() && !/^(\.|node_modules|test|dist|coverage|cdktf\.out|local)/.test(entry.name),
      )
      .map(({ name }) => name);
    const decrypting = folders.flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .map((file) => join(folder, file))
        .filter((file) => file.endsWith('.ts') && readFileSync(join(root, file), 'utf8').includes('WithDecryption')),
    );

    assert.deepEqual(decrypting, [join('notifier', 'webhook-url.ts')]);
  });
});
