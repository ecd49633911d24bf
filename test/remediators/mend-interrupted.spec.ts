import { assert } from 'chai';
import { emptyContext } from '../../contract/context.ts';
import type { GroupRule } from '../../contract/resource.ts';
import { resourceKey } from '../../contract/resource-key.ts';
import type { SafetyLimits } from '../../safety/limits.ts';
import { violationMark } from '../../safety/tug-of-war.ts';
import { describeViolation } from '../../rules/annotation.ts';
import { exemption, reading } from '../support/exemptions.ts';
import { asked, broken, rdp, rulesOf, ssh } from '../support/broken-groups.ts';
import { groupIdentity, held, portsRule, work } from '../support/instructions.ts';
import { endingOver, letGoOf, nextOver } from '../support/next-function.ts';
import { failing, judgeOf, outcomesOf, type Remediation, remediation } from '../support/remediation.ts';
import { safeguardsOver } from '../support/safety.ts';
import { ingress } from '../support/security-groups.ts';

const at = new Date('2026-11-20T12:00:00Z');

describe('mending what another function began', () => {
  const interruptedAfter = async (
    operation: string,
    rules: readonly GroupRule[],
    {
      exemptions = reading(),
      before = () => {},
    }: { exemptions?: ReturnType<typeof reading>; before?(made: Remediation): void } = {},
  ) => {
    const made = remediation([broken('sg-1', ...rules)]);
    before(made);
    made.hook = failing(operation, new Error('the function ended here'), { when: 'after' });
    await endingOver(made, { exemptions }).run(asked());
    made.hook = () => undefined;
    await letGoOf(made);
    const entries = made.ledger.writes.length;
    const second = nextOver(made, { newId: () => '20261120T120500Z-000000ff', exemptions });
    const report = await second.run(asked());
    return { made, second, report, written: made.ledger.writes.slice(entries) };
  };

  it('tells of the mend that was made, names its action, and ends its entry', async () => {
    const { made, second, report, written } = await interruptedAfter('RevokeSecurityGroupIngress', [ssh]);

    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    const [notice] = second.topic.told;
    if (notice?.kind !== 'outcome') assert.fail('nothing was told');
    assert.equal(notice.actionId, made.ledger.writes[0]?.actions[0]?.id);
    assert.deepEqual(notice.before, ['tcp 22 from 0.0.0.0/0']);
    assert.match(notice.notes.join(), /interrupted before it could say/);
    assert.deepEqual(
      written.map(({ id, finishedAt, actions }) => [id, finishedAt !== undefined, actions[0]?.outcome]),
      [[made.ledger.writes[0]?.id, true, 'mended']],
    );
    assert.deepEqual(made.safety.state.inFlight, []);
  });

  it('goes on with a half made one, so that a restore goes back to where the first began', async () => {
    const wide = ingress('tcp', [21, 24], '0.0.0.0/0', 'office');
    const { made, second, report } = await interruptedAfter('AuthorizeSecurityGroupIngress', [wide]);

    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    const [notice] = second.topic.told;
    if (notice?.kind !== 'outcome') assert.fail('nothing was told');
    const [first] = made.ledger.writes;
    assert.equal(notice.actionId, first?.actions[0]?.id);
    assert.deepEqual(first?.actions[0]?.before, broken('sg-1', wide));
    const going = made.ledger.writes.find(({ id }) => id === '20261120T120500Z-000000ff');
    assert.equal(going?.actions[0]?.continues, first?.actions[0]?.id);
  });

  it('tells of the part that was mended where the rest is exempt', async () => {
    const exemptions = reading(exemption({ port: '3389' }));

    const { made, second, report, written } = await interruptedAfter('RevokeSecurityGroupIngress', [ssh, rdp], {
      exemptions,
    });

    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    assert.deepEqual(rulesOf(made), [rdp]);
    const [notice] = second.topic.told;
    if (notice?.kind !== 'outcome') assert.fail('nothing was told');
    assert.equal(notice.actionId, made.ledger.writes[0]?.actions[0]?.id);
    assert.deepEqual(notice.before, ['tcp 22 from 0.0.0.0/0']);
    assert.deepEqual(
      written.map(({ actions }) => [actions[0]?.outcome, actions[0]?.verdictAfter]),
      [['mended', 'COMPLIANT']],
    );
  });

  it('tells of the part that was mended where the rest keeps coming back', async () => {
    const [violation = ''] = judgeOf(portsRule)(broken('sg-1', rdp), emptyContext).map(describeViolation);
    const tug = { resource: groupIdentity(), violation, since: at.toISOString(), mends: [], told: true };

    const { made, second, report, written } = await interruptedAfter('RevokeSecurityGroupIngress', [ssh, rdp], {
      before: ({ safety }) => {
        safety.state = { ...safety.state, tugsOfWar: [tug] };
      },
    });

    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    assert.deepEqual(rulesOf(made), [rdp]);
    assert.lengthOf(second.topic.told, 1);
    assert.deepEqual(
      written.map(({ actions }) => [actions[0]?.outcome, actions[0]?.verdictAfter]),
      [['mended', 'NON_COMPLIANT']],
    );
  });

  for (const [what, minutes, outcome] of [
    ['leaves a resource alone that another function may still be at', 14, 'refused'],
    ['takes it up once that function surely is over', 15, 'mended'],
  ] as const) {
    it(what, async () => {
      const made = remediation([broken('sg-1')]);
      await safeguardsOver(made.safety).safeguards.admit([
        { entryId: '20261120T110000Z-00000000', actionId: 'begun', resource: groupIdentity(), violations: ['x'] },
      ]);
      const now = (): Date => new Date(at.getTime() + minutes * 60_000);
      const later = remediation([broken('sg-1')], { ...safeguardsOver(made.safety, { now }), now });

      const report = await later.run(asked());

      assert.deepEqual(outcomesOf(report), [['sg-1', outcome]]);
      assert.equal(later.calls().length > 0, outcome === 'mended');
      assert.lengthOf(later.queue.givenBack, outcome === 'mended' ? 0 : 1);
    });
  }

  it('takes an action that is not in the ledger for one that changed nothing', async () => {
    const made = remediation([broken('sg-1')]);
    const { safeguards } = safeguardsOver(made.safety);
    await safeguards.admit([
      { entryId: '20261120T110000Z-00000000', actionId: 'lost', resource: groupIdentity(), violations: ['x'] },
    ]);
    await letGoOf(made);

    const report = await made.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    assert.deepEqual(made.safety.state.inFlight, []);
    assert.isTrue(made.report.calledWithMatch('interrupted action is not in the ledger'));
  });
});

