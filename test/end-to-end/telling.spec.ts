import { assert } from 'chai';
import { drained } from './support/drained.ts';
import type { Pipeline } from './support/pipeline.ts';
import { sharedPipeline } from './support/shared-pipeline.ts';
import { byPipeline, changesOf } from './support/requests.ts';
import { createGroup, ingressOf, tcp } from './support/security-groups.ts';
import { told, toldOfMends } from './support/told.ts';

describe('Telling people, end to end', () => {
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await sharedPipeline();
  });

  const brokenGroup = async (): Promise<string> => {
    const id = await createGroup(pipeline.account, [tcp(22, '0.0.0.0/0')]);
    await pipeline.account.settled();
    return id;
  };

  it('backs off when Slack errs, waits as long as it says, and delivers every message', async () => {
    pipeline.slack.refusals.push(
      { status: 500, body: 'rollup_error' },
      { status: 429, body: 'rate_limited', retryAfter: 1 },
    );
    const id = await brokenGroup();

    await pipeline.drain();

    assert.deepEqual(pipeline.slack.refusals, []);
    assert.sameMembers(told(pipeline, id), ['Non-compliant', 'Mended', 'Compliant again']);
  });

  it('is taken up again by Lambda where Slack refuses every attempt', async () => {
    const refusal = { status: 429, body: 'rate_limited', retryAfter: 0 };
    pipeline.slack.refusals.push(...Array.from({ length: 9 }, () => refusal));
    const id = await brokenGroup();

    await pipeline.drain();

    assert.deepEqual(pipeline.slack.refusals, []);
    assert.sameMembers(told(pipeline, id), ['Non-compliant', 'Mended', 'Compliant again']);
  });

  it('does not hold up a mend when the topic takes no notice, and comes when it does', async () => {
    const id = await brokenGroup();
    const end = pipeline.account.faults.inject({
      service: 'sns',
      when: (call) => byPipeline(call, 'remediator'),
      fault: { kind: 'error', code: 'AuthorizationError', status: 403 },
    });

    const answer = await pipeline.drain();
    const untold = toldOfMends(pipeline, id);
    end();

    assert.deepEqual(answer, drained(1, { mended: 1 }));
    assert.deepEqual(await ingressOf(pipeline.account, id), []);
    assert.deepEqual(untold, []);
    const log = pipeline.account.services.lambda.logs('configmend-remediator-security-group').join('\n');
    assert.include(log, 'notices were not published');
    assert.include(log, id, 'the log says what was not told');
    pipeline.account.clock.advance(15_000);
    await pipeline.drain();
    assert.deepEqual(toldOfMends(pipeline, id), ['Mended'], 'it is told as soon as it can be');
    assert.lengthOf(changesOf(pipeline, id), 1);
    assert.deepEqual(pipeline.queued(), []);
  });

  it('is given up where Slack refuses for good, and the log says so without the webhook that Slack repeats', async () => {
    const { account, slack } = pipeline;
    const refusal = { status: 403, body: `invalid_token: ${slack.url} is not known here` };
    slack.refusals.push(refusal);
    const logged = account.services.lambda.logs('configmend-notifier').length;

    const id = await brokenGroup();

    assert.deepEqual(slack.refusals, []);
    assert.deepEqual(told(pipeline, id), []);
    const log = account.services.lambda.logs('configmend-notifier').slice(logged).join('\n');
    assert.include(log, 'Slack refused a message');
    assert.include(log, id);
    assert.notInclude(log, slack.url);
    assert.notInclude(log, 'local-webhook-secret');
    await pipeline.drain();
    assert.sameMembers(told(pipeline, id), ['Mended', 'Compliant again'], 'what comes later is told');
  });
});
