import { assert } from 'chai';
import * as sinon from 'sinon';
import { type ExemptionWatch, initialExemptionWatch } from '../../contract/exemption-watch.ts';
import { keepWatch, type WatchDeps } from '../../exemptions/keep-watch.ts';
import { exemptionReader } from '../../exemptions/read-exemptions.ts';
import { watchedKey, watchStore } from '../../exemptions/watch-store.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { awsError, inputsOf } from '../support/aws.ts';
import { exemptionBucket } from '../support/exemption-bucket.ts';
import { exemption } from '../support/exemptions.ts';
import { portsRule } from '../support/instructions.ts';

const month = exemption({ created: '2026-11-01', expires: '2026-12-01' });
const now = () => new Date('2026-11-24T00:00:00Z');

function setUp(state: ExemptionWatch = initialExemptionWatch) {
  const bucket = exemptionBucket([month]);
  bucket.set(watchedKey, state);
  const tell = sinon.spy<WatchDeps['tell']>(async () => undefined);
  const evaluate = sinon.spy<WatchDeps['evaluate']>(async () => undefined);
  const report = sinon.spy<WatchDeps['report']>(() => undefined);
  const deps: WatchDeps = {
    exemptions: exemptionReader(bucket.client, 'ledger'),
    store: watchStore(bucket.client, 'ledger'),
    accountId: '123456789012',
    region: 'eu-west-1',
    tell,
    evaluate,
    now,
    report,
  };
  return { bucket, deps, tell, evaluate, report };
}

describe('a round of the watch', () => {
  it('tells, has the rule judge again, and notes both', async () => {
    const { bucket, deps, tell, evaluate } = setUp();

    const summary = await keepWatch(deps);
    await keepWatch(deps);

    assert.deepEqual(summary, { readable: true, told: 1, evaluated: [portsRule] });
    sinon.assert.calledOnce(tell);
    assert.deepInclude(tell.args[0]?.[0][0], {
      kind: 'exemption-expiring',
      days: 7,
      expires: '2026-12-01T00:00:00.000Z',
    });
    sinon.assert.calledOnceWithExactly(evaluate, portsRule);
    assert.lengthOf(inputsOf(bucket.calls, 'PutObject'), 2, 'the second round had nothing to note');
  });

  it('notes a first look, and none that finds nothing new', async () => {
    const { bucket, deps } = setUp();
    bucket.set('exemptions/declared.json', { version: 1, maxDays: 90, tagExemptions: false, exemptions: [] });
    const later = { ...deps, now: () => new Date('2026-11-24T00:05:00Z') };

    for (const round of [deps, later]) await keepWatch(round);

    assert.deepEqual(bucket.get(watchedKey), { ...initialExemptionWatch, lookedAt: '2026-11-24T00:00:00.000Z' });
    assert.lengthOf(inputsOf(bucket.calls, 'PutObject'), 1);
  });

  it('tries a rule again that AWS Config would not evaluate', async () => {
    const { deps, evaluate, report } = setUp();
    let refusals = 1;
    const moody = (rule: string) =>
      refusals-- > 0 ? Promise.reject(awsError('LimitExceededException')) : evaluate(rule);

    const first = await keepWatch({ ...deps, evaluate: moody });
    const second = await keepWatch({ ...deps, evaluate: moody });

    assert.deepEqual(first.evaluated, []);
    sinon.assert.calledOnceWithMatch(report, 'rule not evaluated again yet', { rule: portsRule });
    assert.deepEqual(second, { readable: true, told: 0, evaluated: [portsRule] });
  });

  it('gives one alert for lists that cannot be read, however often it comes round', async () => {
    const { bucket, deps, tell, evaluate } = setUp();
    bucket.set('exemptions/added.json', '{');

    const summary = await keepWatch(deps);
    await keepWatch(deps);
    await keepWatch(deps);

    assert.deepEqual(summary, { readable: false, told: 1, evaluated: [] });
    sinon.assert.calledOnce(tell);
    const [notice] = tell.args[0]?.[0] ?? [];
    if (notice?.kind !== 'exemptions-unreadable') assert.fail(notice?.kind);
    assert.include(notice.failure.message, 'exemptions/added.json');
    sinon.assert.notCalled(evaluate);
  });

  it('tells the next time what it could not tell', async () => {
    const { deps, tell } = setUp();

    await assertRejectsWith(
      keepWatch({ ...deps, tell: () => Promise.reject(new Error('the topic refuses')) }),
      'topic',
    );
    await keepWatch(deps);

    sinon.assert.calledOnce(tell);
  });

  it('tells once where two rounds begin at the same time', async () => {
    const { bucket, deps, tell } = setUp();
    bucket.set('exemptions/added.json', '{');

    const summaries = await Promise.all([keepWatch(deps), keepWatch(deps)]);

    sinon.assert.calledOnce(tell);
    assert.sameMembers(
      summaries.map(({ told }) => told),
      [1, 0],
    );
  });

  for (const [what, content] of [
    ['is missing', awsError('NoSuchKey', { status: 404 })],
    ['is not what it wrote', { version: 1 }],
  ] as const) {
    it(`fails aloud where its own object ${what}`, async () => {
      const { bucket, deps, tell } = setUp();
      bucket.set(watchedKey, content);

      await assertRejects(keepWatch(deps), 'EXEMPTIONS_UNREADABLE', watchedKey);

      sinon.assert.notCalled(tell);
    });
  }
});

async function assertRejectsWith(promise: Promise<unknown>, text: string): Promise<void> {
  const error = await promise.catch((thrown: unknown) => thrown);
  assert.include(String(error), text);
}
