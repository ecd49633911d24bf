import { assert } from 'chai';
import { drained } from './support/drained.ts';
import { inOutbox } from './support/outbox.ts';
import type { Pipeline } from './support/pipeline.ts';
import { sharedPipeline } from './support/shared-pipeline.ts';
import { byPipeline, changesOf } from './support/requests.ts';
import { createGroup, ingressOf, tcp } from './support/security-groups.ts';
import { told, toldOfMends } from './support/told.ts';

/** AWS Config may judge again before the mend is at its end; both come after the finding. */
function assertMendStory(told: readonly string[]): void {
  assert.equal(told[0], 'Non-compliant');
  assert.sameMembers([...told], ['Non-compliant', 'Mended', 'Compliant again']);
}

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
  const later = async (seconds: number): Promise<void> => {
    pipeline.account.clock.advance(seconds * 1000);
    await pipeline.account.settled();
  };

  it('backs off when Slack errs, waits as long as it says, and delivers every message once, in order', async () => {
    pipeline.slack.refusals.push(
      { status: 500, body: 'rollup_error' },
      { status: 429, body: 'rate_limited', retryAfter: 1 },
    );
    const id = await brokenGroup();

    await pipeline.drain();

    assert.deepEqual(pipeline.slack.refusals, []);
    assertMendStory(told(pipeline, id));
    assert.deepEqual(inOutbox(pipeline), []);
  });

  it('waits in the outbox where Slack refuses every attempt, overtaken by nothing, and comes once', async () => {
    const refusal = { status: 429, body: 'rate_limited', retryAfter: 0 };
    pipeline.slack.refusals.push(...Array.from({ length: 4 }, () => refusal));
    const id = await brokenGroup();

    await pipeline.drain();
    const before = [told(pipeline, id), inOutbox(pipeline).length];
    await later(16);

    assert.deepEqual(before, [[], 3]);
    assertMendStory(told(pipeline, id));
    assert.deepEqual(inOutbox(pipeline), []);
  });

  it('waits for as long as Slack asks, without asking it again meanwhile', async () => {
    pipeline.slack.refusals.push({ status: 429, body: 'rate_limited', retryAfter: 40 });
    const id = await brokenGroup();
    const posts = pipeline.slack.posts;

    await later(20);
    const early = [told(pipeline, id), pipeline.slack.posts - posts];
    await later(21);

    assert.deepEqual(early, [[], 0]);
    assert.deepEqual(told(pipeline, id), ['Non-compliant']);
    await pipeline.drain();
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

  it('is kept where the webhook is refused, without the webhook that Slack repeats in the log', async () => {
    const { account, slack } = pipeline;
    const refusal = { status: 403, body: `invalid_token: ${slack.url} is not known here` };
    slack.refusals.push(refusal);
    const logged = account.services.lambda.logs('configmend-notifier').length;

    const id = await brokenGroup();
    const before = [told(pipeline, id), inOutbox(pipeline).length];
    await later(16);

    assert.deepEqual(before, [[], 1]);
    const log = account.services.lambda.logs('configmend-notifier').slice(logged).join('\n');
    assert.include(log, 'Slack refused a message');
    assert.include(log, id);
    assert.notInclude(log, slack.url);
    assert.notInclude(log, 'local-webhook-secret');
    assert.deepEqual(told(pipeline, id), ['Non-compliant']);
    await pipeline.drain();
    assertMendStory(told(pipeline, id));
  });

  it('is given up with the reason where Slack will never take what is said, and what follows is told', async () => {
    const { account, slack } = pipeline;
    slack.refusals.push({ status: 400, body: 'invalid_blocks' });

    const id = await brokenGroup();
    await pipeline.drain();

    assert.sameMembers(told(pipeline, id), ['Mended', 'Compliant again']);
    const [letter, ...more] = inOutbox(pipeline, 'dead');
    assert.isEmpty(more);
    assert.include(letter?.body, id);
    assert.equal(letter?.attributes['ReasonCode']?.StringValue, 'SLACK_REJECTED');
    assert.match(letter?.attributes['Reason']?.StringValue ?? '', /400 invalid_blocks/);
    assert.deepEqual(inOutbox(pipeline), []);
    assert.include(account.services.lambda.logs('configmend-notifier').join('\n'), 'Slack refused a message');
  });
});
