import type { FetchFunction } from '@slack/webhook';
import { assert } from 'chai';
import * as sinon from 'sinon';
import { Failure } from '../../contract/failure.ts';
import type { SlackMessage } from '../../notifier/slack-message.ts';
import { createSlackSender, slowestSendMs } from '../../notifier/slack.ts';
import { rejection } from './rejection.ts';

const token = 'T00000000/B00000000/xyzzyxyzzyxyzzy';
const webhookUrl = `https://hooks.slack.com/services/${token}`;
const message: SlackMessage = {
  text: 'hello',
  blocks: [{ type: 'header', text: { type: 'plain_text', text: 'hello' } }],
};

/** Answers one after the other: a status with headers, or an error instead of an answer. */
function slackAnswering(...answers: (number | [number, Record<string, string>, string?] | Error)[]) {
  const wait = sinon.fake.resolves(undefined);
  const fetch = sinon.stub<Parameters<FetchFunction>, ReturnType<FetchFunction>>();
  for (const [index, answer] of answers.entries()) {
    const call = fetch.onCall(index);
    if (answer instanceof Error) call.rejects(answer);
    else {
      const [status, headers, body] = typeof answer === 'number' ? [answer, {}] : answer;
      call.callsFake(async () => new Response(body ?? (status === 200 ? 'ok' : 'nope'), { status, headers }));
    }
  }
  return { fetch, wait, sender: createSlackSender({ webhookUrl, fetch, wait }) };
}

const lost = (code: string) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(`to ${webhookUrl}`), { code }) });

