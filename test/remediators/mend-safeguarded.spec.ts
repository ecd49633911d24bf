import { assert } from 'chai';
import { Failure } from '../../contract/failure.ts';
import { initialSafetyState } from '../../contract/safety-state.ts';
import { abandon } from '../../safety/abandon.ts';
import { trip } from '../../safety/breaker.ts';
import { groupIdentity, held, work } from '../support/instructions.ts';
import { failing, outcomesOf, type Remediation, remediation } from '../support/remediation.ts';
import { safeguardsOver } from '../support/safety.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

const ssh = ingress('tcp', 22, '0.0.0.0/0');
const rdp = ingress('tcp', 3389, '0.0.0.0/0');
const broken = (id: string, ...rules: Parameters<typeof securityGroup>[0]) =>
  securityGroup(rules.length === 0 ? [ssh] : rules, { id });
const asked = (id = 'sg-1') => work(held({ resource: groupIdentity(id) }));
const at = new Date('2026-11-20T12:00:00Z');

function rulesOf({ live }: Remediation, id = 'sg-1'): unknown {
  const found = live.get(id);
  return found !== undefined && 'rules' in found ? found.rules : undefined;
}

describe('mending under the breaker', () => {
  it('reads and changes nothing once it has tripped, and gives everything back', async () => {
    const made = remediation([broken('sg-1')]);
    made.safety.state = trip(initialSafetyState, 'another run', 'too many', at);

    const report = await made.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'refused']]);
    assert.include(report.results[0]?.detail, 'BREAKER_TRIPPED');
    assert.include(report.results[0]?.detail, 'configmend breaker reset');
    assert.deepEqual([made.reads, made.calls(), made.ledger.writes], [[], [], []]);
    assert.lengthOf(made.queue.givenBack, 1);
    assert.deepEqual(made.topic.told, []);
  });

  it('trips before the first change of a batch that goes too far, and tells once', async () => {
    const ids = ['sg-1', 'sg-2', 'sg-3'];
    const made = remediation(ids.map((id) => broken(id)));
    const over = safeguardsOver(made.safety, { limits: { perRun: 2 } });
    const other = remediation(
      ids.map((id) => broken(id)),
      over,
    );

    const report = await other.run(...ids.map(asked));

    assert.deepEqual(
      report.results.map(({ outcome }) => outcome),
      ['refused', 'refused', 'refused'],
    );
    assert.deepEqual([other.calls(), other.ledger.writes], [[], []]);
    assert.lengthOf(other.queue.givenBack, 3);
    assert.equal(over.announced(), 1);
    assert.include(made.safety.state.tripped?.cause, '3 mends in one run');
  });

  it('does not count what is found mended already', async () => {
    const ids = ['sg-1', 'sg-2', 'sg-3'];
    const made = remediation([], {});
    const over = safeguardsOver(made.safety, { limits: { perRun: 2 } });
    const rules = [ingress('tcp', 443, '0.0.0.0/0')];
    const other = remediation([broken('sg-1'), securityGroup(rules, { id: 'sg-2' }), broken('sg-3')], over);

    const report = await other.run(...ids.map(asked));

    assert.deepEqual(outcomesOf(report), [
      ['sg-1', 'mended'],
      ['sg-2', 'nothing-to-do'],
      ['sg-3', 'mended'],
    ]);
  });

  it('finishes what it has begun though somebody else trips it meanwhile', async () => {
    const wide = ingress('tcp', [21, 24], '0.0.0.0/0');
    const made = remediation([broken('sg-1', wide)]);
    made.hook = (when, { operation }) => {
      if (when === 'before' && operation === 'RevokeSecurityGroupIngress') {
        made.safety.state = trip(made.safety.state, 'another run', 'too many', at);
      }
    };

    const report = await made.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    assert.deepEqual(made.safety.state.inFlight, []);
    assert.equal(made.safety.state.tripped?.cause, 'too many');
  });

  for (const [what, overrides] of [
    ['its state cannot be read', undefined],
    [
      'the resources cannot be counted',
      { existing: () => Promise.reject(new Failure('READ_FAILED', 'no', { transient: true })) },
    ],
  ] as const) {
    it(`changes nothing where ${what}, and loses nothing`, async () => {
      const made = remediation([]);
      const over = safeguardsOver(made.safety, { limits: { shareFrom: 1, sharePercent: 50 }, ...overrides });
      if (overrides === undefined) made.safety.unreadable = true;
      const other = remediation([broken('sg-1')], over);

      const report = await other.run(asked());

      assert.deepEqual(outcomesOf(report), [['sg-1', 'refused']]);
      assert.deepEqual([other.calls(), other.ledger.writes, other.queue.deadLetters], [[], [], []]);
      assert.lengthOf(other.queue.givenBack, 1);
    });
  }

  it('knows what is in flight until it has ended, and no longer', async () => {
    const made = remediation([broken('sg-1')]);
    let during = 0;
    made.hook = () => {
      during = made.safety.state.inFlight.length;
    };

    await made.run(asked());

    assert.equal(during, 1);
    assert.deepEqual(made.safety.state.inFlight, []);
    assert.lengthOf(made.safety.state.mends, 1);
  });

  it('does not count a mend that changed nothing', async () => {
    const denied = Object.assign(new Error('no'), {
      name: 'UnauthorizedOperation',
      $metadata: { httpStatusCode: 403 },
    });
    const made = remediation([broken('sg-1')]);
    made.hook = failing('RevokeSecurityGroupIngress', denied);

    const report = await made.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'failed']]);
    assert.deepEqual([made.safety.state.mends, made.safety.state.inFlight], [[], []]);
  });
});

