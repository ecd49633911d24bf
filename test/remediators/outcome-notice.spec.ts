import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { Failure } from '../../contract/failure.ts';
import { Severity } from '../../contract/instruction.ts';
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

  const severities = Severity.options;
  for (const [first, second, highest] of [
    ['low', 'critical', 'critical'],
    ['critical', 'low', 'critical'],
    ['medium', 'high', 'high'],
    ['low', 'medium', 'medium'],
    ['low', 'low', 'low'],
  ] as const) {
    it(`is as severe as the severest of its rules: ${first} and ${second}`, () => {
      const asking = work(held({ severity: first }), held({ rule: 'web-rule', severity: second }));

      assert.equal(told(ended({ outcome: 'mended' }, { work: asking })).severity, highest);
    });
  }

  it('is as severe as the severest in any order of messages', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...severities), { minLength: 1 }), (given) => {
        const asking = work(...given.map((severity) => held({ severity })));

        const { severity } = told(ended({ outcome: 'mended' }, { work: asking }));

        assert.equal(severity, severities[Math.min(...given.map((one) => severities.indexOf(one)))]);
      }),
      { numRuns: 50 },
    );
  });

  it('tells first which rules are done and which are not, where only some failed', () => {
    const result = { outcome: 'partly-mended', failure: passing, compliant: ['web-rule'] } as const;

    const { notes } = told(ended(result), true);

    assert.deepEqual(notes, ['Done: web-rule. Not done: security-group-restricted-ports.', 'revoked whole']);
  });

  it('names no action where nothing was changed', () => {
    const notice = told(
      ended({ outcome: 'failed', failure: passing }, { calls: [{ ...call, error: 'AccessDenied: no' }] }),
    );

    assert.notProperty(notice, 'actionId');
  });

  it('says what the resource was read to be, whatever a message says of it', () => {
    const forged = groupIdentity('sg-1', { tags: { owner: 'somebody-else' } });
    const live = groupIdentity('sg-1', { tags: { owner: 'web' } });

    const notice = told(ended({ outcome: 'mended' }, { work: work(held({ resource: forged })), live }));

    assert.deepEqual(notice.resource, live);
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

      const resource = groupIdentity('sg-1', { tags, arn: 'a'.repeat(2048) });
      const messages = Array.from({ length: 200 }, (_, index) => held({ resource, rule: `${index}`.padEnd(128, 'r') }));
      const notice = told({ ...mending, work: work(...messages) });

      assert.isBelow(Buffer.byteLength(JSON.stringify(notice)), 250_000);
      assert.match(notice.before.at(-1) ?? '', /^and \d+ more$/);
    });
  }
});
