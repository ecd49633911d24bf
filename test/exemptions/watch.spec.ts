import { assert } from 'chai';
import { type ExemptionWatch, initialExemptionWatch } from '../../contract/exemption-watch.ts';
import type { Exemption } from '../../contract/exemption.ts';
import { Failure } from '../../contract/failure.ts';
import type { ExemptionReading } from '../../exemptions/read-exemptions.ts';
import { watchExemptions } from '../../exemptions/watch.ts';
import { exemption, exemptionList } from '../support/exemptions.ts';
import { portsRule } from '../support/instructions.ts';

const read = (...exemptions: readonly Exemption[]): ExemptionReading => ({
  kind: 'read',
  list: exemptionList(...exemptions),
});
const unreadable: ExemptionReading = {
  kind: 'unreadable',
  failure: new Failure('EXEMPTIONS_UNREADABLE', 'exemptions/added.json: it is not JSON', { transient: true }),
};
const minutes = 60_000;
const month = exemption({ id: 'month', created: '2026-11-01', expires: '2026-12-01' });

/** Runs the watch from one moment to another, every `step` minutes, and tells what it had to say and when. */
function runs(from: string, to: string, step: number, at: (now: Date) => ExemptionReading) {
  let state: ExemptionWatch = initialExemptionWatch;
  const said: string[] = [];
  const evaluated: string[] = [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += step * minutes) {
    const now = new Date(time);
    const watched = watchExemptions(state, at(now), now);
    const when = now.toISOString().slice(0, 16);
    for (const { exemption: about, days } of watched.expiring) said.push(`${when} ${about.id} ${days}`);
    if (watched.unreadable !== null) said.push(`${when} ${watched.unreadable.code}`);
    for (const rule of watched.next.outdated) evaluated.push(`${when} ${rule}`);
    state = { ...watched.next, outdated: [] };
  }
  return { said, evaluated, state };
}

