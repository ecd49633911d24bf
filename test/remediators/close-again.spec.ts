import { assert } from 'chai';
import type { Change } from '../../contract/plan.ts';
import type { OutcomeNotice } from '../../contract/notice.ts';
import { closeAgain } from '../../remediators/close-again.ts';
import type { Step } from '../../remediators/mend-step.ts';
import { beginMending } from '../../remediators/mending.ts';
import { remediatorOf } from '../../remediators/registry.ts';
import { awsError } from '../support/aws.ts';
import { asked, broken, rulesOf } from '../support/broken-groups.ts';
import { outcomesOf, type Remediation, remediation } from '../support/remediation.ts';
import { ingress } from '../support/security-groups.ts';

const world = '0.0.0.0/0';
const wide = ingress('tcp', [20, 30], world);
/** Of the others AWS's guide has FTP and Telnet, which the rule restricts as well. */
const left = [ingress('tcp', 24, world), ingress('tcp', [26, 30], world)];
const other = ingress('tcp', 443, world);
const [authorise, revoke] = ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress'];

/** Somebody takes the rule away that begins and ends with these ports. */
function remove(made: Remediation, [from, to]: readonly [number, number]): void {
  const group = made.live.get('sg-1');
  if (group === undefined || !('rules' in group)) return;
  const rules = group.rules.filter(({ fromPort, toPort }) => fromPort !== from || toPort !== to);
  made.live.set('sg-1', { ...group, rules });
}

/** The wide rule is taken away just before the mend would do it. */
function overtaken(made: Remediation, error: Error, times = 1): Remediation {
  let remaining = times;
  made.hook = (when, change) => {
    if (when !== 'before' || change.operation !== revoke || remaining-- <= 0) return;
    remove(made, [20, 30]);
    throw error;
  };
  return made;
}

function noticeOf({ topic }: Remediation): OutcomeNotice {
  const [notice] = topic.told;
  return notice?.kind === 'outcome' ? notice : assert.fail('no outcome was told');
}

describe('a rule that somebody removes while it is being narrowed', () => {
  const notFound = awsError('InvalidPermission.NotFound');

  it('leaves nothing open of it: what was to be left is closed again, and people hear of it', async () => {
    const made = overtaken(remediation([broken('sg-1', wide, other)]), notFound);

    const report = await made.run(asked());

    assert.deepEqual(rulesOf(made), [other]);
    assert.deepEqual(made.calls(), [`${authorise} sg-1`, `${revoke} sg-1`, `${revoke} sg-1`]);
    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    const { after, notes } = noticeOf(made);
    assert.deepEqual(after, []);
    assert.match(notes.join(), /^Somebody else removed tcp 20-30 .* is closed again\.$/);
  });

  it('is in the ledger call by call, by what was tried and what closed it again', async () => {
    const made = overtaken(remediation([broken('sg-1', wide)]), notFound);

    await made.run(asked());

    const action = made.ledger.writes.at(-1)?.actions[0];
    assert.deepEqual(
      action?.plan.changes.map(({ operation }) => operation),
      [authorise, revoke, revoke],
    );
    assert.deepEqual(
      action?.calls.map(({ error }) => error === undefined),
      [true, false, true],
    );
    assert.deepEqual(action?.plan.after, []);
  });

  it('stays narrowed where it is not sure that somebody else has removed it', async () => {
    const made = overtaken(
      remediation([broken('sg-1', wide)]),
      awsError('InvalidPermission.NotFound', { attempts: 2 }),
    );

    await made.run(asked());

    assert.deepEqual(rulesOf(made), left);
  });

  it('is looked at again until EC2 shows that it is gone', async () => {
    const made = overtaken(remediation([broken('sg-1', wide)]), notFound);
    const read = made.reader.read.bind(made.reader);
    const old = {
      found: new Map([['sg-1', broken('sg-1', wide, ...left)]]),
      failed: new Map(),
      gone: new Set<string>(),
    };
    let reads = 0;
    made.reader.read = async (ids) => ((reads += 1) === 2 ? old : reads === 3 ? assert.fail('EC2 is down') : read(ids));

    await made.run(asked());

    assert.deepEqual(rulesOf(made), []);
    assert.deepEqual(made.pauses, [200, 600]);
  });

  it('is left as it is where its group cannot be read, which people hear of, and where that is gone', async () => {
    for (const gone of [true, false]) {
      const made = overtaken(remediation([broken('sg-1', wide)]), notFound);
      const read = made.reader.read.bind(made.reader);
      let reads = 0;
      const nothing = { found: new Map(), failed: new Map(), gone: new Set(gone ? ['sg-1'] : []) };
      made.reader.read = async (ids) => ((reads += 1) > 1 && reads < 6 ? nothing : read(ids));

      await made.run(asked());

      assert.deepEqual(made.calls(), [`${authorise} sg-1`, `${revoke} sg-1`]);
      assert.lengthOf(
        noticeOf(made).notes.filter((note) => note.endsWith('it could not be read again.')),
        gone ? 0 : 1,
      );
    }
  });

  it('says so where it cannot be closed again', async () => {
    const made = overtaken(remediation([broken('sg-1', wide)]), notFound, 2);

    await made.run(asked());

    assert.deepEqual(rulesOf(made), left);
    const { after, notes } = noticeOf(made);
    assert.lengthOf(after, 2);
    assert.match(notes.join(), /could not be closed again: InvalidPermission\.NotFound/);
  });

  it('says so where nobody lets it in to close it', async () => {
    const made: Remediation = overtaken(
      remediation([broken('sg-1', wide)], {
        applyFor: () =>
          made.calls().length === 0
            ? Promise.resolve((change) => made.apply(change))
            : Promise.reject(new Error('the role is gone')),
      }),
      notFound,
    );

    await made.run(asked());

    assert.deepEqual(rulesOf(made), left);
    assert.match(noticeOf(made).notes.join(), /could not be closed again: .*the role is gone/);
  });

  it('is closed again by a later pass, where two rules were removed one after the other', async () => {
    const second = ingress('tcp', [3380, 3390], world);
    const made = remediation([broken('sg-1', wide, second)]);
    let revokes = 0;
    made.hook = (when, change) => {
      if (when !== 'before' || change.operation !== revoke || (revokes += 1) === 2 || revokes > 3) return;
      remove(made, revokes === 1 ? [20, 30] : [3380, 3390]);
      throw notFound;
    };

    await made.run(asked());

    assert.deepEqual(rulesOf(made), []);
  });

  for (const [what, id, expected] of [
    ['that is of a mend which nobody has shown yet', 'security-group', /it could not be read again/],
    ['of a kind that no call opens', 's3-bucket', /^$/],
  ] as const) {
    it(`is looked for by the action alone in a step ${what}`, async () => {
      const remediator = remediatorOf(id) ?? assert.fail(id);
      const missed: Change = { service: 'ec2', operation: revoke, input: {} };
      const plan = { changes: [missed], before: [], after: [], notes: [] };
      const mending = { ...beginMending(asked(), []), made: [missed] };
      const step = { mending, missed, action: { plan }, found: { resource: broken('sg-1') } } as unknown as Step;

      await closeAgain(step, {
        remediator,
        reader: { ...remediation([]).reader, read: () => Promise.reject(new Error('EC2 is down')) },
        applyFor: () => assert.fail('there is nothing to apply'),
        pause: async () => {},
        now: () => new Date(),
      });

      assert.match(step.action.plan.notes.join(), expected);
      assert.match((step.mending.plan?.notes ?? []).join(), expected);
    });
  }
});
