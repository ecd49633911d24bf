import { assert } from 'chai';
import type { GroupRule } from '../../contract/resource.ts';
import { broken, rulesOf, ssh } from '../support/broken-groups.ts';
import { groupIdentity, held, portsRule, work } from '../support/instructions.ts';
import { endingOver, letGoOf, nextOver } from '../support/next-function.ts';
import { failing, outcomesOf, type Remediation, remediation } from '../support/remediation.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

const denied = Object.assign(new Error('no'), { name: 'UnauthorizedOperation', $metadata: { httpStatusCode: 403 } });
const askedFor = (attempt: number) => work(held({ resource: groupIdentity(), rule: portsRule, attempt }));
const noTopic = { tell: () => Promise.reject(new Error('no topic')) };
/** What was done to the group, recorded and counted. */
const traces = ({ journal, ledger, safety }: Remediation) => ({
  calls: journal.filter((line) => /^(Authorize|Revoke)/.test(line)).length,
  entries: ledger.writes.filter(({ finishedAt }) => finishedAt === undefined).length,
  counted: safety.state.runs.length,
  inFlight: safety.state.inFlight.length,
  mends: safety.state.mends.length,
});

describe('a mend that nobody can be told of for hours', () => {
  /** Worked first with that hook, and then again and again; all the while nobody can be told. */
  const untoldFor = async (runs: number, hook: Remediation['hook'], rules: readonly GroupRule[] = [ssh]) => {
    const made = remediation([broken('sg-1', ...rules)]);
    made.hook = hook;
    const first = nextOver(made, noTopic);
    await first.run(askedFor(0));
    const begun = traces(made);
    for (let run = 0; run < runs; run += 1) await nextOver(made, noTopic).run(askedFor(5 + run));
    return { made, first, begun, last: nextOver(made) };
  };
  const toldBy = ({ topic }: Remediation) => {
    const [notice, ...others] = topic.told;
    if (notice?.kind !== 'outcome') assert.fail('nothing was told');
    assert.isEmpty(others);
    return notice;
  };

  it('is not made again, and counted once, once it is told', async () => {
    const { made, begun, last } = await untoldFor(8, () => undefined);
    assert.deepEqual(traces(made), begun);

    const report = await last.run(askedFor(13));

    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    assert.equal(toldBy(last).actionId, made.ledger.writes[0]?.actions[0]?.id);
    assert.deepEqual(traces(made), { ...begun, inFlight: 0, mends: 1 });
    assert.lengthOf(last.queue.deleted, 1);
  });

  it('is made again where it has come back since', async () => {
    const { made, last } = await untoldFor(2, () => undefined);
    made.live.set('sg-1', broken('sg-1'));

    const report = await last.run(askedFor(7));

    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    assert.deepEqual(rulesOf(made), []);
    assert.deepInclude(traces(made), { counted: 2, inFlight: 0, mends: 2 });
  });

  it('is not tried again where it was given up, and is dead-lettered by its reason once it is told', async () => {
    const { made, first, begun, last } = await untoldFor(8, failing('RevokeSecurityGroupIngress', denied));
    assert.deepEqual(
      first.queue.retried.map(({ instruction }) => instruction.attempt),
      [4],
    );
    assert.deepEqual(traces(made), begun);
    assert.deepInclude(begun, { calls: 1, counted: 1, inFlight: 1 });

    const report = await last.run(askedFor(13));

    assert.deepEqual(outcomesOf(report), [['sg-1', 'failed']]);
    assert.deepInclude(toldBy(last).failure, { code: 'CHANGE_DENIED', message: 'UnauthorizedOperation: no' });
    assert.deepEqual(
      last.queue.deadLetters.map(({ code, message }) => [code, message]),
      [['CHANGE_DENIED', 'UnauthorizedOperation: no']],
    );
    assert.deepEqual(traces(made), { ...begun, inFlight: 0 });
  });

  it('is told with what it did, and how that is undone, where it was given up half way', async () => {
    const wide = ingress('tcp', [21, 24], '0.0.0.0/0', 'office');
    const { made, begun, last } = await untoldFor(3, failing('RevokeSecurityGroupIngress', denied), [wide]);

    const report = await last.run(askedFor(8));

    assert.deepEqual(outcomesOf(report), [['sg-1', 'partly-mended']]);
    assert.equal(toldBy(last).actionId, made.ledger.writes[0]?.actions[0]?.id);
    assert.equal(last.queue.deadLetters[0]?.code, 'CHANGE_DENIED');
    assert.deepEqual(traces(made), { ...begun, inFlight: 0 });
  });

  it('is told as gone where somebody else has ended it', async () => {
    const { made, last } = await untoldFor(2, failing('RevokeSecurityGroupIngress', denied));
    made.live.set('sg-1', securityGroup([], { id: 'sg-1' }));

    const report = await last.run(askedFor(7));

    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    assert.lengthOf(last.queue.deleted, 1);
    assert.deepEqual(made.safety.state.inFlight, []);
  });

  it('is tried again for a message that has attempts left', async () => {
    const { made, last } = await untoldFor(1, failing('RevokeSecurityGroupIngress', denied));
    made.hook = () => undefined;
    const other = held({ resource: groupIdentity(), rule: 'web-rule' });

    const report = await last.run(work(...askedFor(6).messages, other));

    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    assert.deepEqual(rulesOf(made), []);
  });

  it('is given up with all that the record says where that is in other words', async () => {
    const { made, last } = await untoldFor(1, failing('RevokeSecurityGroupIngress', denied));
    const [entry] = made.ledger.writes.slice(-1);
    if (entry === undefined) assert.fail('nothing is in the ledger');
    made.ledger.writes.push({ ...entry, actions: entry.actions.map((one) => ({ ...one, failure: 'it rained' })) });

    await last.run(askedFor(6));

    assert.deepEqual(
      last.queue.deadLetters.map(({ code, message }) => [code, message]),
      [['ATTEMPTS_EXHAUSTED', 'it rained']],
    );
  });

  it('works the other resources of the batch meanwhile', async () => {
    const { made, last } = await untoldFor(1, failing('RevokeSecurityGroupIngress', denied, { id: 'sg-1' }));
    made.live.set('sg-2', broken('sg-2'));

    const report = await last.run(askedFor(6), work(held({ resource: groupIdentity('sg-2') })));

    assert.deepEqual(outcomesOf(report), [
      ['sg-1', 'failed'],
      ['sg-2', 'mended'],
    ]);
  });

  it('is not begun once more where its function crashed until its attempts were used up, and its entry ends', async () => {
    const made = remediation([broken('sg-1')]);
    made.hook = failing('RevokeSecurityGroupIngress', new Error('the function ended here'));
    await endingOver(made).run(askedFor(4));
    await letGoOf(made);
    const begun = traces(made);
    const last = nextOver(made);

    const report = await last.run(askedFor(5));

    const [action] = made.ledger.writes[0]?.actions ?? [];
    assert.deepEqual(outcomesOf(report), [['sg-1', 'failed']]);
    assert.equal(toldBy(last).actionId, action?.id);
    assert.equal(last.queue.deadLetters[0]?.code, 'ATTEMPTS_EXHAUSTED');
    assert.equal(made.ledger.writes.at(-1)?.actions[0]?.outcome, 'failed');
    assert.deepEqual(traces(made), { ...begun, inFlight: 0 });
  });
});