describe('the watch over exemptions', () => {
  it('reminds a week and a day before the end, once each', () => {
    const { said } = runs('2026-11-20T00:00Z', '2026-12-02T00:00Z', 5, () => read(month));

    assert.deepEqual(said, ['2026-11-24T00:00 month 7', '2026-11-30T00:00 month 1']);
  });

  it('makes up for a reminder at which it did not run', () => {
    const { said } = runs('2026-11-24T13:00Z', '2026-11-29T00:00Z', 60, () => read(month));

    assert.deepEqual(said, ['2026-11-24T13:00 month 7']);
  });

  it('gives one reminder, not two, where it comes late for both', () => {
    const { said } = runs('2026-11-30T12:00Z', '2026-12-02T00:00Z', 60, () => read(month));

    assert.deepEqual(said, ['2026-11-30T12:00 month 1']);
  });

  it('does not remind of what was made to last no longer', () => {
    const week = exemption({ id: 'week', created: '2026-11-20', expires: '2026-11-27' });
    const day = exemption({ id: 'day', created: '2026-11-21T08:00:00Z', expires: '2026-11-22T08:00:00Z' });

    const { said } = runs('2026-11-20T00:00Z', '2026-11-28T00:00Z', 60, () => read(week, day));

    assert.deepEqual(said, ['2026-11-26T00:00 week 1']);
  });

  it('reminds again of one that was written anew', () => {
    const longer = { ...month, expires: '2026-12-08' };
    const { said } = runs('2026-11-20T00:00Z', '2026-12-09T00:00Z', 60, (now) =>
      read(now < new Date('2026-11-26') ? month : longer),
    );

    assert.deepEqual(said, ['2026-11-24T00:00 month 7', '2026-12-01T00:00 month 7', '2026-12-07T00:00 month 1']);
  });

  it('reminds of the end that counts where one was written to last too long', () => {
    const endless = exemption({ id: 'endless', created: '2026-09-01', expires: '2030-01-01' });

    const { said } = runs('2026-11-20T00:00Z', '2026-12-02T00:00Z', 60, () => read(endless));

    assert.deepEqual(said, ['2026-11-23T00:00 endless 7', '2026-11-29T00:00 endless 1']);
  });

  it('has a rule judge again when an exemption of it begins and when it ends', () => {
    const { evaluated } = runs('2026-10-30T00:00Z', '2026-12-02T00:00Z', 60, () => read(month));

    assert.deepEqual(evaluated, [`2026-11-01T00:00 ${portsRule}`, `2026-12-01T00:00 ${portsRule}`]);
  });

  it('has a rule judge again when an exemption of it is changed or taken away', () => {
    const other = exemption({
      id: 'other',
      rule: 's3-bucket-versioning',
      created: '2026-11-01',
      expires: '2027-01-01',
    });
    const { evaluated } = runs('2026-11-10T00:00Z', '2026-11-10T03:00Z', 60, (now) => {
      if (now.getUTCHours() === 0) return read(month, other);
      return now.getUTCHours() === 1 ? read({ ...month, port: '22' }, other) : read({ ...month, port: '22' });
    });

    assert.deepEqual(evaluated, [
      `2026-11-10T00:00 ${portsRule}`,
      '2026-11-10T00:00 s3-bucket-versioning',
      `2026-11-10T01:00 ${portsRule}`,
      '2026-11-10T02:00 s3-bucket-versioning',
    ]);
  });

  it('has a rule judge again when the exemption of a restore begins and when it ends', () => {
    const restored = exemption({ createdBy: 'restore', created: '2026-11-20', expires: '2026-11-21' });

    const { evaluated } = runs('2026-11-20T00:00Z', '2026-11-21T01:00Z', 60, () => read(restored));

    assert.deepEqual(evaluated, [`2026-11-20T00:00 ${portsRule}`, `2026-11-21T00:00 ${portsRule}`]);
  });

  it('has a rule judge again once where an exemption of it began and ended between two looks', () => {
    const brief = exemption({ created: '2026-11-20T10:01:00Z', expires: '2026-11-20T10:04:00Z' });

    const { evaluated } = runs('2026-11-20T09:00Z', '2026-11-20T12:00Z', 5, (now) =>
      now < new Date(brief.created) ? read() : read(brief),
    );

    assert.deepEqual(evaluated, [`2026-11-20T10:05 ${portsRule}`]);
  });

  it('gives one alert where the lists cannot be read, and judges again once they can', () => {
    const { said, evaluated, state } = runs('2026-11-10T00:00Z', '2026-11-10T06:00Z', 60, (now) =>
      now.getUTCHours() >= 1 && now.getUTCHours() < 4 ? unreadable : read(month),
    );

    assert.deepEqual(said, ['2026-11-10T01:00 EXEMPTIONS_UNREADABLE']);
    assert.deepEqual(evaluated, [`2026-11-10T00:00 ${portsRule}`, `2026-11-10T04:00 ${portsRule}`]);
    assert.isNull(state.unreadableSince);
  });

  it('gives another alert the next time', () => {
    const { said } = runs('2026-11-10T00:00Z', '2026-11-10T05:00Z', 60, (now) =>
      now.getUTCHours() % 2 === 0 ? read() : unreadable,
    );

    assert.lengthOf(said, 3);
  });

  it('forgets nothing of its reminders while the lists cannot be read', () => {
    const { said } = runs('2026-11-24T00:00Z', '2026-11-25T00:00Z', 60, (now) =>
      now.getUTCHours() === 5 ? unreadable : read(month),
    );

    assert.deepEqual(said, ['2026-11-24T00:00 month 7', '2026-11-24T05:00 EXEMPTIONS_UNREADABLE']);
  });

  it('remembers no more than there is', () => {
    const { state } = runs('2026-11-20T00:00Z', '2026-12-02T00:00Z', 60, () => read(month));

    assert.deepEqual(state, { ...initialExemptionWatch, lookedAt: '2026-12-02T00:00:00.000Z' });
  });
});
