import { assert } from 'chai';
import * as v from 'valibot';
import { mostContinuations, SweepId } from '../../contract/sweep-report.ts';
import { sweepEventOf } from '../../sweep/sweep-event.ts';
import { assertFails } from '../support/assert-fails.ts';

const now = new Date('2026-11-21T03:00:05.000Z');
const scheduled = {
  version: '0',
  id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: '123456789012',
  time: '2026-11-21T03:00:00Z',
  region: 'eu-west-1',
  resources: ['arn:aws:events:eu-west-1:123456789012:rule/configmend-sweep'],
  detail: {},
};
const place = {
  sweepId: '20261121T030000Z-0a1b2c3d',
  startedAt: '2026-11-21T03:00:00.000Z',
  accountId: '111122223333',
  region: 'eu-central-1',
};
const from = { type: 'AWS::S3::Bucket', after: 'photos' } as const;

describe('what a sweep is asked for', () => {
  it('is all places, by the schedule, and the same sweep if the event comes again', () => {
    const first = sweepEventOf(scheduled, 'request-1', now);
    const again = sweepEventOf(scheduled, 'request-2', new Date('2026-11-21T03:02:00.000Z'));

    assert.deepEqual(first, again);
    assert.deepInclude(first, { kind: 'all', startedAt: '2026-11-21T03:00:00.000Z' });
    assert.isTrue('sweepId' in first && v.is(SweepId, first.sweepId) && first.sweepId.startsWith('20261121T030000Z-'));
  });

  it('is another sweep for every other event of the schedule', () => {
    const other = sweepEventOf({ ...scheduled, id: '0f8fad5b-d9cb-469f-a165-70867728950e' }, 'request', now);

    assert.notDeepEqual(other, sweepEventOf(scheduled, 'request', now));
  });

  const noMoments = ['2026-11-20T12:00:00+05', '9999-12-31T23:59:59-23:59'].map((time) => ({ id: 'x', time }));
  for (const event of [{}, null, undefined, 'now', { id: 'x' }, ...noMoments]) {
    it(`is all places of a sweep of its own for ${JSON.stringify(event)}`, () => {
      const one = sweepEventOf(event, 'request-1', now);

      assert.deepInclude(one, { kind: 'all', startedAt: now.toISOString() });
      assert.notDeepEqual(one, sweepEventOf(event, 'request-2', now));
    });
  }

  for (const continuation of [undefined, { part: 1, from }, { part: mostContinuations, from }]) {
    it(`is one place, ${continuation === undefined ? 'from its beginning' : `part ${continuation.part}`}`, () => {
      const asked = { ...place, ...(continuation === undefined ? {} : { continuation }) };

      assert.deepEqual(sweepEventOf(asked, 'request', now), { kind: 'place', asked });
    });
  }

  for (const [what, fields] of [
    ['accountId', { accountId: '12' }],
    ['region', { region: 'everywhere' }],
    ['sweepId', { sweepId: '../exemptions' }],
    ['continuation.part', { continuation: { part: mostContinuations + 1, from } }],
    ['continuation.from.type', { continuation: { part: 1, from: { ...from, type: 'AWS::EC2::Instance' } } }],
    ['queueUrl', { queueUrl: 'https://sqs' }],
  ] as const) {
    it(`is refused with a bad ${what}`, () => {
      assertFails(() => sweepEventOf({ ...place, ...fields }, 'request', now), 'EVENT_UNREADABLE', what);
    });
  }
});
