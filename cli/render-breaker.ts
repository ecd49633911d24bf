import { actorsAmong } from '../contract/actors-among.ts';
import type { SafetyState, TugOfWar } from '../contract/safety-state.ts';
import { isInterrupted } from '../safety/safety-window.ts';
import { onOneLine } from './plain-text.ts';
import { type painter, table } from './table.ts';

/** What the safeguards remember, and what an operator does next. A pruned state is expected. */
export function renderBreaker(
  { tripped, runs, inFlight, tugsOfWar }: SafetyState,
  paint: ReturnType<typeof painter>,
  now = new Date(),
): string {
  const mends = runs.reduce((sum, run) => sum + run.mends, 0);
  const left = inFlight.filter((action) => isInterrupted(action, now));
  return [
    tripped === null
      ? `${paint('green', 'Not tripped.')} Mends of the last hour: ${mends}.`
      : [
          `${paint('red', 'Tripped')} at ${tripped.at}: ${onOneLine(tripped.cause)}.`,
          'Nothing is changed. Look at what is queued, then: configmend breaker reset',
        ].join('\n'),
    ...(tugsOfWar.length === 0 ? [] : [tugs(tugsOfWar, paint)]),
    ...(left.length === 0
      ? []
      : [
          `${paint('yellow', 'Interrupted')}, and taken up again with the next instruction for the resource:`,
          table(left.map(({ resource, actionId, at }) => [`  ${onOneLine(resource)}`, onOneLine(actionId), at])),
        ]),
  ].join('\n');
}

function tugs(tugsOfWar: readonly TugOfWar[], paint: ReturnType<typeof painter>): string {
  const rows = tugsOfWar.map(({ resource, violation, mends, since }) => {
    const actors = actorsAmong(mends).join(', ');
    const cells = [resource.id, violation, String(mends.length), actors === '' ? 'not known' : actors, since];
    return cells.map(onOneLine);
  });
  return [
    '',
    `${paint('yellow', 'Left to people')}, because they keep coming back:`,
    table(rows, ['RESOURCE', 'VIOLATION', 'MENDED', 'BROUGHT BACK BY', 'SINCE']),
    'To have one mended again: configmend breaker reset RESOURCE',
  ].join('\n');
}