describe('createSlackSender', () => {
  it('posts text and blocks as JSON, once', async () => {
    const { fetch, wait, sender } = slackAnswering(200);

    await sender.send(message);

    sinon.assert.calledOnce(fetch);
    const [url, init] = fetch.firstCall.args;
    assert.equal(url, webhookUrl);
    assert.equal(init?.method, 'POST');
    assert.equal(init?.redirect, 'error');
    assert.deepEqual(JSON.parse(typeof init?.body === 'string' ? init.body : ''), message);
    sinon.assert.notCalled(wait);
  });

  const patient: [string, Parameters<typeof slackAnswering>, number[]][] = [
    ['as long as Retry-After says', [[429, { 'Retry-After': '7' }], 200], [7000]],
    ['each time it is told to', [[429, { 'Retry-After': '3' }], [429, { 'Retry-After': '4' }], 200], [3000, 4000]],
    ['not at all where Retry-After is 0', [[429, { 'Retry-After': '0' }], 200], [0]],
    ['a moment where 429 has no Retry-After', [429, 200], [500]],
    ['a moment where Retry-After is no number', [[429, { 'Retry-After': 'soon' }], 200], [500]],
    ['a moment where Retry-After is negative', [[429, { 'Retry-After': '-5' }], 200], [500]],
    ['longer after each server error', [500, 502, 503, 200], [500, 1000, 2000]],
    ['after a lost connection', [lost('ECONNRESET'), lost('ENOTFOUND'), 200], [500, 1000]],
    ['after a request timeout of Slack', [408, 200], [500]],
    ['after all of these mixed', [lost('ECONNRESET'), [429, { 'Retry-After': '2' }], 500, 200], [500, 2000, 2000]],
  ];
  for (const [name, answers, pauses] of patient) {
    it(`waits ${name}, then delivers`, async () => {
      const { fetch, wait, sender } = slackAnswering(...answers);

      await sender.send(message);

      assert.deepEqual(
        wait.args.map(([pause]) => pause),
        pauses,
      );
      sinon.assert.callCount(fetch, answers.length);
    });
  }

  const exhausted: [string, Parameters<typeof slackAnswering>, number, RegExp][] = [
    ['four server errors', [500, 500, 500, 500, 200], 4, /^Slack answered 500 to every attempt$/],
    ['a Retry-After beyond the budget', [[429, { 'Retry-After': '21' }], 200], 1, /^Slack answered 429 /],
    [
      'pauses beyond the budget together',
      [[429, { 'Retry-After': '15' }], [429, { 'Retry-After': '6' }], 200],
      2,
      /429/,
    ],
    [
      'a lost connection once the budget is spent',
      [[429, { 'Retry-After': '20' }], lost('ECONNRESET'), 200],
      2,
      /ECONNRESET/,
    ],
    ['a Retry-After of years', [[429, { 'Retry-After': '9'.repeat(400) }], 200], 1, /429/],
    [
      'four lost connections',
      [1, 2, 3, 4].map(() => lost('ECONNREFUSED')),
      4,
      /^Slack could not be reached: ECONNREFUSED$/,
    ],
    ['errors without a code', [1, 2, 3, 4].map(() => new TypeError(webhookUrl)), 4, /: connection failed$/],
    ['codes that are none', [1, 2, 3, 4].map(() => lost(webhookUrl)), 4, /: connection failed$/],
    ['timeouts', [1, 2, 3, 4].map(() => new DOMException(webhookUrl, 'TimeoutError')), 4, /: timeout$/],
  ];
  for (const [name, answers, calls, text] of exhausted) {
    it(`gives up after ${name}: Slack may take it later`, async () => {
      const { fetch, sender } = slackAnswering(...answers);

      const failure = await rejection(sender.send(message));

      assert.instanceOf(failure, Failure);
      assert.equal(failure.code, 'SLACK_UNAVAILABLE');
      assert.isTrue(failure.transient);
      assert.match(failure.message, text);
      sinon.assert.callCount(fetch, calls);
    });
  }

  for (const [status, body] of [
    [400, 'invalid_blocks'],
    [403, 'action_prohibited'],
    [404, 'no_service'],
    [410, 'channel_is_archived'],
    [413, 'too large'],
  ] as const) {
    it(`does not repeat what Slack refuses with ${status}`, async () => {
      const { fetch, wait, sender } = slackAnswering([status, {}, body], 200);

      const failure = await rejection(sender.send(message));

      assert.equal(failure.code, 'SLACK_REJECTED');
      assert.isFalse(failure.transient);
      assert.deepEqual(failure.ids, { status: String(status), body });
      assert.include(failure.message, `${status} ${body}; `);
      sinon.assert.calledOnce(fetch);
      sinon.assert.notCalled(wait);
    });
  }

  it('reads the answers that it retries, so that their connections are free again', async () => {
    const first = new Response('slow down', { status: 429 });
    const fetch = sinon.stub<Parameters<FetchFunction>, ReturnType<FetchFunction>>();
    fetch.onFirstCall().resolves(first).onSecondCall().resolves(new Response('ok'));

    await createSlackSender({ webhookUrl, fetch, wait: async () => undefined }).send(message);

    assert.isTrue(first.bodyUsed);
  });

  it('says for how long Slack is to be left alone, where its last answer does', async () => {
    const asked = slackAnswering(500, [429, { 'Retry-After': '45' }]);
    const silent = slackAnswering([429, { 'Retry-After': '2' }], 500, 500, 500);

    const [first, second] = [await rejection(asked.sender.send(message)), await rejection(silent.sender.send(message))];

    assert.equal(first.ids['retryAfterSeconds'], '45');
    assert.notProperty(second.ids, 'retryAfterSeconds');
  });

  it('never pauses longer than its budget, and says how long it takes at worst', async () => {
    const { wait, sender } = slackAnswering([429, { 'Retry-After': '19' }], 500, 500, 500);

    await rejection(sender.send(message));

    const total = wait.args.reduce((sum, [pause]) => sum + Number(pause), 0);
    assert.isAtMost(total, 20_000);
    assert.equal(slowestSendMs, 40_000);
  });

  const leaks: [string, Parameters<typeof slackAnswering>][] = [
    [
      'a page that repeats the address',
      [[404, {}, `<html>cannot POST ${webhookUrl} (/services/${token}) ${'x'.repeat(9999)}`]],
    ],
    ['a page that repeats part of it', [[403, {}, 'blocked: xyzzyxyzzyxyzzy']]],
    [
      'a server error with the address',
      [1, 2, 3, 4].map(() => [502, {}, webhookUrl] as [number, Record<string, string>, string]),
    ],
    ['an error with the address', [1, 2, 3, 4].map(() => lost('ECONNRESET'))],
    ['an unreadable URL', [1, 2, 3, 4].map(() => new TypeError(`Failed to parse URL from ${webhookUrl}`))],
  ];
  for (const [name, answers] of leaks) {
    it(`does not pass on the webhook's URL from ${name}`, async () => {
      const { sender } = slackAnswering(...answers);

      const failure = await rejection(sender.send(message));

      const everything = JSON.stringify([failure.message, failure.stack, failure.ids, failure.cause ?? null]);
      assert.notInclude(everything, 'xyzzy');
      assert.notInclude(everything, 'hooks.slack.com');
      assert.isUndefined(failure.cause);
      assert.isAtMost(failure.message.length, 400);
    });
  }
});