describe('what an interrupted mend is taken for', () => {
  /** A function that ends after its snapshot, before any call, having been asked by these rules. */
  const interrupted = async (
    rules: readonly GroupRule[],
    { limits = {}, rule = portsRule }: { limits?: Partial<SafetyLimits>; rule?: string } = {},
  ) => {
    const made = remediation([broken('sg-1', ...rules)]);
    made.hook = (when) => {
      if (when === 'before') throw new Error('the function ended here');
    };
    const first = endingOver(made, { newId: () => '20261120T110000Z-000000aa' }, { limits });
    await first.run(work(held({ resource: groupIdentity(), rule })));
    made.hook = () => undefined;
    await letGoOf(made);
    const next = (overrides: Parameters<typeof nextOver>[1] = {}) => nextOver(made, overrides, { limits });
    return { made, next };
  };

  it('is not mended where the violation is there still and left to people', async () => {
    const limits = { tugOfWar: 1 };
    const { made, next } = await interrupted([ssh], { limits });
    const line = describeViolation(judgeOf(portsRule)(broken('sg-1'), emptyContext)[0] ?? assert.fail());
    made.safety.state = {
      ...made.safety.state,
      mends: [
        { resource: resourceKey(groupIdentity()), violation: violationMark(line), at: at.toISOString(), actionId: 'x' },
      ],
    };
    const second = next();

    const report = await second.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'contested']]);
    assert.deepEqual(second.topic.told, []);
    const [action] = made.ledger.writes.at(-1)?.actions ?? [];
    assert.deepEqual([action?.outcome, action?.verdictAfter], ['contested', 'NON_COMPLIANT']);
  });

  it('is not mended where all of it is exempt by now', async () => {
    const { made, next } = await interrupted([ssh]);
    const second = next({ exemptions: reading(exemption({ port: '22' })) });

    const report = await second.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'exempt']]);
    assert.equal(made.ledger.writes.at(-1)?.actions[0]?.outcome, 'exempt');
  });

  it('counts no mend, however often it fails for a passing reason', async () => {
    const made = remediation([broken('sg-1')]);
    const throttled = Object.assign(new Error('slow down'), { name: 'RequestLimitExceeded' });
    const over = safeguardsOver(made.safety, { limits: { tugOfWar: 2 } });
    const outcomes: unknown[] = [];
    for (let n = 0; n < 3; n += 1) {
      const each = remediation([broken('sg-1')], { ...over, newId: () => `20261120T11000${n}Z-00000000` });
      each.hook = failing('RevokeSecurityGroupIngress', throttled);
      outcomes.push(...outcomesOf(await each.run(asked())));
      await letGoOf(made);
    }

    assert.deepEqual(
      outcomes,
      [1, 2, 3].map(() => ['sg-1', 'failed']),
    );
    assert.deepEqual([made.safety.state.mends, made.safety.state.tugsOfWar], [[], []]);
  });

  it('is judged by its own rule as well, whichever rule asks next', async () => {
    const { made, next } = await interrupted([ssh]);
    const second = next();

    const report = await second.run(work(held({ resource: groupIdentity(), rule: 'web-rule' })));

    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    assert.deepEqual(rulesOf(made), [], 'port 22 is closed, though web-rule says nothing of it');
    assert.isNotEmpty(made.calls());
  });

  it('is told beside what is found wrong after it had ended', async () => {
    const made = remediation([broken('sg-1')]);
    const { safeguards } = safeguardsOver(made.safety);
    await nextOver(made, {
      safeguards: { ...safeguards, end: () => Promise.reject(new Error('no state')) },
      newId: () => '20261120T090000Z-000000aa',
      now: () => new Date('2026-11-20T09:00:00.000Z'),
    }).run(
      work(held({ resource: groupIdentity(), evidence: { source: 'config', capturedAt: '2026-11-20T08:59:00.000Z' } })),
    );
    made.live.set('sg-1', broken('sg-1', rdp));
    await letGoOf(made);
    const second = nextOver(made, { newId: () => '20261120T120500Z-000000bb' });

    await second.run(asked());

    const [notice] = second.topic.told;
    if (notice?.kind !== 'outcome') assert.fail('nothing was told');
    assert.equal(notice.actionId, '20261120T120500Z-000000bb.0');
    assert.deepEqual(notice.before, ['tcp 3389 from 0.0.0.0/0']);
    assert.match(
      notice.notes[0] ?? '',
      /^Earlier action 20261120T090000Z-000000aa\.0 \(mended\) may not have been told: tcp 22 /,
    );
    assert.deepEqual(made.safety.state.inFlight, []);
  });

  it('is told by the next one where it could not be told', async () => {
    const made = remediation([broken('sg-1')]);
    const first = nextOver(made, {
      tell: () => Promise.reject(new Error('no topic')),
      newId: () => '20261120T120000Z-000000aa',
    });
    await first.run(asked());
    const second = nextOver(made);

    const report = await second.run(asked());

    assert.deepEqual([first.queue.deleted, first.queue.retried.length], [[], 1]);
    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    assert.deepEqual(
      second.topic.told.map((notice) => notice.kind === 'outcome' && notice.actionId),
      ['20261120T120000Z-000000aa.0'],
    );
    assert.lengthOf(second.queue.deleted, 1);
    assert.deepEqual(made.safety.state.inFlight, []);
  });
});
