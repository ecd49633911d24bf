import { createServer, type Server } from 'node:net';
import { assert } from 'chai';
import * as fc from 'fast-check';
import { Failure } from '../../contract/failure.ts';
import { putBackSeconds } from '../../notifier/put-back.ts';
import { renderTelling } from '../../notifier/render-telling.ts';
import { createSlackSender } from '../../notifier/slack.ts';
import { complianceChange } from '../support/notices.ts';
import { bentText, treacherousTexts } from './support/bent.ts';
import { answerOf, type Ended, fuzz } from './support/fuzz.ts';
import { assertNoSecret, loggedAs, secrets } from './support/secrets.ts';

const message = renderTelling(complianceChange());
const { webhookUrl, webhookToken } = secrets;

/** What a proxy may say in Slack's place, the address itself for one. */
const echoes = [
  '',
  'ok',
  'invalid_payload',
  webhookUrl,
  `<html>The address ${webhookUrl}?x=1 was refused</html>`,
  `POST ${new URL(webhookUrl).pathname} HTTP/1.1`,
  `token=${webhookToken}`,
  encodeURIComponent(webhookUrl),
  JSON.stringify({ url: webhookUrl.replaceAll('/', '\\/') }),
  `${'x'.repeat(190)}${webhookUrl}`,
  webhookToken.repeat(2),
  '\u0000'.repeat(5000),
  'x'.repeat(100_000),
  ...treacherousTexts,
];
const bodies = fc.oneof(fc.constantFrom(...echoes), bentText([{ ok: false, error: 'no_service', url: webhookUrl }]));
const retryAfters = fc.constantFrom(
  '',
  '0',
  '1',
  '3',
  '20',
  '21',
  '-1',
  '1.5',
  '9'.repeat(400),
  'NaN',
  'soon',
  ' 2 ',
  '0x10',
);
const statuses = fc.oneof(
  fc.constantFrom(200, 204, 301, 302, 400, 403, 404, 408, 410, 413, 429, 500, 502, 503, 504, 599),
  fc.integer({ min: 200, max: 599 }),
);

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string;
  readonly fails: string | null;
}
const answers: fc.Arbitrary<Answer> = fc.record({
  status: statuses,
  body: bodies,
  retryAfter: retryAfters,
  fails: fc.option(fc.constantFrom(`connect to ${webhookUrl} failed`, 'TimeoutError', 'terminated'), {
    freq: 6,
    nil: null,
  }),
});

/** Sends one message, and holds to what must be true of it whatever is answered. */
async function send(webhook: string, fetch?: typeof globalThis.fetch, timeoutMs = 2000): Promise<Ended> {
  const pauses: number[] = [];
  const wait = async (ms: number): Promise<void> => void pauses.push(ms);
  const { send: post } = createSlackSender({ webhookUrl: webhook, wait, timeoutMs, ...(fetch && { fetch }) });

  const ended = await answerOf(() => post(message));

  assert.isAtMost(pauses.length, 3);
  assert.isAtMost(
    pauses.reduce((sum, ms) => sum + ms, 0),
    20_000,
  );
  for (const ms of pauses) assert.isAtLeast(ms, 0);
  if (!(ended instanceof Failure)) return 'good';
  assert.include(['SLACK_REJECTED', 'SLACK_UNAVAILABLE'], ended.code);
  assert.equal(ended.transient, ended.code === 'SLACK_UNAVAILABLE');
  assertNoSecret(loggedAs(ended), String(ended.stack), JSON.stringify(ended.ids));
  const seconds = putBackSeconds(1, Number(ended.ids['retryAfterSeconds'] ?? 0));
  assert.isTrue(Number.isInteger(seconds) && seconds >= 0 && seconds <= 43_200, `put back for ${seconds} s`);
  return 'refused';
}

