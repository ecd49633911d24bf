import { assert } from 'chai';
import { Failure } from '../../contract/failure.ts';
import { resourceKey } from '../../contract/resource-key.ts';
import { type InFlight, initialSafetyState } from '../../contract/safety-state.ts';
import { trip } from '../../safety/breaker.ts';
import { asked, broken, rdp, rulesOf, ssh } from '../support/broken-groups.ts';
import { groupIdentity } from '../support/instructions.ts';
import { failing, outcomesOf, remediation } from '../support/remediation.ts';
import { safeguardsOver } from '../support/safety.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

const at = new Date('2026-11-20T12:00:00Z');

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

  it('fails where another account does not let them be counted, and is no reason to end the run of the others', async () => {
    const ids = { roleArn: 'arn:aws:iam::444455556666:role/configmend-mender-security-group' };
    const existing = () => Promise.reject(new Failure('READ_FAILED', 'no', { ids }));
    const made = remediation([]);
    const over = safeguardsOver(made.safety, { limits: { shareFrom: 1, sharePercent: 50 }, existing });
    const other = remediation([broken('sg-1')], over);

    const report = await other.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'failed']]);
    assert.include(report.results[0]?.detail, 'READ_FAILED');
    assert.deepEqual([other.calls(), other.ledger.writes, other.queue.givenBack], [[], [], []]);
    assert.lengthOf(other.queue.deadLetters, 1);
    assert.lengthOf(other.topic.told, 1);
  });

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

  it('leaves alone what another run began since it looked, and mends the rest', async () => {
    const made = remediation([broken('sg-1'), broken('sg-2')]);
    const others: InFlight = {
      entryId: '20261120T115900Z-0000000b',
      actionId: '20261120T115900Z-0000000b.0',
      remediator: 'security-group',
      resource: resourceKey(groupIdentity('sg-1')),
      at: at.toISOString(),
      runId: 'another run',
    };
    made.safety.beforeWrite = () => {
      made.safety.beforeWrite = undefined;
      made.safety.state = { ...made.safety.state, inFlight: [others] };
    };

    const report = await made.run(asked('sg-1'), asked('sg-2'));

    assert.deepEqual(outcomesOf(report), [
      ['sg-1', 'refused'],
      ['sg-2', 'mended'],
    ]);
    assert.deepEqual(rulesOf(made), [ssh]);
    assert.deepEqual(made.safety.state.inFlight, [others]);
    assert.lengthOf(made.queue.givenBack, 1);
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
    for (let n = 0; n < 2; n += 1) {
      await remediation([broken('sg-1')], { ...over, newId: () => `20261120T11000${n}Z-00000000` }).run(asked());
    }
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
