import { assert } from 'chai';
import type { ActionRecord } from '../../contract/ledger-entry.ts';
import { Failure } from '../../contract/failure.ts';
import type { Change } from '../../contract/plan.ts';
import { endedAction } from '../../remediators/action-record.ts';
import { makeCall } from '../../remediators/mend-step.ts';
import type { Result } from '../../remediators/mending.ts';
import { awsError } from '../support/aws.ts';
import { groupIdentity, held, work } from '../support/instructions.ts';
import { failing, type Remediation, remediation } from '../support/remediation.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

const ssh = ingress('tcp', 22, '0.0.0.0/0');
const group = securityGroup([ssh], { id: 'sg-1' });
const evidence = { source: 'cloudtrail', eventId: 'event-1', capturedAt: '2026-11-20T11:59:00.000Z' } as const;
const asked = work(held({ resource: groupIdentity('sg-1'), evidence }));

function written({ ledger }: Remediation): [ActionRecord | undefined, ActionRecord | undefined] {
  const [opened, closed] = ledger.writes.map(({ actions }) => actions[0]);
  return [opened, closed];
}

/** A clock that goes on by a second each time it is asked. */
function ticking(): () => Date {
  let at = Date.parse('2026-11-20T12:00:00.000Z');
  return () => new Date((at += 1000));
}

describe('the record of a mend', () => {
  it('says before the first call what was found, and what it goes back to', async () => {
    const made = remediation([group]);

    await made.run(asked);

    const [opened] = written(made);
    assert.deepEqual(
      opened?.found?.map(({ kind }) => kind),
      ['exposed-ports'],
    );
    const [message] = asked.messages;
    assert.deepEqual(opened?.trace, {
      instructions: [message?.instruction.id],
      messages: [message?.messageId],
      events: ['event-1'],
    });
    assert.deepEqual([opened?.calls, opened?.durationMs, opened?.verdictAfter], [[], undefined, undefined]);
    assert.equal(made.ledger.writes[0]?.version, 2);
  });

  it('is as severe as the severest of the rules that ask for it', async () => {
    const made = remediation([group]);
    const [lowly] = work(held({ resource: groupIdentity('sg-1'), rule: 'web-rule', severity: 'low' })).messages;

    await made.run({ ...asked, messages: [...(lowly === undefined ? [] : [lowly]), ...asked.messages] });

    const [opened] = written(made);
    assert.equal(opened?.severity, 'critical');
  });

  it('says afterwards how long each call and all of it took, and the verdict', async () => {
    const made = remediation([group], { now: ticking() });

    await made.run(asked);

    const [, closed] = written(made);
    assert.deepEqual(
      closed?.calls.map(({ operation, durationMs }) => [operation, durationMs]),
      [['RevokeSecurityGroupIngress', 1000]],
    );
    assert.isAtLeast(closed?.durationMs ?? 0, 1000);
    assert.equal(closed?.verdictAfter, 'COMPLIANT');
  });

  it('says of a call that failed whether it may have taken effect', async () => {
    const made = remediation([group]);
    made.hook = failing('RevokeSecurityGroupIngress', awsError('UnauthorizedOperation', { status: 403 }));
    const lost = remediation([group]);
    lost.hook = failing('RevokeSecurityGroupIngress', awsError('InternalError', { status: 500 }));

    await Promise.all([made.run(asked), lost.run(asked)]);

    assert.deepEqual(
      [made, lost].map((one) => written(one)[1]?.calls[0]?.inDoubt),
      [undefined, true],
    );
    assert.equal(written(made)[1]?.verdictAfter, 'NON_COMPLIANT');
  });

  for (const [what, result, verdict] of [
    ['mended', { outcome: 'mended', after: group }, 'COMPLIANT'],
    ['gone', { outcome: 'mended', after: null }, 'NOT_APPLICABLE'],
    ['contested', { outcome: 'contested', after: group }, 'NON_COMPLIANT'],
    [
      'failed, and still there',
      { outcome: 'failed', after: group, failure: new Failure('STILL_VIOLATING', 'it is') },
      'NON_COMPLIANT',
    ],
    ['not read again', { outcome: 'failed', failure: new Failure('READ_FAILED', 'it is not') }, 'UNKNOWN'],
  ] satisfies [string, Result, string][]) {
    it(`calls what was ${what} ${verdict}`, () => {
      const action: ActionRecord = {
        id: '20261120T120000Z-00000001.0',
        resource: groupIdentity('sg-1'),
        rules: [],
        severity: 'high',
        violations: [],
        before: group,
        plan: { changes: [], before: [], after: [], notes: [] },
        calls: [],
      };

      assert.equal(endedAction(action, result, new Date()).verdictAfter, verdict);
    });
  }
});

describe('the record of a call', () => {
  const change: Change = { service: 'ec2', operation: 'RevokeSecurityGroupIngress', input: {} };

  it('has the request id of its answer', async () => {
    const { record } = await makeCall(
      change,
      async (_, note) => {
        note?.('r-1');
        return 'done';
      },
      ticking(),
    );

    assert.deepEqual(record, {
      service: 'ec2',
      operation: 'RevokeSecurityGroupIngress',
      startedAt: '2026-11-20T12:00:01.000Z',
      durationMs: 1000,
      requestId: 'r-1',
    });
  });

  it('has the request id of the error that it got', async () => {
    const error = Object.assign(awsError('UnauthorizedOperation'), { $metadata: { requestId: 'r-2', attempts: 1 } });

    const { record, applied } = await makeCall(change, () => Promise.reject(error), ticking());

    assert.isUndefined(applied);
    assert.deepInclude(record, { requestId: 'r-2', error: 'UnauthorizedOperation: as AWS words it' });
  });

  it('says that it changed nothing where nothing that it names was there', async () => {
    const { record } = await makeCall(change, () => Promise.resolve('untouched'), ticking());

    assert.include(record.error, 'nothing that it names was there');
    assert.notProperty(record, 'inDoubt');
  });
});
