import { assert } from 'chai';
import { heldBack, withHeldBack } from '../../../cli/inspect/held-back.ts';
import { inspectionCsv } from '../../../cli/inspect/inspection-csv.ts';
import { inspectionHtml } from '../../../cli/inspect/inspection-html.ts';
import { renderInspection } from '../../../cli/inspect/render-inspection.ts';
import { Failure } from '../../../contract/failure.ts';
import { initialSafetyState, type SafetyState } from '../../../contract/safety-state.ts';
import { groupIdentity } from '../../support/instructions.ts';
import { inspected, inspectionWith } from '../../support/inspections.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const tug = (id: string, actor?: string): SafetyState['tugsOfWar'][number] => ({
  resource: groupIdentity(id),
  violation: 'tcp 22 from 0.0.0.0/0 opens tcp 22 to the whole IPv4 internet',
  since: '2026-11-20T11:00:00.000Z',
  mends: [1, 2, 3].map((hour) => ({
    at: `2026-11-20T0${hour}:00:00.000Z`,
    actionId: `20261120T0${hour}0000Z-0a1b2c3d.0`,
    ...(actor === undefined ? {} : { actor }),
  })),
  told: true,
});
const terraform = 'arn:aws:sts::123456789012:assumed-role/terraform/ci';
const queued = inspectionWith({ resources: [inspected({ resource: groupIdentity('sg-1') })] });

describe('what the safeguards hold back, beside the queue', () => {
  it('is nothing where nothing is held', () => {
    assert.deepEqual(heldBack(queued, initialSafetyState), queued);
  });

  it('names with a resource that is queued who brings it back, since when, and what lets it go', () => {
    const { resources, notes } = heldBack(queued, { ...initialSafetyState, tugsOfWar: [tug('sg-1', terraform)] });

    assert.deepEqual(resources[0]?.held, [
      `tcp 22 from 0.0.0.0/0 opens tcp 22 to the whole IPv4 internet: mended 3 times, brought back by ${terraform}, ` +
        'left to people since 2026-11-20T11:00:00.000Z; configmend breaker reset sg-1 has it mended again',
    ]);
    assert.deepEqual(notes, queued.notes);
  });

  it('does not make somebody up where nobody is known', () => {
    const { resources } = heldBack(queued, { ...initialSafetyState, tugsOfWar: [tug('sg-1')] });

    assert.include(resources[0]?.held?.[0] ?? '', 'brought back by somebody not known');
  });

  it('is said of resources as well that are not in the queue', () => {
    const { resources, notes } = heldBack(queued, { ...initialSafetyState, tugsOfWar: [tug('sg-2', terraform)] });

    assert.isUndefined(resources[0]?.held);
    assert.include(notes.at(-1) ?? '', 'keep coming back: sg-2 ');
  });

  it('is everything while the breaker has tripped, and says why', () => {
    const tripped = { at: '2026-11-20T11:30:00.000Z', runId: 'run', cause: '51 mends in one run', told: true };

    const { notes } = heldBack(queued, { ...initialSafetyState, tripped });

    assert.deepEqual(notes.slice(queued.notes.length), [
      'The breaker tripped at 2026-11-20T11:30:00.000Z: 51 mends in one run. Nothing is mended until: configmend breaker reset',
    ]);
  });

  it('is not known where it cannot be read, and says what that means', async () => {
    const read = (): Promise<SafetyState> => Promise.reject(new Failure('SAFETY_UNREADABLE', 'access denied'));

    const { notes, resources } = await withHeldBack(queued, read, now);

    assert.deepEqual(resources, queued.resources);
    assert.match(notes.at(-1) ?? '', /not known.*nothing is mended: .*access denied/);
  });

  it('is in every form', () => {
    const shown = heldBack(queued, { ...initialSafetyState, tugsOfWar: [tug('sg-1', terraform)] });

    assert.match(
      renderInspection(shown, (_, text) => text),
      /\n {2}held {5}tcp 22 from .* brought back by arn:/,
    );
    assert.match(inspectionHtml(shown), /Held back:<\/strong> tcp 22 from/);
    assert.include(inspectionCsv(shown), `brought back by ${terraform}`);
  });
});
