import { assert } from 'chai';
import { Failure } from '../../contract/failure.ts';
import type { Gate } from '../../safety/gate.ts';
import { asked, broken, rulesOf, ssh } from '../support/broken-groups.ts';
import { letGoOf, nextOver } from '../support/next-function.ts';
import { failing, outcomesOf, remediation } from '../support/remediation.ts';
import { awsError } from '../support/aws.ts';

const ids = ['sg-1', 'sg-2', 'sg-3', 'sg-4', 'sg-5', 'sg-6'];
const unreadable = new Failure('GATE_UNREADABLE', 'the gate cannot be read', { transient: true });

/** Groups, a gate that is what `gate` says, and a clock of which each look takes a second. */
function mending(gate: Gate, groups = ids) {
  let at = Date.parse('2026-11-20T12:00:00Z');
  return remediation(
    groups.map((id) => broken(id)),
    { gate, now: () => new Date((at += 1000)) },
  );
}

describe('a gate that closes while a batch is worked', () => {
  for (const [what, then, code] of [
    ['closes', () => Promise.resolve(false), 'GATE_CLOSED'],
    ['cannot be read any more', () => Promise.reject(unreadable), 'GATE_UNREADABLE'],
    ['fails for good', () => Promise.reject(new Error('a bug')), 'GATE_UNREADABLE'],
  ] as const) {
    it(`leaves alone what is not begun where it ${what}, and gives it back`, async () => {
      let isOpen = true;
      const made = mending(() => (isOpen ? Promise.resolve(true) : then()));
      made.hook = (when) => {
        if (when === 'after') isOpen = false;
      };

      const report = await made.run(...ids.map(asked));

      const mended = outcomesOf(report).filter(([, outcome]) => outcome === 'mended');
      const refused = report.results.filter(({ outcome }) => outcome === 'refused');
      assert.isAtLeast(mended.length, 1);
      assert.isAtMost(mended.length, 4, 'no more than are worked at once');
      assert.equal(mended.length + refused.length, ids.length);
      for (const { resourceId, detail } of refused) {
        assert.include(detail, code);
        assert.deepEqual(rulesOf(made, resourceId), [ssh]);
      }
      assert.lengthOf(made.queue.givenBack, refused.length);
      assert.deepEqual(made.queue.deadLetters, []);
      assert.lengthOf(made.topic.told, mended.length);
    });
  }

  it('leaves nothing in flight, and an entry that says of each what became of it', async () => {
    let isOpen = true;
    const made = mending(async () => isOpen);
    made.hook = () => {
      isOpen = false;
    };

    await made.run(...ids.map(asked));

    assert.deepEqual(made.safety.state.inFlight, []);
    const actions = made.ledger.writes.at(-1)?.actions ?? [];
    assert.lengthOf(actions, ids.length);
    assert.sameMembers(
      [...new Set(actions.map(({ outcome, untouched }) => `${outcome}, ${untouched}`))],
      ['mended, undefined', 'refused, true'],
    );
    const mended = actions.filter(({ outcome }) => outcome === 'mended').length;
    assert.deepEqual(
      made.safety.state.runs.map(({ mends }) => mends),
      [mended],
    );
  });

  it('lets what is begun be finished, in as many passes as it takes', async () => {
    let isOpen = true;
    const made = mending(async () => isOpen, ['sg-1']);
    const once = failing('RevokeSecurityGroupIngress', awsError('InvalidPermission.NotFound'), { times: 1 });
    made.hook = (...call) => {
      isOpen = false;
      once?.(...call);
    };

    assert.deepEqual(outcomesOf(await made.run(asked())), [['sg-1', 'mended']]);
  });

  it('keeps what earlier functions left behind for the next one, which tells it', async () => {
    const made = remediation([broken('sg-1')]);
    await nextOver(made, { tell: () => Promise.reject(new Error('no topic')) }).run(asked());
    await letGoOf(made);
    made.live.set('sg-1', broken('sg-1'));
    let looks = 0;
    let at = Date.parse('2026-11-20T12:06:00Z');
    const stopped = nextOver(made, {
      newId: () => '20261120T120600Z-00000000',
      gate: async () => (looks += 1) === 1,
      now: () => new Date((at += 1000)),
    });

    const report = await stopped.run(asked());
    const last = nextOver(made, { newId: () => '20261120T120700Z-00000000' });
    await last.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'refused']]);
    assert.deepEqual(stopped.topic.told, []);
    assert.lengthOf(last.topic.told, 1);
    const [notice] = last.topic.told;
    assert.include(notice?.kind === 'outcome' ? notice.notes.join() : '', 'may not have been told');
    assert.notInclude(notice?.kind === 'outcome' ? notice.notes.join() : '', 'interrupted');
    assert.deepEqual(made.safety.state.inFlight, []);
  });
});
