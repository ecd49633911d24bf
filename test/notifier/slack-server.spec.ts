import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { assert } from 'chai';
import * as sinon from 'sinon';
import { renderTelling } from '../../notifier/render-telling.ts';
import { createSlackSender } from '../../notifier/slack.ts';
import { complianceChange } from '../support/notices.ts';
import { rejection } from './rejection.ts';

type Answer = (response: ServerResponse) => void;

const path = '/services/T00000000/B00000000/xyzzyxyzzyxyzzy';
const message = renderTelling(complianceChange());

const answer =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, headers).end(body);
  };
const ok = answer(200, 'ok');
const hang: Answer = () => undefined;
const hangInBody: Answer = (response) => {
  response.writeHead(503).write('half an ans');
};

describe('createSlackSender against an HTTP server', () => {
  let server: Server;
  let answers: Answer[];
  let received: { method: string | undefined; url: string | undefined; type: string | undefined; body: string }[];

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    received.push({ method: request.method, url: request.url, type: request.headers['content-type'], body });
    (answers.shift() ?? ok)(response);
  }

  beforeEach(async () => {
    answers = [];
    received = [];
    server = createServer((request, response) => void receive(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  function sender(timeoutMs = 2000) {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const wait = sinon.fake.resolves(undefined);
    return { wait, ...createSlackSender({ webhookUrl: `http://127.0.0.1:${port}${path}`, wait, timeoutMs }) };
  }

  it('delivers the message as Slack expects it', async () => {
    await sender().send(message);

    assert.deepEqual(
      received.map(({ body, ...request }) => ({ ...request, body: JSON.parse(body) as unknown })),
      [{ method: 'POST', url: path, type: 'application/json', body: JSON.parse(JSON.stringify(message)) as unknown }],
    );
  });

  const recoveries: [string, Answer[], number[]][] = [
    ['too many requests', [answer(429, 'rate_limited', { 'Retry-After': '3' })], [3000]],
    ['a server error', [answer(500, 'rollup_error')], [500]],
    ['a connection cut off', [(response) => response.destroy()], [500]],
    ['no answer at all', [hang], [500]],
    ['an answer that stops half way', [hangInBody], [500]],
  ];
  for (const [name, first, pauses] of recoveries) {
    it(`delivers after ${name}`, async () => {
      answers = [...first];
      const { send, wait } = sender(150);

      await send(message);

      assert.lengthOf(received, 2);
      assert.equal(received[0]?.body, received[1]?.body);
      assert.deepEqual(
        wait.args.map(([pause]) => pause),
        pauses,
      );
    });
  }

  it('gives up on a server that never answers, and says so', async () => {
    answers = [hang, hang, hang, hang];

    const failure = await rejection(sender(50).send(message));

    assert.equal(failure.code, 'SLACK_UNAVAILABLE');
    assert.equal(failure.message, 'Slack could not be reached: timeout');
    assert.lengthOf(received, 4);
  });

  it('does not repeat what is refused for good', async () => {
    answers = [answer(404, 'no_service')];

    const failure = await rejection(sender().send(message));

    assert.equal(failure.code, 'SLACK_REJECTED');
    assert.deepEqual(failure.ids, { status: '404', body: 'no_service' });
    assert.lengthOf(received, 1);
  });

  it('does not carry the message elsewhere on a redirect', async () => {
    answers = [1, 2, 3, 4].map(() => answer(307, '', { Location: '/elsewhere' }));

    const failure = await rejection(sender().send(message));

    assert.equal(failure.code, 'SLACK_UNAVAILABLE');
    assert.notInclude(
      received.map((request) => request.url),
      '/elsewhere',
    );
  });

  it('says what stands in the way where nobody listens, without the address', async () => {
    const closed = sender();
    await new Promise((resolve) => server.close(resolve));

    const failure = await rejection(closed.send(message));

    assert.equal(failure.message, 'Slack could not be reached: ECONNREFUSED');
    assert.notInclude(String(failure.stack), 'xyzzy');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
});
