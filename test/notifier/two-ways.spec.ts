import { assert } from 'chai';
import * as sinon from 'sinon';
import { alarmMessage, configMessage, outcomeNotice, snsEvent } from '../support/notices.ts';
import { notifier, refusedEmail, rejected, throttled, unavailable, unfinished } from '../support/notifier.ts';
import { outboxEvent, outboxRecord } from '../support/outbox.ts';
import { rejection } from './rejection.ts';

const { resource } = outcomeNotice();
const mended = (id: string, second = 0) =>
  outcomeNotice({ resource: { ...resource, id }, at: `2026-11-20T10:15:0${second}.000Z`, severity: 'low' });
const two = () => outboxEvent(mended('sg-1', 1), mended('sg-2', 2));
const subjects = (publish: { args: [{ subject: string }][] }) =>
  publish.args.map(([{ subject }]) => /sg-\w+/.exec(subject)?.[0]);

describe('Slack and e-mail together', () => {
  it('tell everything by both, and delete what both took', async () => {
    const { handle, send, publish, outbox } = notifier({ emails: [] });

    const answer = await handle(two());

    assert.lengthOf(send.args, 2);
    assert.deepEqual(subjects(publish), ['sg-1', 'sg-2']);
    assert.deepEqual(outbox.journal, ['delete m0', 'delete m1']);
    assert.isTrue(outbox.delete.firstCall.calledAfter(publish.firstCall));
    assert.deepEqual(answer, unfinished());
  });

  it('tell by e-mail alone where there is no Slack', async () => {
    const { handle, send, publish, outbox } = notifier({ emails: [], withoutSlack: true });

    const answer = await handle(outboxEvent(mended('sg-1'), configMessage(), alarmMessage(), 'rubbish'));

    sinon.assert.notCalled(send);
    assert.lengthOf(publish.args, 4);
    assert.lengthOf(outbox.journal, 4);
    assert.deepEqual(answer, unfinished());
  });

  it('tell a burst as one by either, with one e-mail for all routes', async () => {
    const routes = [{ severities: ['low' as const], webhook_parameter: '/web' }];
    const { handle, others, send, publish } = notifier({ emails: [], routes });

    await handle(outboxEvent(...Array.from({ length: 11 }, (_, index) => mended(`sg-${index}`))));

    assert.lengthOf(others.get('/web')?.send.args ?? [], 1);
    sinon.assert.notCalled(send);
    assert.lengthOf(publish.args, 1);
    assert.include(publish.firstCall.args[0].subject, '11 resources');
  });

  it('pass on what Slack told and SNS did not take, and repeat it in neither', async () => {
    const { handle, send, publish, outbox, clock } = notifier({ emails: [null, throttled()] });

    const answer = await handle(two());
    clock.now += 15_000;
    const later = await handle({ Records: [outboxRecord(mended('sg-2', 2), 'copy', { told: 'slack' })] });

    assert.lengthOf(send.args, 2);
    assert.deepEqual(subjects(publish), ['sg-1', 'sg-2', 'sg-2']);
    assert.deepEqual(outbox.journal, ['delete m0', 'pass on 15, told by slack m1', 'delete m1', 'delete copy']);
    assert.deepEqual([answer, later], [unfinished(), unfinished()]);
  });

  it('pass on what SNS took and Slack did not, and repeat it in neither', async () => {
    const { handle, send, publish, outbox, clock } = notifier({ emails: [], answers: [unavailable(40)] });

    const answer = await handle(two());
    clock.now += 40_000;
    await handle({ Records: [outboxRecord(mended('sg-1', 1), 'copy', { told: 'email' })] });

    assert.lengthOf(send.args, 2);
    assert.deepEqual(subjects(publish), ['sg-1', 'sg-2']);
    assert.deepEqual(outbox.journal, [
      'pass on 40, told by email m0',
      'delete m0',
      'pass on 40, told by email m1',
      'delete m1',
      'delete copy',
    ]);
    assert.deepEqual(answer, unfinished());
  });

  it('put back what neither took', async () => {
    const { handle, outbox } = notifier({ emails: [throttled()], answers: [unavailable(40)] });

    const answer = await handle(two());

    assert.deepEqual(outbox.journal, ['back 15 m0 m1']);
    assert.deepEqual(answer, unfinished('m0', 'm1'));
  });

  it('put a copy back as it is, and make no further copies of it', async () => {
    const { handle, send, outbox } = notifier({ emails: [throttled()] });

    const answer = await handle({ Records: [outboxRecord(mended('sg-1'), 'copy', { told: 'slack', receives: 3 })] });

    sinon.assert.notCalled(send);
    assert.deepEqual(outbox.journal, ['back 60 copy']);
    assert.deepEqual(answer, unfinished('copy'));
  });

  it('remember what Slack told where SQS does not take the copy', async () => {
    const refusing = new Set(['m0']);
    const { handle, send, publish, outbox, log, clock } = notifier({ emails: [throttled()], refusing });

    const first = await handle(outboxEvent(mended('sg-1')));
    refusing.clear();
    clock.now += 15_000;
    await handle(outboxEvent(mended('sg-1')));

    sinon.assert.calledOnce(send);
    sinon.assert.calledTwice(publish);
    assert.deepEqual(first, unfinished('m0'));
    assert.deepEqual(outbox.journal, ['delete m0']);
    sinon.assert.calledOnce(log.withArgs('warn', 'what one way has told is not passed on'));
  });

  it('give up only what is refused, once the other has told it', async () => {
    const { handle, publish, outbox } = notifier({ emails: [], answers: [rejected('400')] });

    const answer = await handle(two());

    assert.lengthOf(publish.args, 2);
    assert.deepEqual(outbox.journal, ['bury SLACK_REJECTED m0', 'delete m1']);
    assert.deepEqual(answer, unfinished());
  });

  it('pass on what Slack refuses and SNS did not take yet, before it is given up', async () => {
    const { handle, outbox } = notifier({ emails: [throttled()], answers: [rejected('400')] });

    const answer = await handle(outboxEvent(mended('sg-1')));

    assert.deepEqual(outbox.journal, ['pass on 15, told by slack m0', 'bury SLACK_REJECTED m0']);
    assert.deepEqual(answer, unfinished());
  });

  it('keep what cannot be given up, for the one that refused it', async () => {
    const refusing = new Set(['m0']);
    const { handle, publish, clock } = notifier({ emails: [], answers: [rejected('400')], refusing });

    const answer = await handle(outboxEvent(mended('sg-1')));
    refusing.clear();
    clock.now += 15_000;
    await handle(outboxEvent(mended('sg-1')));

    assert.deepEqual(answer, unfinished('m0'));
    sinon.assert.calledOnce(publish);
  });

  it('give up the e-mail that SNS refuses for its content, and tell the next', async () => {
    const { handle, publish, outbox, log } = notifier({ emails: [refusedEmail('InvalidParameterException')] });

    const answer = await handle(two());

    assert.lengthOf(publish.args, 2);
    assert.deepEqual(outbox.journal, ['bury REPORT_REJECTED m0', 'delete m1']);
    assert.deepEqual(answer, unfinished());
    sinon.assert.calledOnce(log.withArgs('error', 'SNS refused an e-mail'));
  });

  for (const failure of [
    refusedEmail('NotFoundException'),
    refusedEmail('AuthorizationErrorException'),
    refusedEmail('InvalidParameterException', 'Invalid parameter: TopicArn'),
  ]) {
    it(`keep what waits for a topic that cannot be used: ${failure.ids['reason']} ${failure.message}`, async () => {
      const { handle, publish, outbox, log } = notifier({ emails: [failure], withoutSlack: true });

      const answer = await handle(two());

      sinon.assert.calledOnce(publish);
      assert.deepEqual(outbox.journal, ['back 15 m0 m1']);
      assert.deepEqual(answer, unfinished('m0', 'm1'));
      sinon.assert.calledOnce(log.withArgs('error', 'SNS refused an e-mail'));
    });
  }

  it('leave a topic alone for as long as it is to be', async () => {
    const { handle, publish, outbox, clock } = notifier({ emails: [throttled()], withoutSlack: true });

    await handle(outboxEvent(mended('sg-1')));
    clock.now += 5_000;
    await handle({ Records: [outboxRecord(mended('sg-2'), 'later')] });

    sinon.assert.calledOnce(publish);
    assert.deepEqual(outbox.journal, ['back 15 m0', 'back 10 later']);
  });

  it('begin no e-mail that the time would not suffice for, nor a second message in Slack', async () => {
    const { handle, send, publish, outbox } = notifier({ emails: [] });

    const answer = await handle(two(), { getRemainingTimeInMillis: () => 8_000 });

    sinon.assert.calledOnce(send);
    sinon.assert.notCalled(publish);
    assert.deepEqual(outbox.journal, ['pass on 0, told by slack m0', 'delete m0', 'back 0 m1']);
    assert.deepEqual(answer, unfinished('m1'));
  });

  it('tell a message of which a way is named that there is not, by all that there are', async () => {
    const { handle, send, publish } = notifier({ emails: [] });

    await handle({ Records: [outboxRecord(mended('sg-1'), 'm0', { told: 'pigeon' })] });

    sinon.assert.calledOnce(send);
    sinon.assert.calledOnce(publish);
  });

  it('delete what is told by all that there still are', async () => {
    const { handle, send } = notifier();

    const answer = await handle({ Records: [outboxRecord(mended('sg-1'), 'copy', { told: 'slack' })] });

    sinon.assert.notCalled(send);
    assert.deepEqual(answer, unfinished());
  });

  it('fail as one where a topic handed it over directly', async () => {
    const { handle } = notifier({ emails: [throttled()] });

    const failure = await rejection(handle(snsEvent(mended('sg-1'))));

    assert.equal(failure.code, 'SLACK_UNAVAILABLE');
  });
});
