import { assert } from 'chai';
import * as sinon from 'sinon';
import { Failure } from '../../contract/failure.ts';
import type { Log } from '../../contract/log.ts';
import { createHandler, handler, notifierDeps } from '../../notifier/handler.ts';
import type { SlackMessage } from '../../notifier/slack-message.ts';
import { alarmMessage, configMessage, configVerdict, outcomeNotice, snsEvent } from '../support/notices.ts';
import { rejection } from './rejection.ts';

const oldUrl = 'https://hooks.slack.com/services/old';
const newUrl = 'https://hooks.slack.com/services/new';
const rejected = (status: string) => new Failure('SLACK_REJECTED', 'refused', { ids: { status, body: 'no_service' } });
const unavailable = () => new Failure('SLACK_UNAVAILABLE', 'down', { transient: true });

/** A handler over a Slack that answers one after the other: null is delivered. */
function notifier(answers: (Error | null)[] = [], urls: string[] = [oldUrl]) {
  const send = sinon.stub<[SlackMessage], Promise<void>>().resolves();
  for (const [index, answer] of answers.entries()) {
    if (answer === null) send.onCall(index).resolves();
    else send.onCall(index).rejects(answer);
  }
  const read = sinon.stub<[], Promise<string>>();
  for (const [index, url] of urls.entries()) read.onCall(index).resolves(url);
  read.resolves(urls.at(-1));
  const webhookUrl = { read, drop: sinon.spy() };
  const createSender = sinon.spy((_webhookUrl: string) => ({ send }));
  const log = sinon.spy<Log>(() => undefined);
  return { send, webhookUrl, createSender, log, handle: createHandler({ webhookUrl, createSender, log }) };
}

const texts = (send: { args: [SlackMessage][] }) => send.args.map(([message]) => message.text.split(':')[0]);