describe('fuzz: answers to the webhook', function () {
  it('deliver, or are a coded failure that keeps the address to itself, within four attempts', () =>
    fuzz({
      name: 'webhook answers',
      inputs: fc.array(answers, { minLength: 1, maxLength: 4 }),
      try(given) {
        const queue = [...given];
        return send(webhookUrl, async () => {
          const { status, body, retryAfter, fails } =
            queue.length > 1 ? (queue.shift() as Answer) : (given.at(-1) as Answer);
          if (fails !== null) throw Object.assign(new TypeError(fails), { cause: { code: fails } });
          const isEmpty = status === 204 || status === 205 || status === 304;
          return new Response(isEmpty ? null : body, { status, headers: { 'retry-after': retryAfter } });
        });
      },
    }));

  describe('over a socket', () => {
    let server: Server;
    let answer = '';
    before((done) => {
      server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.end(answer));
      }).listen(0, '127.0.0.1', done);
    });
    after(() => void server.close());

    const path = new URL(webhookUrl).pathname;
    const heads = [
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
      `HTTP/1.1 302 Found\r\nLocation: ${webhookUrl}\r\nContent-Length: 0\r\n\r\n`,
      'HTTP/1.1 500 X\r\nContent-Length: 100\r\n\r\nshort',
      'HTTP/1.1 999 Nobody\r\nContent-Length: 0\r\n\r\n',
      `HTTP/1.1 403 Forbidden ${path}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n${path.slice(0, 5)}\r\nZZ\r\n`,
      'HTTP/1.1 429 Slow\r\nRetry-After: 2\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n',
      `${path} is what you asked for`,
      'HTTP/9.9 200\r\n\r\n',
      '',
      `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
    ];

    it('are as harmless where they are no HTTP at all', async () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...heads), fc.nat(200), async (head, cut) => {
          answer = cut < 60 ? head.slice(0, cut) : head;
          await send(`http://127.0.0.1:${port}${path}`);
        }),
        { numRuns: 60 },
      );
    });
  });

  describe('that never end', () => {
    const timeoutMs = 40;
    /** Beside the attempts: a busy machine is late for its own timers. */
    const leewayMs = 2000;
    const attempts = 4;
    const dripMs = 5;
    let server: Server;
    let slow: Slow = { sent: '', drips: '' };
    const timers = new Set<NodeJS.Timeout>();

    before((done) => {
      server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => {
          socket.write(slow.sent);
          if (slow.drips === '') return;
          let at = 0;
          const timer = setInterval(() => {
            socket.write(slow.drips.charAt(at % slow.drips.length));
            at += 1;
          }, dripMs);
          timers.add(timer);
          socket.once('close', () => clearInterval(timer));
        });
      }).listen(0, '127.0.0.1', done);
    });
    after(() => {
      for (const timer of timers) clearInterval(timer);
      server.close();
    });

    interface Slow {
      readonly sent: string;
      /** One character after the other, over and over; nothing more comes where it is empty. */
      readonly drips: string;
    }
    const head = (status: string, length: string): string => `HTTP/1.1 ${status}\r\n${length}\r\n\r\n`;
    const lengths = ['Content-Length: 1000000', 'Transfer-Encoding: chunked', 'Connection: close'];
    const begun = fc.tuple(
      fc.constantFrom('200 OK', '403 Forbidden', '429 Slow', '500 X'),
      fc.constantFrom(...lengths),
    );
    const answersThatHang: fc.Arbitrary<Slow> = fc.record({
      sent: fc.oneof(
        fc.constantFrom('', 'HTTP/1.1 200', 'HTTP/1.1 200 OK\r\nX: '),
        begun.map(([status, length]) => head(status, length)),
      ),
      drips: fc.constantFrom('', 'x', '1\r\nx\r\n', webhookToken),
    });

    it('are given up in time, however often they are tried again', async () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      await fc.assert(
        fc.asyncProperty(answersThatHang, async (given) => {
          slow = given;
          const from = performance.now();
          await send(`http://127.0.0.1:${port}${new URL(webhookUrl).pathname}`, undefined, timeoutMs);

          assert.isBelow(performance.now() - from, attempts * timeoutMs + leewayMs);
        }),
        { numRuns: 40 },
      );
    });
  });
});
