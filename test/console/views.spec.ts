import { assert } from 'chai';
import * as sinon from 'sinon';
import type { JudgedResource } from '../../console/console-data.ts';
import { ruleNamed } from '../../console/deployed-rules.ts';
import { findChromium } from '../../console/find-chromium.ts';
import { countsOf } from '../../console/overview.ts';
import { clock, ruleParts, shortArn, span } from '../../console/page/words.ts';
import { problemOf } from '../../console/problem.ts';
import { count, createTrend } from '../../console/trend.ts';
import { createViewCache } from '../../console/view-cache.ts';
import { Failure } from '../../contract/failure.ts';
import { rules } from '../../rules/registry.ts';
import { awsError } from '../support/aws.ts';
import { fakeSource, health } from './support/fake-source.ts';

const judged = (...statuses: ('compliant' | 'breaks' | 'exempt')[]): JudgedResource[] =>
  statuses.map((status, at) => ({ type: 'AWS::S3::Bucket', id: `b${at}`, verdicts: { rule: { status } } }));

describe('what was read of a page', () => {
  it('serves until something changed, it is too old, or a person asks', async () => {
    let [now, version] = [0, 0];
    const source = { ...fakeSource(), version: () => version };
    const views = createViewCache(source, () => now);

    await views.get('feed');
    now = 999;
    await views.get('feed');
    sinon.assert.calledOnce(source.views.feed);
    now = 1000;
    await views.get('feed');
    version = 1;
    await views.get('feed');
    await views.get('feed', true);
    sinon.assert.callCount(source.views.feed, 4);
  });

  it('is read once for all who ask at the same time', async () => {
    const source = fakeSource();
    const views = createViewCache(source);

    await Promise.all([views.get('queue'), views.get('queue'), views.get('queue', true)]);

    sinon.assert.calledOnce(source.views.queue);
  });

  it('has the same tag for the same data, whenever it was read', async () => {
    const views = createViewCache(fakeSource());

    const [one, other] = [await views.get('health'), await views.get('health', true)];

    assert.equal(one.etag, other.etag);
    assert.notEqual(one.etag, (await views.get('feed')).etag);
  });
});

describe('the counts beside the pages', () => {
  const nothing = { compliance: undefined, queue: undefined, feed: undefined, history: undefined, health: undefined };

  it('are left out of what is not known', () => {
    assert.deepEqual(countsOf(nothing), { counts: {}, held: false });
  });

  it('say what a person should look at', () => {
    const at = '2026-11-20T12:00:00.000Z';
    const letters = {
      kind: 'read',
      at,
      data: { depth: { visible: 2, inFlight: 0, delayed: 0 }, letters: [] },
    } as const;
    const tripped = { at, runId: 'r', cause: 'too many', told: true };
    const safety =
      health.safety.kind === 'read' ? { ...health.safety, data: { ...health.safety.data, tripped } } : assert.fail();

    const { counts, held } = countsOf({
      ...nothing,
      compliance: { rules: [], resources: judged('breaks', 'exempt', 'compliant', 'breaks'), trend: [] },
      health: { ...health, deadLetters: letters, safety },
    });

    assert.deepEqual([counts, held], [{ compliance: 2, health: 3 }, true]);
  });
});

describe('the trend of a run', () => {
  it('keeps a moment for each change, and none where nothing changed', () => {
    const trend = createTrend();
    const [one, two, three] = [0, 1000, 2000].map((ms) => new Date(ms));

    trend.note(judged('breaks'), one ?? assert.fail());
    trend.note(judged('breaks'), two ?? assert.fail());

    assert.deepEqual(
      trend.note(judged('compliant'), three ?? assert.fail()).map(({ at, breaking }) => [Date.parse(at), breaking]),
      [
        [0, 1],
        [2000, 0],
      ],
    );
  });

  it('counts each resource once, by the worst, and says of how many that break part is exempt', () => {
    const verdicts = { one: { status: 'breaks' }, other: { status: 'exempt' } } as const;
    const partly: JudgedResource = { type: 'AWS::S3::Bucket', id: 'partly', verdicts };

    assert.deepEqual(count([...judged('exempt', 'compliant', 'breaks'), partly]), {
      breaking: 2,
      exempt: 1,
      compliant: 1,
      partlyExempt: 1,
    });
  });

  it('stays short, and keeps its end', () => {
    const trend = createTrend();
    let points = trend.note([], new Date(0));
    for (let at = 1; at <= 1000; at += 1) points = trend.note(judged(at % 2 === 0 ? 'breaks' : 'exempt'), new Date(at));

    assert.isAtMost(points.length, 241);
    assert.equal(points.at(-1)?.at, new Date(1000).toISOString());
  });
});

describe('the rule that a Config rule is', () => {
  for (const { id } of rules) {
    it(`is ${id} under any prefix`, () => {
      assert.equal(ruleNamed(`acme-sec-${id}`)?.id, id);
      assert.equal(ruleNamed(id)?.id, id);
    });
  }

  it('is none of ours where only a part of the name fits', () => {
    assert.isUndefined(ruleNamed('s3-bucket-public-read-prohibited'));
    assert.isUndefined(ruleNamed('mys3-bucket-public-access'));
  });
});

describe('the words of the page', () => {
  it('tell how long ago, when, who and which rule', () => {
    const now = '2026-11-20T12:00:00.000Z';

    assert.equal(span('2026-11-20T11:57:01.000Z', now), '2 min');
    assert.equal(span('2026-11-17T12:00:00.000Z', now), '3 d');
    assert.equal(span(now, now), '0 s');
    assert.equal(clock('2026-11-20T11:57:01.000Z', now), '11:57:01');
    assert.equal(clock('2026-11-19T11:57:01.000Z', now), '2026-11-19 11:57:01');
    assert.equal(shortArn('arn:aws:iam::123456789012:role/terraform'), 'role/terraform');
    assert.deepEqual(ruleParts('s3-bucket-encryption'), ['s3-bucket-', 'encryption']);
    assert.deepEqual(ruleParts('odd'), ['', 'odd']);
  });
});

describe('what went wrong, for the page', () => {
  it('is a Failure’s own words, and of AWS its code', () => {
    assert.deepEqual(problemOf(new Failure('USAGE', 'give --bucket')), { code: 'USAGE', message: 'give --bucket' });
    assert.equal(problemOf(awsError('AccessDenied', { status: 403 })).code, 'AccessDenied');
  });
});

describe('a Chromium to look with', () => {
  it('is the one that was told, else one of the usual places, else none', () => {
    assert.equal(
      findChromium({ CONFIGMEND_CHROMIUM: '/opt/c' }, () => true),
      '/opt/c',
    );
    assert.isUndefined(findChromium({ CONFIGMEND_CHROMIUM: '/opt/c' }, (path) => path !== '/opt/c'));
    assert.equal(
      findChromium({}, (path) => path === '/usr/bin/google-chrome'),
      '/usr/bin/google-chrome',
    );
    assert.isUndefined(findChromium({}, () => false));
  });
});
