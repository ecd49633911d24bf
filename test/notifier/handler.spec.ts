import { assert } from 'chai';
import * as sinon from 'sinon';
import { Failure } from '../../contract/failure.ts';
import { createHandler, handler, notifierDeps } from '../../notifier/handler.ts';
import { alarmMessage, configMessage, configVerdict, outcomeNotice, snsEvent } from '../support/notices.ts';
import { newUrl, notifier, oldUrl, rejected, texts, unavailable, unfinished } from '../support/notifier.ts';
import { outboxEvent, outboxRecord } from '../support/outbox.ts';
import { rejection } from './rejection.ts';

const at = (second: number) => `2026-11-20T10:15:${String(second).padStart(2, '0')}.000Z`;
const mended = (id: string, second = 0) =>
  outcomeNotice({ resource: { ...outcomeNotice().resource, id }, at: at(second), severity: 'low' });
const about = (send: { args: [{ text: string }][] }) => send.args.map(([{ text }]) => /sg-\w+/.exec(text)?.[0]);

describe('the notifier', () => {
  it('tells every message of a batch in the order in which it happened, and deletes each as soon as it is told', async () => {
    const { handle, send, outbox, createSender } = notifier();

    const answer = await handle(outboxEvent(mended('sg-3', 3), mended('sg-1', 1), mended('sg-2', 2)));

    assert.deepEqual(about(send), ['sg-1', 'sg-2', 'sg-3']);
    assert.deepEqual(outbox.journal, ['delete m1', 'delete m2', 'delete m0']);
    assert.deepEqual(answer, unfinished());
    sinon.assert.alwaysCalledWithExactly(createSender, oldUrl);
    assert.isTrue(outbox.delete.firstCall.calledBefore(send.getCall(1)), 'a crash repeats what is not told yet');
  });

  it('takes each thing that comes to the outbox: notices, verdicts, alarms, events, and what nobody can read', async () => {
    const { handle, send } = notifier();

    await handle(outboxEvent(outcomeNotice(), configMessage(), 'rubbish', alarmMessage()));

    assert.lengthOf(send.args, 4);
    assert.isTrue(texts(send).some((text) => text === 'A message could not be read'));
  });

  it('reads neither secret nor Slack where there is nothing to tell, and leaves nothing in the queue', async () => {
    const { handle, send, source } = notifier();
    const compliant = configMessage({ newEvaluationResult: configVerdict('COMPLIANT'), oldEvaluationResult: null });
    const noOp = outcomeNotice({ outcome: 'nothing-to-do' });

    const answer = await handle(outboxEvent(compliant, compliant, noOp, alarmMessage({ NewStateValue: 'OK' })));

    assert.deepEqual(answer, unfinished());
    sinon.assert.notCalled(send);
    sinon.assert.notCalled(source.read);
  });

  it('tells a flood in one message, and deletes all that is in it', async () => {
    const { handle, send, outbox } = notifier();

    await handle(outboxEvent(...Array.from({ length: 40 }, (_, index) => configMessage({ resourceId: `b${index}` }))));

    assert.lengthOf(send.args, 1);
    assert.match(texts(send)[0] ?? '', /^40 compliance changes/);
    assert.lengthOf(outbox.delete.firstCall.args[0], 40);
  });

  it('does nothing without Slack', async () => {
    const print = sinon.stub(console, 'log');
    try {
      const handle = createHandler(null);
      assert.deepEqual(await handle(outboxEvent(outcomeNotice())), unfinished());
      assert.deepEqual(await handle(outboxEvent(outcomeNotice())), unfinished());
    } finally {
      print.restore();
    }
    assert.lengthOf(print.args, 1, 'it says so once');
  });

  it('puts the rest back where Slack is not there, and tries no other message', async () => {
    const { handle, send, outbox } = notifier({ answers: [null, unavailable()] });

    const answer = await handle(outboxEvent(mended('sg-1', 1), mended('sg-2', 2), mended('sg-3', 3)));

    sinon.assert.calledTwice(send);
    assert.deepEqual(outbox.journal, ['delete m0', 'back 15 m1 m2']);
    assert.deepEqual(answer, unfinished('m1', 'm2'));
  });

  it('waits for as long as Slack says, longer with each receive, and holds back what comes meanwhile', async () => {
    const { handle, send, outbox, clock } = notifier({ answers: [unavailable(40), unavailable()] });

    await handle(outboxEvent(mended('sg-1')));
    clock.now += 30_000;
    const meanwhile = await handle({ Records: [outboxRecord(mended('sg-2', 2), 'later')] });
    clock.now += 10_000;
    await handle({ Records: [outboxRecord(mended('sg-1'), 'm0', { receives: 4 })] });

    sinon.assert.calledTwice(send);
    assert.deepEqual(meanwhile, unfinished('later'));
    assert.deepEqual(outbox.journal, ['back 40 m0', 'back 10 later', 'back 120 m0']);
  });

  it('gives up, with the reason, only the message whose content Slack refuses', async () => {
    const { handle, send, outbox, log, source } = notifier({ answers: [rejected('400')] });
    const event = outboxEvent(mended('sg-1', 1), mended('sg-2', 2));

    const answer = await handle(event);

    sinon.assert.calledTwice(send);
    sinon.assert.notCalled(source.drop);
    assert.deepEqual(outbox.journal, ['bury SLACK_REJECTED m0', 'delete m1']);
    assert.equal(outbox.deadLetter.firstCall.args[1], event.Records[0]?.body);
    assert.deepEqual(answer, unfinished());
    sinon.assert.calledOnce(log.withArgs('error', 'Slack refused a message'));
  });

  it('gives up, with the reason, what no message can be made of', async () => {
    const { handle, outbox } = notifier({ answers: [new RangeError('a bug')] });

    const answer = await handle(outboxEvent(mended('sg-1', 1), mended('sg-2', 2)));

    assert.deepEqual(outbox.journal, ['bury MESSAGE_INVALID m0', 'delete m1']);
    assert.deepEqual(answer, unfinished());
  });

  for (const status of ['403', '404', '410']) {
    it(`reads the URL again after ${status} and delivers to a rotated webhook`, async () => {
      const { handle, send, createSender, source } = notifier({
        answers: [rejected(status)],
        urls: [oldUrl, newUrl],
      });

      const answer = await handle(outboxEvent(outcomeNotice()));

      sinon.assert.calledOnce(source.drop);
      sinon.assert.calledTwice(send);
      assert.deepEqual(createSender.args, [[oldUrl], [newUrl]]);
      assert.deepEqual(answer, unfinished());
    });

    it(`keeps what a webhook refuses with ${status} for good, sets off the alarm, and tries again later`, async () => {
      const { handle, send, outbox, log, clock } = notifier({ answers: [rejected(status)] });
      const event = outboxEvent(mended('sg-1', 1), mended('sg-2', 2));

      const refused = await handle(event);
      clock.now += 15_000;
      const taken = await handle(event);

      sinon.assert.calledThrice(send);
      sinon.assert.calledOnce(log.withArgs('error', 'Slack refused a message'));
      assert.deepEqual([refused, taken], [unfinished('m0', 'm1'), unfinished()]);
      assert.deepEqual(outbox.journal, ['back 15 m0 m1', 'delete m0', 'delete m1']);
    });
  }

  for (const code of ['SETTING_MISSING', 'READ_FAILED'] as const) {
    it(`puts all back and fails with ${code} where the URL cannot be had`, async () => {
      const { handle, send, outbox } = notifier({ urls: [new Failure(code, 'no URL')] });

      const failure = await rejection(handle(outboxEvent(mended('sg-1', 1), mended('sg-2', 2))));

      assert.equal(failure.code, code);
      assert.deepEqual(outbox.journal, ['back 15 m0 m1']);
      sinon.assert.notCalled(send);
    });
  }

  it('starts no message that its time would not suffice for, except the first', async () => {
    const { handle, send, outbox } = notifier();

    const answer = await handle(outboxEvent(mended('sg-1', 1), mended('sg-2', 2), mended('sg-3', 3)), {
      getRemainingTimeInMillis: () => 39_000,
    });

    sinon.assert.calledOnce(send);
    assert.deepEqual(outbox.journal, ['delete m0', 'back 0 m1 m2']);
    assert.deepEqual(answer, unfinished('m1', 'm2'));
  });

  it('repeats nothing that was told, though SQS did not take the deletion and delivers it again', async () => {
    const refusing = new Set(['m0']);
    const { handle, send, outbox } = notifier({ refusing });

    const first = await handle(outboxEvent(mended('sg-1')));
    refusing.clear();
    const again = await handle(outboxEvent(mended('sg-1')));

    sinon.assert.calledOnce(send);
    assert.deepEqual([first, again], [unfinished(), unfinished()]);
    assert.deepEqual(outbox.journal, ['delete m0']);
  });

  it('tells a message once that SQS delivers twice in one batch', async () => {
    const { handle, send } = notifier();
    const copy = outboxRecord(mended('sg-1'), 'm0');

    await handle({ Records: [copy, { ...copy, receiptHandle: 'another' }] });

    sinon.assert.calledOnce(send);
  });

  it('keeps what SQS will not bury, and loses nothing where it cannot be put back at once', async () => {
    const { handle, outbox, log } = notifier({ answers: [rejected('400')], refusing: new Set(['m0']) });

    const answer = await handle(outboxEvent(mended('sg-1')));

    assert.deepEqual(answer, unfinished('m0'));
    assert.deepEqual(outbox.journal, []);
    sinon.assert.calledTwice(log.withArgs('warn'));
  });

  it('logs ids only: no policy, no tag, no URL', async () => {
    const { handle, log } = notifier({ answers: [null, rejected('400'), rejected('404'), unavailable()] });
    const { resource } = outcomeNotice();
    const secretive = outcomeNotice({
      before: ['secret-policy'],
      resource: { ...resource, tags: { Name: 'secret-tag' } },
    });

    await handle(outboxEvent(secretive, secretive, secretive, '"secret-text"'));

    const lines = log.args.map((line) => JSON.stringify(line)).join('\n');
    assert.isAbove(log.callCount, 2);
    assert.notInclude(lines, 'secret-');
    assert.notInclude(lines, 'hooks.slack.com');
  });

  it('still takes what a topic hands it directly, and fails so that Lambda repeats it', async () => {
    const { handle, send, outbox } = notifier({ answers: [null, unavailable()] });

    const answer = await handle(snsEvent(mended('sg-1')));
    const failure = await rejection(handle(snsEvent(mended('sg-2', 2), mended('sg-3', 3))));

    assert.deepEqual(answer, unfinished());
    assert.equal(failure.code, 'SLACK_UNAVAILABLE');
    assert.equal(failure.message, '2 of 2 messages could not be delivered for now');
    sinon.assert.calledTwice(send);
    assert.deepEqual(outbox.journal, []);
  });
});