describe('the notifier', () => {
  it('tells every record of an event, in their order', async () => {
    const { handle, send, createSender } = notifier();

    await handle(snsEvent(outcomeNotice(), configMessage(), 'rubbish', alarmMessage()));

    assert.deepEqual(texts(send), ['Mended', 'Non-compliant', 'A message could not be read', 'Alarm']);
    sinon.assert.alwaysCalledWithExactly(createSender, oldUrl);
  });

  it('reads neither secret nor Slack where there is nothing to tell', async () => {
    const { handle, send, webhookUrl } = notifier();
    const compliant = configMessage({ newEvaluationResult: configVerdict('COMPLIANT'), oldEvaluationResult: null });

    await handle(snsEvent(...Array.from({ length: 50 }, () => compliant), alarmMessage({ NewStateValue: 'OK' })));

    sinon.assert.notCalled(send);
    sinon.assert.notCalled(webhookUrl.read);
  });

  it('tells a flood of one event in one message', async () => {
    const { handle, send } = notifier();

    await handle(snsEvent(...Array.from({ length: 40 }, (_, index) => configMessage({ resourceId: `b${index}` }))));

    assert.deepEqual(texts(send), ['40 compliance changes at once']);
  });

  it('does nothing without Slack, and says so once', async () => {
    const log = sinon.spy<Log>(() => undefined);
    const createSender = sinon.spy();
    const handle = createHandler({ webhookUrl: null, createSender, log });

    await handle(snsEvent(outcomeNotice()));
    await handle(snsEvent(outcomeNotice()));

    sinon.assert.calledOnceWithExactly(log, 'info', 'no Slack configured, nothing is told', {
      setting: 'SLACK_WEBHOOK_PARAMETER',
    });
    sinon.assert.notCalled(createSender);
  });

  it('tries every message and then fails once, so that Lambda repeats the event', async () => {
    const { handle, send } = notifier([null, unavailable(), null, unavailable()]);
    const event = snsEvent(outcomeNotice(), outcomeNotice(), outcomeNotice(), outcomeNotice());

    const failure = await rejection(handle(event));

    sinon.assert.callCount(send, 4);
    assert.equal(failure.code, 'SLACK_UNAVAILABLE');
    assert.isTrue(failure.transient);
    assert.equal(failure.message, '2 of 4 messages could not be delivered for now');
    assert.deepEqual(failure.ids, { untold: '2', total: '4' });
  });

  it('logs what Slack refuses for good, once, and does not fail', async () => {
    const error = rejected('400');
    const { handle, send, log, webhookUrl } = notifier([error, null]);

    await handle(snsEvent(outcomeNotice(), alarmMessage()));

    sinon.assert.calledTwice(send);
    sinon.assert.notCalled(webhookUrl.drop);
    sinon.assert.calledOnceWithExactly(log.withArgs('error'), 'error', 'Slack refused a message', {
      kind: 'outcome',
      outcome: 'mended',
      resource: 'sg-0a1b2c3d4e5f60718',
      actionId: '2026-11-20T10-15-30Z-7f3a',
      error,
    });
  });

  for (const status of ['403', '404', '410']) {
    it(`reads the URL again after ${status} and delivers to a rotated webhook`, async () => {
      const { handle, send, createSender, webhookUrl } = notifier([rejected(status), null], [oldUrl, newUrl]);

      await handle(snsEvent(outcomeNotice()));

      sinon.assert.calledOnce(webhookUrl.drop);
      sinon.assert.calledTwice(send);
      assert.deepEqual(createSender.args, [[oldUrl], [newUrl]]);
    });

    it(`does not repeat after ${status} to the same webhook`, async () => {
      const { handle, send, log } = notifier([rejected(status)]);

      await handle(snsEvent(outcomeNotice()));

      sinon.assert.calledOnce(send);
      sinon.assert.calledOnce(log.withArgs('error'));
    });
  }

  for (const code of ['SETTING_MISSING', 'READ_FAILED'] as const) {
    it(`fails with ${code} where the URL cannot be had`, async () => {
      const { handle, send, webhookUrl } = notifier();
      webhookUrl.read.onCall(0).rejects(new Failure(code, 'no URL'));

      const failure = await rejection(handle(snsEvent(outcomeNotice())));

      assert.equal(failure.code, code);
      sinon.assert.notCalled(send);
    });
  }

  it('counts an unforeseen error as not delivered', async () => {
    const { handle, send } = notifier([new RangeError('a bug'), null]);

    const failure = await rejection(handle(snsEvent(outcomeNotice(), outcomeNotice())));

    assert.equal(failure.message, '1 of 2 messages could not be delivered for now');
    sinon.assert.calledTwice(send);
  });

  it('starts no message that its time would not suffice for, except the first', async () => {
    const { handle, send } = notifier();
    const event = snsEvent(outcomeNotice(), outcomeNotice(), outcomeNotice());

    const failure = await rejection(handle(event, { getRemainingTimeInMillis: () => 39_000 }));

    sinon.assert.calledOnce(send);
    assert.equal(failure.message, '2 of 3 messages could not be delivered for now');
  });

  it('logs ids only: no policy, no tag, no URL', async () => {
    const { handle, log } = notifier([null, rejected('404'), unavailable()]);
    const { resource } = outcomeNotice();
    const secretive = outcomeNotice({
      before: ['secret-policy'],
      resource: { ...resource, tags: { Name: 'secret-tag' } },
    });

    await rejection(handle(snsEvent(secretive, secretive, secretive, '"secret-text"')));

    const lines = log.args.map((line) => JSON.stringify(line)).join('\n');
    assert.isAbove(log.callCount, 3);
    assert.notInclude(lines, 'secret-');
    assert.notInclude(lines, 'hooks.slack.com');
  });
});

describe('the deployed notifier', () => {
  for (const environment of [{}, { SLACK_WEBHOOK_PARAMETER: '' }, { SLACK_WEBHOOK_PARAMETER: ' ' }]) {
    it(`has no Slack with ${JSON.stringify(environment)}`, () => {
      assert.isNull(notifierDeps(environment).webhookUrl);
    });
  }

  it('has Slack where a parameter is named', () => {
    assert.isNotNull(notifierDeps({ SLACK_WEBHOOK_PARAMETER: '/configmend/slack' }).webhookUrl);
  });

  it('runs without Slack, as it is deployed', async () => {
    const print = sinon.stub(console, 'log');
    try {
      await handler(snsEvent(outcomeNotice()), {});
      await handler(snsEvent(outcomeNotice()), {});
    } finally {
      print.restore();
    }

    assert.lengthOf(print.args, 1);
  });

  it('takes two parameters at most, or Lambda takes it for a callback handler (nodejs24.x refuses those)', () => {
    assert.isAtMost(handler.length, 2);
  });
});
