import { assert } from 'chai';
import * as sinon from 'sinon';
import { Failure } from '../../contract/failure.ts';
import type { OutcomeNotice } from '../../contract/notice.ts';
import { awsError } from '../support/aws.ts';
import { rulesOf } from '../support/broken-groups.ts';
import { groupIdentity, held, work } from '../support/instructions.ts';
import { failing, outcomesOf, type Remediation, remediation } from '../support/remediation.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

const wide = ingress('tcp', [26, 110], '0.0.0.0/0');
const narrowed = ingress('tcp', [26, 109], '0.0.0.0/0');
const ssh = ingress('tcp', 22, '0.0.0.0/0');
const group = (id: string, ...rules: Parameters<typeof securityGroup>[0]) => securityGroup(rules, { id });
const asked = (id = 'sg-1', attempt = 0) => work(held({ resource: groupIdentity(id), attempt }));
const [authorise, revoke] = ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress'];

function noticeOf({ topic }: Remediation): OutcomeNotice {
  const [notice, ...others] = topic.told;
  assert.deepEqual(others, []);
  if (notice?.kind !== 'outcome') assert.fail('no outcome was told');
  return notice;
}

/** Sets a group's rules, as someone else would, at the next call of an operation. */
function changing(made: Remediation, operation: string, rules: Parameters<typeof securityGroup>[0], times = 1): void {
  let left = times;
  const before = made.hook;
  made.hook = (when, change) => {
    if (when === 'before' && change.operation === operation && left-- > 0) {
      made.live.set('sg-1', group('sg-1', ...rules));
      throw awsError('InvalidPermission.NotFound');
    }
    before(when, change);
  };
}

describe('mending a resource that changes meanwhile', () => {
  it('reads and plans again where what was planned for is not there', async () => {
    const made = remediation([group('sg-1', ssh)]);
    const other = ingress('tcp', 3389, '::/0');
    changing(made, revoke, [other]);

    const report = await made.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    assert.deepEqual(rulesOf(made), []);
    const [, , second] = made.ledger.writes;
    assert.deepEqual(second?.actions[0]?.before, group('sg-1', other));
  });

  it('offers to restore the state that it changed, not one that it only saw', async () => {
    const made = remediation([group('sg-1', ssh)]);
    changing(made, revoke, [ingress('tcp', 3389, '::/0')]);

    await made.run(asked());

    const notice = noticeOf(made);
    assert.equal(notice.actionId, '20261120T120000Z-00000002.0');
    assert.include(notice.before.join(), '3389');
    assert.notInclude(notice.before.join(), ' 22');
  });

  it('goes on with an action whose first call took effect, as one for people and for a restore', async () => {
    const made = remediation([group('sg-1', wide)]);
    const other = ingress('tcp', 3389, '::/0');
    changing(made, revoke, [narrowed, other]);

    await made.run(asked());

    const notice = noticeOf(made);
    assert.equal(notice.actionId, '20261120T120000Z-00000001.0');
    assert.match(notice.before.join('\n'), /110[^]*3389/);
    assert.equal(made.ledger.writes[2]?.actions[0]?.continues, notice.actionId);
  });

  it('has nothing to do where someone else ended the violation first', async () => {
    const made = remediation([group('sg-1', ssh)]);
    changing(made, revoke, []);

    const report = await made.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'nothing-to-do']]);
    assert.deepEqual(made.topic.told, []);
    assert.lengthOf(made.queue.deleted, 1);
  });

  it('has nothing to do where the group was deleted first', async () => {
    const made = remediation([group('sg-1', ssh)]);
    made.hook = () => {
      made.live.delete('sg-1');
      throw awsError('InvalidGroup.NotFound');
    };

    assert.deepEqual(outcomesOf(await made.run(asked())), [['sg-1', 'nothing-to-do']]);
  });

  it('gives up after three passes, and tries again later', async () => {
    const made = remediation([group('sg-1', ssh)]);
    changing(made, revoke, [ssh], Infinity);

    const report = await made.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'failed']]);
    assert.lengthOf(made.calls(), 3);
    assert.include(report.results[0]?.detail, 'STILL_VIOLATING: sg-1 kept changing');
    assert.lengthOf(made.queue.retried, 1);
  });

  it('goes on with the half that is left of an earlier mend', async () => {
    const made = remediation([group('sg-1', wide, narrowed)]);

    assert.deepEqual(outcomesOf(await made.run(asked())), [['sg-1', 'mended']]);
    assert.deepEqual(made.calls(), [`${revoke} sg-1`]);
    assert.deepEqual(rulesOf(made), [narrowed]);
  });

  it('takes a call that found not all it names as a sign to read again', async () => {
    const made = remediation([group('sg-1', ssh)], {
      apply: async () => {
        made.live.set('sg-1', group('sg-1'));
        return 'moved-on';
      },
    });

    assert.deepEqual(outcomesOf(await made.run(asked())), [['sg-1', 'mended']]);
    assert.deepEqual(made.pauses, []);
  });

  it('revokes whole where the quota leaves no room for narrowed rules, and says that it did', async () => {
    const made = remediation([group('sg-1', wide)]);
    made.hook = failing(authorise, awsError('RulesPerSecurityGroupLimitExceeded'));

    const report = await made.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    assert.deepEqual(made.calls(), [`${authorise} sg-1`, `${revoke} sg-1`]);
    assert.deepEqual(rulesOf(made), []);
    const notice = noticeOf(made);
    assert.deepEqual(notice.after, []);
    assert.match(notice.notes.join(), /revoked whole/);
  });
});