const deployed = {
  SLACK_WEBHOOK_PARAMETER: '/configmend/slack',
  OUTBOX_URL: 'https://sqs/outbox',
  OUTBOX_DEAD_LETTERS_URL: 'https://sqs/dead',
  SLACK_ROUTES: JSON.stringify([
    { owners: ['web'], webhook_parameter: '/web' },
    { owners: ['site'], webhook_parameter: '/web' },
  ]),
  OWNER_TAG: 'team',
  RULE_SEVERITIES: '{"configmend-x":"low"}',
  LEDGER_BUCKET: 'ledger',
};

describe('the deployed notifier', () => {
  for (const environment of [{}, { SLACK_WEBHOOK_PARAMETER: '' }, { SLACK_WEBHOOK_PARAMETER: ' ' }]) {
    it(`has no Slack with ${JSON.stringify(environment)}`, () => {
      assert.isNull(notifierDeps(environment));
    });
  }

  it('has a webhook for every parameter that is named, each once', () => {
    const deps = notifierDeps(deployed);

    assert.equal(deps?.channel?.parameter, '/configmend/slack');
    assert.deepEqual([...(deps?.routed.keys() ?? [])], ['/web']);
    assert.equal(deps?.ownerTag, 'team');
  });

  for (const [name, value, code] of [
    ['OUTBOX_URL', '', 'SETTING_MISSING'],
    ['SLACK_ROUTES', 'none', 'SETTING_INVALID'],
    ['SLACK_ROUTES', '[{"owners":"web","webhook_parameter":"/web"}]', 'SETTING_INVALID'],
    ['RULE_SEVERITIES', '{"a":"urgent"}', 'SETTING_INVALID'],
    ['RULE_PARAMETERS', '{"a":{"b":1}}', 'SETTING_INVALID'],
  ] as const) {
    it(`does not run with ${name}=${value}, and names it`, async () => {
      const failure = await rejection(Promise.resolve().then(() => notifierDeps({ ...deployed, [name]: value })));

      assert.equal(failure.code, code);
      assert.include(failure.message, name);
    });
  }

  it('has e-mail reports beside Slack, or alone', () => {
    const reports = { ...deployed, REPORTS_TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:configmend-reports' };
    const parameters = { 'security-group-restricted-ports': { ports: '22' } };

    const both = notifierDeps({ ...reports, RULE_PARAMETERS: JSON.stringify(parameters), LEDGER_BUCKET: 'ledger' });
    const alone = notifierDeps({ ...reports, SLACK_WEBHOOK_PARAMETER: '', LEDGER_BUCKET: 'ledger' });

    assert.equal(both?.channel?.parameter, '/configmend/slack');
    assert.deepEqual(both?.email?.parameters, parameters);
    assert.isNull(alone?.channel);
    assert.deepEqual([...(alone?.routed.keys() ?? [])], []);
    assert.deepEqual(alone?.email?.parameters, {});
  });

  it('has none without a topic', () => {
    for (const topic of ['', ' ']) assert.isNull(notifierDeps({ ...deployed, REPORTS_TOPIC_ARN: topic })?.email);
  });

  it('tells without names where no bucket is named, and says so once', async () => {
    const print = sinon.stub(console, 'log');
    const deps = notifierDeps({ ...deployed, LEDGER_BUCKET: '' });
    const known = await deps?.known({ kind: 'notice', notice: outcomeNotice() });
    print.restore();

    assert.equal(known?.account('111122223333'), '111122223333');
    assert.lengthOf(print.args, 1);
  });

  it('runs without Slack, as it is deployed', async () => {
    const print = sinon.stub(console, 'log');
    try {
      await handler(outboxEvent(outcomeNotice()), {});
    } finally {
      print.restore();
    }

    assert.lengthOf(print.args, 1);
  });

  it('takes two parameters at most, or Lambda takes it for a callback handler (nodejs24.x refuses those)', () => {
    assert.isAtMost(handler.length, 2);
  });
});
