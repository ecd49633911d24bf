import { assert } from 'chai';
import type { Outcome } from '../../contract/outcome.ts';
import { outcomeLines } from '../../remediators/outcome-line.ts';
import { batch, groupIdentity, held, work } from '../support/instructions.ts';

const at = new Date('2026-11-20T10:10:00.000Z');
const captured = (id: string, capturedAt: string) =>
  held({ resource: groupIdentity(id), evidence: { source: 'config', capturedAt } });
const result = (resourceId: string, outcome: Outcome) => ({ resourceId, outcome, detail: 'x' });

describe('outcomeLines', () => {
  it('counts the seconds from the oldest capture that asked for the mend', () => {
    const asked = batch([
      work(captured('sg-1', '2026-11-20T10:09:00.400Z'), captured('sg-1', '2026-11-20T10:08:00.400Z')),
    ]);

    assert.deepEqual(outcomeLines(asked, [result('sg-1', 'mended')], at), [
      { runId: 'run-1', resourceId: 'sg-1', outcome: 'mended', detail: 'x', secondsToMend: 120 },
    ]);
  });

  it('keeps resources apart, in the order of the results', () => {
    const asked = batch([
      work(captured('sg-1', '2026-11-20T10:09:00.000Z')),
      work(captured('sg-2', '2026-11-20T09:10:00.000Z')),
    ]);

    const lines = outcomeLines(asked, [result('sg-2', 'mended'), result('sg-1', 'mended')], at);

    assert.deepEqual(
      lines.map(({ secondsToMend }) => secondsToMend),
      [3600, 60],
    );
  });

  for (const outcome of ['nothing-to-do', 'partly-mended', 'failed', 'refused', 'exempt'] as const) {
    it(`gives no time for what is ${outcome}`, () => {
      const asked = batch([work(captured('sg-1', '2026-11-20T10:09:00.000Z'))]);

      assert.deepEqual(outcomeLines(asked, [result('sg-1', outcome)], at), [
        { runId: 'run-1', resourceId: 'sg-1', outcome, detail: 'x' },
      ]);
    });
  }

  it('never goes below zero, whatever the clocks say', () => {
    const asked = batch([work(captured('sg-1', '2026-11-20T10:10:05.000Z'))]);

    assert.equal(outcomeLines(asked, [result('sg-1', 'mended')], at)[0]?.secondsToMend, 0);
  });

  it('keeps the action, by which the mend can be found in the ledger', () => {
    const asked = batch([work(captured('sg-1', '2026-11-20T10:10:00.000Z'))]);

    const [line] = outcomeLines(asked, [{ ...result('sg-1', 'mended'), actionId: 'a.0' }], at);

    assert.equal(line?.actionId, 'a.0');
  });
});
