import type { Story } from './story.ts';

/** Pure. What of the story did not go as it must, a sentence each; of a good one nothing. */
export function storyFaults({ waiting, mended, exempt, tugOfWar, undone, end }: Story): string[] {
  const left = new Set(end.rules.flatMap(({ findings }) => findings.map(({ resourceId }) => resourceId)));
  const people = [mended.denied, tugOfWar.resourceId];
  const outcomes = tugOfWar.broughtBack.map(({ outcome }) => outcome);
  const checks: readonly [boolean, string][] = [
    [waiting.mutatingCalls === 0, 'something was changed while the gate was closed'],
    [waiting.stateUnchanged, 'the live state is another, though the gate was closed'],
    [waiting.queueUnchanged, 'the queue is another, though the gate was closed'],
    [exempt.compliance === 'COMPLIANT' && exempt.stateUnchanged, `${exempt.resourceId} is exempt and was not left so`],
    [outcomes.indexOf('contested') === tugOfWar.limit - 1, `the tug-of-war ended as ${outcomes.join(', ')}`],
    [undone.exitCode === 0 && undone.asBeforeTheMend, `${undone.resourceId} is not as before its mend`],
    [undone.compliance === 'COMPLIANT' && undone.mutatingCalls === 0, `${undone.resourceId} was not left as restored`],
    [people.every((id) => left.has(id)), 'what is left to people is not found any more'],
    [left.size === people.length, `more than ${people.join(' and ')} is left`],
  ];
  return checks.flatMap(([holds, fault]) => (holds ? [] : [fault]));
}
