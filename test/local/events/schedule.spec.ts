import {
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { assert } from 'chai';
import { accountId, region } from '../support/served.ts';
import { assertRefused } from '../support/refusal.ts';
import { functionArn, queueArn, startEvents } from '../support/events.ts';

const minute = 60_000;

describe('An EventBridge schedule', () => {
  let account: Awaited<ReturnType<typeof startEvents>>;
  beforeEach(async () => {
    account = await startEvents();
  });
  afterEach(() => account.stop());

  const put = async (rule: { ScheduleExpression?: string; State?: 'ENABLED' | 'DISABLED' } = {}) => {
    await account.sdk.send(new PutRuleCommand({ Name: 'tick', ScheduleExpression: 'rate(1 minute)', ...rule }));
    await account.sdk.send(new PutTargetsCommand({ Rule: 'tick', Targets: [{ Id: 'queue', Arn: queueArn }] }));
  };
  const pass = async (ms: number) => {
    account.clock.advance(ms);
    await account.pending.settled();
  };

  it('fires first one interval after it was put, then at each interval', async () => {
    await put();

    await pass(minute - 1);
    assert.equal(account.received.length, 0);
    await pass(1);
    assert.equal(account.received.length, 1);
    await pass(3 * minute);
    assert.equal(account.received.length, 4);
  });

  it('sends the event that AWS sends', async () => {
    await put();

    await pass(minute);

    const [event] = account.bodies();
    const { id, time, ...rest } = event ?? assert.fail('nothing was sent');
    assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.equal(time, `${new Date(account.clock.now()).toISOString().slice(0, 19)}Z`);
    assert.deepEqual<object>(rest, {
      version: '0',
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: accountId,
      region,
      resources: [`arn:aws:events:${region}:${accountId}:rule/tick`],
      detail: {},
    });
  });

  it('does not fire while disabled, and starts its interval anew when enabled', async () => {
    await put({ State: 'DISABLED' });
    const named = { Name: 'tick' };

    await pass(5 * minute);
    const whileOff = account.received.length;
    await account.sdk.send(new EnableRuleCommand(named));
    await pass(minute - 1);
    const early = account.received.length;
    await pass(1);
    const fired = account.received.length;
    await account.sdk.send(new DisableRuleCommand(named));
    await pass(5 * minute);

    assert.deepEqual(
      { whileOff, early, fired, after: account.received.length },
      { whileOff: 0, early: 0, fired: 1, after: 1 },
    );
  });

  it('is enabled again by a put that leaves the state out, as on AWS', async () => {
    await put({ State: 'DISABLED' });

    await put();

    assert.equal((await account.sdk.send(new DescribeRuleCommand({ Name: 'tick' }))).State, 'ENABLED');
  });

  it('is replaced by a put with another rate, not doubled', async () => {
    await put();

    await put({ ScheduleExpression: 'rate(2 hours)' });
    await pass(4 * 60 * minute);

    assert.equal(account.received.length, 2);
  });

  it('invokes a function as events.amazonaws.com for the rule, with the constant input', async () => {
    await account.sdk.send(new PutRuleCommand({ Name: 'tick', ScheduleExpression: 'rate(1 day)' }));
    await account.sdk.send(
      new PutTargetsCommand({ Rule: 'tick', Targets: [{ Id: 'f', Arn: functionArn, Input: '{"why":"tick"}' }] }),
    );

    await pass(24 * 60 * minute);

    assert.deepEqual(account.received, [
      {
        target: functionArn,
        body: { why: 'tick' },
        source: {
          principal: 'events.amazonaws.com',
          sourceArn: `arn:aws:events:${region}:${accountId}:rule/tick`,
          sourceAccount: accountId,
        },
      },
    ]);
  });

  for (const ScheduleExpression of [
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(0 minutes)',
    'rate(1 week)',
    'every minute',
  ]) {
    it(`refuses ${ScheduleExpression}`, () =>
      assertRefused(put({ ScheduleExpression }), 'ValidationException', /ScheduleExpression is not valid/));
  }

  it('fires at its time of each day, in UTC', async () => {
    const hour = 60 * minute;
    const midnight = Math.floor(account.clock.now() / (24 * hour)) * 24 * hour + 24 * hour;
    await put({ ScheduleExpression: 'cron(5 7 * * ? *)' });
    await pass(midnight - account.clock.now());
    const before = account.received.length;

    await pass(7 * hour + 4 * minute);
    const early = account.received.length - before;
    await pass(minute);
    const once = account.received.length - before;
    await pass(48 * hour);

    assert.deepEqual([early, once, account.received.length - before], [0, 1, 3]);
    assert.match(account.bodies().at(-1)?.time ?? '', /T07:05:00Z$/);
  });

  for (const other of ['cron(0 12 ? * MON *)', 'cron(0/5 * * * ? *)', 'cron(0 12 1 * ? *)']) {
    it(`says that it has no ${other}`, () => assertRefused(put({ ScheduleExpression: other }), 'NotImplemented'));
  }

  it('takes no time that there is not', () =>
    assertRefused(put({ ScheduleExpression: 'cron(60 12 * * ? *)' }), 'ValidationException'));
});