describe('mending in a tug-of-war', () => {
  const contest = async (rules: Parameters<typeof securityGroup>[0] = []) => {
    const made = remediation([]);
    const over = safeguardsOver(made.safety, { limits: { tugOfWar: 2 } });
    for (let n = 0; n < 2; n += 1) await remediation([broken('sg-1')], over).run(asked());
    const last = remediation([broken('sg-1', ssh, ...rules)], over);
    return { last, report: await last.run(asked()), over };
  };

  it('leaves to people what keeps coming back, once and for all, and tells once', async () => {
    const { last, report, over } = await contest();
    const again = await last.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'contested']]);
    assert.deepEqual(outcomesOf(again), [['sg-1', 'contested']]);
    assert.deepEqual(rulesOf(last), [ssh]);
    assert.deepEqual([last.calls(), last.ledger.writes, last.queue.givenBack], [[], [], []]);
    assert.lengthOf(last.queue.deleted, 2);
    assert.equal(over.announced(), 1);
    assert.deepEqual(last.topic.told, [], 'no outcome of its own is told');
  });

  it('mends all the same what else is wrong', async () => {
    const { last, report } = await contest([rdp]);

    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    assert.deepEqual(rulesOf(last), [ssh]);
    assert.deepEqual(last.ledger.writes[0]?.actions[0]?.plan.before, ['tcp 3389 from 0.0.0.0/0']);
  });
});

describe('mending what another function began', () => {
  const interruptedAfter = async (operation: string, rules: Parameters<typeof securityGroup>[0]) => {
    const made = remediation([broken('sg-1', ...rules)]);
    const crash = new Error('the function ended here');
    made.hook = (when, change) => {
      if (when === 'after' && change.operation === operation) throw crash;
    };
    const stop = (): never => {
      throw crash;
    };
    // A process that ends writes no more: neither its entry nor its end.
    const { safeguards, announce } = safeguardsOver(made.safety);
    const first = remediation([broken('sg-1', ...rules)], {
      ledger: { ...made.ledger, open: async (entry) => ({ ...(await made.ledger.open(entry)), close: stop }) },
      safeguards: { ...safeguards, end: stop },
      announce,
      reader: made.reader,
      apply: made.apply,
    });
    await first.run(asked());
    made.hook = () => undefined;
    await abandon([groupIdentity()], { store: made.safety, pause: () => Promise.resolve(), random: () => 0 });
    const entries = made.ledger.writes.length;
    const second = remediation([], {
      ledger: made.ledger,
      ...safeguardsOver(made.safety),
      reader: made.reader,
      apply: made.apply,
      newId: () => '20261120T120500Z-000000ff',
    });
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

  for (const [what, minutes, outcome] of [
    ['leaves a resource alone that another function may still be at', 14, 'refused'],
    ['takes it up once that function surely is over', 15, 'mended'],
  ] as const) {
    it(what, async () => {
      const made = remediation([broken('sg-1')]);
      await safeguardsOver(made.safety).safeguards.admit([
        { entryId: '20261120T110000Z-00000000', actionId: 'begun', resource: groupIdentity(), violations: ['x'] },
      ]);
      const later = remediation([broken('sg-1')], {
        ...safeguardsOver(made.safety),
        now: () => new Date(at.getTime() + minutes * 60_000),
      });

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
    await abandon([groupIdentity()], { store: made.safety, pause: () => Promise.resolve(), random: () => 0 });

    const report = await made.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    assert.deepEqual(made.safety.state.inFlight, []);
    assert.isTrue(made.report.calledWithMatch('interrupted action is not in the ledger'));
  });
});