describe('mending where a call fails', () => {
  it('sends a denied mend to the dead letters at once, with the reason', async () => {
    const made = remediation([group('sg-1', ssh)]);
    made.hook = failing(revoke, awsError('UnauthorizedOperation', { status: 403, message: 'You are not authorized' }));

    const report = await made.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'failed']]);
    const [letter] = made.queue.deadLetters;
    assert.deepInclude(letter, { code: 'CHANGE_DENIED', message: 'UnauthorizedOperation: You are not authorized' });
    assert.deepEqual(made.queue.retried, []);
    const notice = noticeOf(made);
    assert.deepInclude(notice, { outcome: 'failed' });
    assert.equal(notice.failure?.next, 'Read the reason on the message in the dead-letter queue.');
    assert.notProperty(notice, 'actionId');
    assert.match(made.ledger.writes[1]?.actions[0]?.calls[0]?.error ?? '', /^UnauthorizedOperation/);
  });

  it('does not call another permanent failure a denial', async () => {
    const made = remediation([group('sg-1', ssh)]);
    made.hook = failing(revoke, awsError('InvalidParameterValue'));

    await made.run(asked());

    assert.equal(made.queue.deadLetters[0]?.code, 'CHANGE_FAILED');
  });

  it('says that a mend is partly done where its second call is denied', async () => {
    const made = remediation([group('sg-1', wide)]);
    made.hook = failing(revoke, awsError('UnauthorizedOperation'));

    const report = await made.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'partly-mended']]);
    assert.deepEqual(rulesOf(made), [wide, narrowed]);
    assert.equal(noticeOf(made).actionId, '20261120T120000Z-00000001.0');
    assert.lengthOf(made.queue.deadLetters, 1);
  });

  it('tries again later what fails for a passing reason, and tells nobody yet', async () => {
    const made = remediation([group('sg-1', ssh)]);
    made.hook = failing(revoke, awsError('RequestLimitExceeded'));

    const report = await made.run(asked('sg-1', 1));

    assert.deepEqual(outcomesOf(report), [['sg-1', 'failed']]);
    assert.deepEqual(
      made.queue.retried.map(({ afterSeconds }) => afterSeconds),
      [30],
    );
    assert.deepEqual(made.topic.told, []);
  });

  it('ends with the dead letters after five attempts, and tells then', async () => {
    const made = remediation([group('sg-1', ssh)]);
    made.hook = failing(revoke, awsError('RequestLimitExceeded'));

    await made.run(asked('sg-1', 4));

    assert.match(made.queue.deadLetters[0]?.message ?? '', /RequestLimitExceeded.*given up after 5 attempts/);
    assert.equal(noticeOf(made).outcome, 'failed');
  });

  for (const error of [
    awsError('TimeoutError'),
    awsError('InternalError', { status: 500 }),
    // The SDK sent the call again by itself, and the first one had already revoked the rule.
    awsError('InvalidPermission.NotFound', { attempts: 2 }),
    // An answer of 200 that the SDK cannot parse, and one that is no HTTP.
    awsError('SyntaxError', { status: 200 }),
    Object.assign(new Error('Parse Error'), { name: 'HPE_INVALID_VERSION', code: 'HPE_INVALID_VERSION' }),
  ]) {
    it(`still says mended where the call took effect and the answer was lost: ${error.name}`, async () => {
      const made = remediation([group('sg-1', ssh)]);
      made.hook = failing(revoke, error, { when: 'after' });

      const report = await made.run(asked());

      assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
      assert.deepInclude(noticeOf(made), { outcome: 'mended', actionId: '20261120T120000Z-00000001.0' });
      assert.lengthOf(made.queue.deleted, 1);
    });
  }

  it('comes back to be looked at where the answer cannot be read and the rule is still there', async () => {
    const made = remediation([group('sg-1', ssh)]);
    made.hook = failing(revoke, awsError('SyntaxError', { status: 200 }));

    const report = await made.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'failed']]);
    assert.lengthOf(made.queue.retried, 1);
    assert.isEmpty(made.queue.deadLetters);
  });

  it('leaves the neighbours of a failure alone', async () => {
    const ids = ['sg-1', 'sg-2', 'sg-3', 'sg-4'];
    const made = remediation(ids.map((id) => group(id, ssh)));
    made.hook = failing(revoke, awsError('UnauthorizedOperation'), { id: 'sg-2' });
    made.live.set('sg-3', new Failure('READ_FAILED', 'not understood', { transient: true }));

    const report = await made.run(...ids.map((id) => asked(id)));

    assert.deepEqual(outcomesOf(report), [
      ['sg-1', 'mended'],
      ['sg-2', 'failed'],
      ['sg-3', 'failed'],
      ['sg-4', 'mended'],
    ]);
    assert.lengthOf(made.queue.deleted, 2);
    assert.lengthOf(made.queue.deadLetters, 1);
    assert.deepEqual(
      made.queue.retried.map(({ instruction }) => instruction.resource.id),
      ['sg-3'],
    );
  });

  it('keeps what was done, and says so in the log, where the ledger entry cannot be completed', async () => {
    const made = remediation([group('sg-1', ssh)], {}, (write) => (write === 1 ? awsError('SlowDown') : undefined));

    const report = await made.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    assert.lengthOf(made.queue.deleted, 1);
    sinon.assert.calledOnceWithMatch(made.report, 'ledger entry stays open', { entry: '20261120T120000Z-00000001' });
  });

  it('is partly done where a second pass gets no snapshot', async () => {
    const denied = new Failure('SNAPSHOT_FAILED', 'AccessDenied');
    const made = remediation([group('sg-1', wide)], {}, (write) => (write === 2 ? denied : undefined));
    changing(made, revoke, [wide, narrowed]);

    assert.deepEqual(outcomesOf(await made.run(asked())), [['sg-1', 'partly-mended']]);
    assert.lengthOf(made.calls(), 2);
  });
});
