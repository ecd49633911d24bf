import { assert } from 'chai';
import { emptyContext } from '../../contract/context.ts';
import type { GroupRule } from '../../contract/resource.ts';
import { describeViolation } from '../../rules/annotation.ts';
import { asked, broken, rdp, rulesOf, ssh } from '../support/broken-groups.ts';
import { groupIdentity, portsRule } from '../support/instructions.ts';
import { endingOver, letGoOf, nextOver } from '../support/next-function.ts';
import { failing, judgeOf, outcomesOf, remediation } from '../support/remediation.ts';
import { safeguardsOver } from '../support/safety.ts';
import { ingress } from '../support/security-groups.ts';

describe('mends that nobody was told of', () => {
  /** A mend of each of these in turn, of which nobody could be told; then one more run. */
  const untoldMends = async (rules: readonly GroupRule[], last: Parameters<typeof remediation>[1] = {}) => {
    const made = remediation([broken('sg-1')]);
    const next = (n: number, overrides: Parameters<typeof remediation>[1]) =>
      nextOver(made, { newId: () => `20261120T12000${n}Z-00000000`, ...overrides });
    for (const [n, rule] of rules.entries()) {
      made.live.set('sg-1', broken('sg-1', rule));
      await next(n, { tell: () => Promise.reject(new Error('no topic')) }).run(asked());
    }
    return { made, final: next(9, { ...safeguardsOver(made.safety, { limits: { tugOfWar: 1 } }), ...last }) };
  };

  it('are all told by the next run', async () => {
    const { made, final } = await untoldMends([ssh, rdp]);

    const report = await final.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    const [notice] = final.topic.told;
    if (notice?.kind !== 'outcome') assert.fail('nothing was told');
    assert.equal(notice.actionId, '20261120T120001Z-00000000.0');
    assert.include(
      notice.notes.join(),
      'Earlier action 20261120T120000Z-00000000.0 (mended) may not have been told: tcp 22',
    );
    assert.deepEqual(made.safety.state.inFlight, []);
    assert.deepEqual(made.safety.state.mends.map(({ actionId }) => actionId).sort(), [
      '20261120T120000Z-00000000.0',
      '20261120T120001Z-00000000.0',
    ]);
  });

  it('are told where what was mended came back and is left to people', async () => {
    const { made, final } = await untoldMends([ssh]);
    const [violation = ''] = judgeOf(portsRule)(broken('sg-1', ssh), emptyContext).map(describeViolation);
    const tug = { resource: groupIdentity(), violation, since: '2026-11-20T12:00:00.000Z', mends: [], told: true };
    made.safety.state = { ...made.safety.state, tugsOfWar: [tug] };
    made.live.set('sg-1', broken('sg-1', ssh));

    const report = await final.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    assert.deepEqual(rulesOf(made), [ssh]);
    assert.deepEqual(
      final.topic.told.map((notice) => notice.kind === 'outcome' && notice.actionId),
      ['20261120T120000Z-00000000.0'],
    );
  });

  it('are gone on with together where several functions were interrupted, and each has its end', async () => {
    const wide = ingress('tcp', [21, 24], '0.0.0.0/0', 'office');
    const made = remediation([broken('sg-1', wide)]);
    for (const [n, operation] of ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress'].entries()) {
      made.hook = failing(operation, new Error('the function ended here'), { when: 'after' });
      await endingOver(made, { newId: () => `20261120T12000${n}Z-00000000` }).run(asked());
      await letGoOf(made);
    }
    made.hook = () => undefined;
    const final = nextOver(made);

    const report = await final.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    const [notice] = final.topic.told;
    if (notice?.kind !== 'outcome') assert.fail('nothing was told');
    assert.equal(notice.actionId, '20261120T120000Z-00000000.0');
    const latest = new Map(made.ledger.writes.map((entry) => [entry.id, entry]));
    assert.deepEqual(
      [...latest.values()].map(({ finishedAt, actions }) => [finishedAt !== undefined, actions[0]?.outcome]),
      [
        [true, 'mended'],
        [true, 'mended'],
      ],
    );
    assert.deepEqual(made.safety.state.inFlight, []);
  });
});
