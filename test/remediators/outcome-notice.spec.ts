import { assert } from 'chai';
import * as v from 'valibot';
import { Failure } from '../../contract/failure.ts';
import { Notice, type OutcomeNotice } from '../../contract/notice.ts';
import { beginMending, type Mending, type Result } from '../../remediators/mending.ts';
import { outcomeNotice } from '../../remediators/outcome-notice.ts';
import { groupIdentity, held, work } from '../support/instructions.ts';
import { ingress, judge } from '../support/security-groups.ts';

const at = new Date('2026-11-20T12:00:00.000Z');
const passing = new Failure('CHANGE_FAILED', 'SlowDown', { transient: true });
const call = { service: 'ec2', operation: 'RevokeSecurityGroupIngress' } as const;

function ended(result: Result, overrides: Partial<Mending> = {}): Mending {
  const message = held({ actor: 'arn:aws:iam::123456789012:user/eve' });
  return {
    ...beginMending(work(held({ rule: 'web-rule' }), message), []),
    violations: judge([ingress('tcp', 22, '0.0.0.0/0')]),
    plan: { changes: [], before: ['tcp 22'], after: ['tcp 23'], notes: ['revoked whole'] },
    actionId: '20261120T120000Z-00000001.0',
    calls: [call],
    result,
    ...overrides,
  };
}

function told(mending: Mending, willRetry = false): OutcomeNotice {
  const notice = outcomeNotice(mending, willRetry, at);
  if (notice === undefined) assert.fail('nothing is told');
  assert.isTrue(v.is(Notice, JSON.parse(JSON.stringify(notice))));
  return notice;
}

const lines = (count: number, length: number, character = '€'): string[] =>
  Array.from({ length: count }, () => character.repeat(length));

describe('outcomeNotice', () => {
  it('says what was wrong, who did it, what was done and what undoes it', () => {
    const notice = told(ended({ outcome: 'mended', after: null }));

    assert.deepEqual(
      { ...notice, violations: notice.violations.length },
      {
        version: 1,
        kind: 'outcome',
        outcome: 'mended',
        actionId: '20261120T120000Z-00000001.0',
        resource: groupIdentity('sg-1'),
        rules: ['web-rule', 'security-group-restricted-ports'],
        severity: 'critical',
        violations: 1,
        actor: 'arn:aws:iam::123456789012:user/eve',
        before: ['tcp 22'],
        after: ['tcp 23'],
        notes: ['revoked whole'],
        at: '2026-11-20T12:00:00.000Z',
      },
    );
  });

  for (const [what, mending, willRetry] of [
    ['nothing to do', ended({ outcome: 'nothing-to-do' }), false],
    ['a failure that changed nothing and is tried again', ended({ outcome: 'failed', failure: passing }), true],
    ['a closed gate', ended({ outcome: 'refused', failure: passing }), true],
    ['no outcome', beginMending(work(held()), []), false],
  ] as const) {
    it(`tells nothing of ${what}`, () => {
      assert.isUndefined(outcomeNotice(mending, willRetry, at));
    });
  }

  for (const [outcome, willRetry, next] of [
    ['failed', false, 'Read the reason on the message in the dead-letter queue.'],
    ['partly-mended', false, 'Read the reason on the message in the dead-letter queue.'],
    ['partly-mended', true, 'It is tried again by itself.'],
  ] as const) {
    it(`tells of ${outcome} what comes next, tried again ${willRetry}`, () => {
      const notice = told(ended({ outcome, failure: passing }), willRetry);

      assert.deepEqual(notice.failure, { code: 'CHANGE_FAILED', message: 'SlowDown', next });
    });
  }

  it('names no action where nothing was changed', () => {
    const notice = told(
      ended({ outcome: 'failed', failure: passing }, { calls: [{ ...call, error: 'AccessDenied: no' }] }),
    );

    assert.notProperty(notice, 'actionId');
  });

  it('names the action where a change is in doubt', () => {
    const calls = [{ ...call, error: 'TimeoutError: no answer' }];

    assert.property(told(ended({ outcome: 'failed', failure: passing }, { calls, inDoubt: true })), 'actionId');
  });

  it('counts the lines that are too many, and cuts those that are too long', () => {
    const plan = { changes: [], before: lines(60, 3, 'x'), after: lines(2, 9000, 'y'), notes: [] };

    const notice = told(ended({ outcome: 'mended' }, { plan }));

    assert.lengthOf(notice.before, 41);
    assert.equal(notice.before.at(-1), 'and 20 more');
    assert.deepEqual(notice.after, lines(2, 500, 'y'));
  });

  for (const character of ['€', '"', '\u0001']) {
    it(`stays below the 256 KiB of SNS, whatever there is to say, in ${JSON.stringify(character)}`, () => {
      const much = lines(100, 600, character);
      const tags = Object.fromEntries(
        Array.from({ length: 50 }, (_, index) => [`${index}${'€'.repeat(126)}`, '€'.repeat(256)]),
      );
      const failure = new Failure('CHANGE_FAILED', character.repeat(5000));
      const plan = { changes: [], before: much, after: much, notes: much };
      const violations = much.map((reason) => ({ kind: 'undecided' as const, subject: 'x', reason }));
      const mending = ended({ outcome: 'failed', failure }, { plan, violations });

      const notice = told({ ...mending, work: work(held({ resource: groupIdentity('sg-1', { tags }) })) });

      assert.isBelow(Buffer.byteLength(JSON.stringify(notice)), 250_000);
      assert.match(notice.before.at(-1) ?? '', /^and \d+ more$/);
    });
  }
});
