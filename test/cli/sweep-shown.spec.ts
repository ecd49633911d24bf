import { assert } from 'chai';
import type { SweepFinding, SweepPart } from '../../contract/sweep-report.ts';
import { exitCodeOfSweep, shownPlaces, type ShownSweep } from '../../cli/sweep-shown.ts';
import { sweepTable } from '../../cli/sweep-table.ts';

const place = { accountId: '111122223333', name: 'shop', region: 'eu-west-1' };
const base: SweepPart = {
  version: 1,
  sweepId: '20261121T030000Z-0a1b2c3d',
  part: 0,
  place,
  mode: 'auto',
  startedAt: '2026-11-21T03:00:00.000Z',
  started: '2026-11-21T03:00:01.000Z',
  ended: '2026-11-21T03:00:02.000Z',
  complete: true,
  counts: { 's3-bucket-versioning': { compliant: 2, exempt: 1, violating: 1, unread: 0 } },
  findings: [],
  unread: [],
};
const finding: SweepFinding = {
  resource: {
    type: 'AWS::S3::Bucket',
    id: 'photos',
    arn: 'arn:aws:s3:::photos',
    accountId: place.accountId,
    region: place.region,
  },
  rule: 's3-bucket-versioning',
  severity: 'low',
  violations: [{ kind: 'versioning-off', found: 'Off' }],
  exempt: [],
  disposition: 'queued',
};
const exempt: SweepFinding = { ...finding, violations: [], disposition: 'exempt', reason: 'exempt until tomorrow' };
const shown = (...parts: SweepPart[]): ShownSweep => ({
  sweepId: base.sweepId,
  startedAt: base.startedAt,
  parts,
  missing: [],
  unread: [],
});
const plain = { paint: (_: unknown, text: string) => text, columns: undefined };

describe('a sweep as it is shown', () => {
  it('has the parts of a place added up, whole once the last is there', () => {
    const first = { ...base, complete: false, findings: [finding] };
    const last = { ...base, part: 1, ended: '2026-11-21T03:15:00.000Z', unread: [{ reason: 'x' }] };

    const [one, ...others] = shownPlaces([last, first]);

    assert.isEmpty(others);
    assert.deepInclude(one, {
      ended: last.ended,
      complete: true,
      counts: { compliant: 4, exempt: 2, violating: 2, unread: 0 },
    });
    assert.deepEqual([one?.findings.length, one?.unread.length], [1, 1]);
  });

  it('is not whole where a part between is missing, nor where the last one goes on', () => {
    const gap = shownPlaces([base, { ...base, part: 2 }]);
    const ongoing = shownPlaces([{ ...base, complete: false }]);

    assert.deepEqual([gap[0]?.complete, ongoing[0]?.complete], [false, false]);
  });

  for (const [what, given, failOn, code] of [
    ['all is compliant', shown(base), undefined, 0],
    ['all that violates is exempt', shown({ ...base, findings: [exempt] }), undefined, 0],
    ['something violates', shown({ ...base, findings: [finding] }), undefined, 2],
    ['what violates is of a lesser severity', shown({ ...base, findings: [finding] }), 'high', 0],
    ['something could not be read', shown({ ...base, unread: [{ reason: 'x' }] }), undefined, 1],
    ['a place is not whole', shown({ ...base, complete: false }), undefined, 1],
    ['a place is missing', { ...shown(base), missing: [place] }, undefined, 1],
    ['an account could not be read', { ...shown(base), unread: ['x'] }, undefined, 1],
    [
      'something violates and something is unread',
      shown({ ...base, findings: [finding], unread: [{ reason: 'x' }] }),
      undefined,
      2,
    ],
  ] as const) {
    it(`exits ${code} where ${what}`, () => {
      assert.equal(exitCodeOfSweep(given, failOn), code);
    });
  }

  for (const [became, says] of [
    [{ disposition: 'queued' }, /versioning is off +queued$/m],
    [{ disposition: 'queued', notBefore: '2026-11-22T03:00:00.000Z' }, /queued, not before 2026-11-22T03:00:00.000Z$/m],
    [
      { disposition: 'observed', reason: 'account shop is in mode observe' },
      /observed: account shop is in mode observe/,
    ],
    [{ disposition: 'not-queued', reason: 'nobody asked' }, /not queued: nobody asked$/m],
    [{ disposition: 'left-to-people', reason: 'it cannot be undone' }, /a person: it cannot be undone$/m],
  ] as const) {
    it(`says what became of a finding: ${became.disposition}`, () => {
      const text = sweepTable(shown({ ...base, findings: [{ ...finding, ...became }] }), plain);

      assert.match(text, says);
      assert.match(text, /^shop \(111122223333\) eu-west-1\nLOW\n/);
    });
  }

  it('says what was not looked at, and prints nothing that could move the cursor', () => {
    const hostile = { ...finding, resource: { ...finding.resource, id: 'photos\u001B[2J' } };
    const part = { ...base, complete: false, findings: [hostile], unread: [{ id: 'sg-1\u0007', reason: 'denied' }] };

    const text = sweepTable({ ...shown(part), unread: ['account 999999999999: denied'] }, plain);

    assert.notInclude(text, '\u001B');
    assert.notInclude(text, '\u0007');
    assert.include(text, 'not looked at to the end');
    assert.include(text, 'unread: account 999999999999: denied');
  });
});
