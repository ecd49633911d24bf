import { assert } from 'chai';
import { outcomeLines } from '../../checks/outcome.ts';

describe('the lines of a check', () => {
  it('say in one line what is skipped, why, and how to get it', () => {
    const skipped = { kind: 'skipped', what: 'the scan', why: 'no\n  network', howToGetIt: 'plug it in' } as const;

    assert.deepEqual(outcomeLines(skipped, false), ['SKIPPED: the scan: no network; plug it in']);
  });

  it('show a skip beside the run on GitHub', () => {
    const skipped = { kind: 'skipped', what: 'a', why: 'b', howToGetIt: 'c' } as const;

    assert.deepEqual(outcomeLines(skipped, true), ['::warning::SKIPPED: a: b; c']);
  });

  it('give each finding, and then their number', () => {
    const lines = outcomeLines({ kind: 'failed', findings: ['one', 'two'] }, false);

    assert.deepEqual(lines, ['- one', '- two', 'FAILED: 2 findings']);
  });

  it('say what passed', () => {
    assert.deepEqual(outcomeLines({ kind: 'passed', summary: 'all equal' }, false), ['passed: all equal']);
  });
});
