import { Failure, type FailureCode } from '../contract/failure.ts';
import type { ActionRecord } from '../contract/ledger-entry.ts';
import { maxAttempts } from '../queue/attempts.ts';
import type { Step } from './mend-step.ts';
import { fail, type Mending, recall } from './mending.ts';

/** What an action fails with once it was admitted. */
const codes: readonly FailureCode[] = [
  'CHANGE_DENIED',
  'CHANGE_FAILED',
  'READ_FAILED',
  'ROLE_NOT_ASSUMED',
  'STILL_VIOLATING',
  'UNMENDABLE',
];

/**
 * Fails what was given up before and is here again only because nobody could be told of it. It still violates, and is not tried once more: each
 * try would count, so that a topic that is down for hours would trip the breaker.
 */
export function giveUpAgain(steps: readonly Step[]): ReadonlySet<Mending> {
  const spent = new Set<Mending>();
  for (const { mending, found } of steps) {
    const failure = givenUp(mending);
    if (failure === undefined) continue;
    fail(mending, failure, found);
    spent.add(mending);
  }
  return spent;
}

/** Nothing where its attempts are not used up, and where the last one mended it: then it has come back since. */
function givenUp(mending: Mending): Failure | undefined {
  const { work, interrupted, untold } = mending;
  const last = interrupted.at(-1);
  if (last === undefined || work.messages.some(({ instruction }) => instruction.attempt < maxAttempts))
    return undefined;
  const { resource } = work;
  const ids = { resourceId: resource.id, accountId: resource.accountId, region: resource.region };
  const record = untold.find(({ id }) => id === last.actionId);
  if (record === undefined) {
    const message = `its attempts are used up, and the last one, action ${last.actionId}, was interrupted`;
    return new Failure('ATTEMPTS_EXHAUSTED', message, { ids });
  }
  if (record.failure === undefined) return undefined;
  if (record.outcome === 'partly-mended') tellAsItsOwn(mending, record);
  const code = codes.find((one) => record.failure?.startsWith(`${one}: `));
  if (code === undefined) return new Failure('ATTEMPTS_EXHAUSTED', record.failure, { ids });
  return new Failure(code, record.failure.slice(code.length + 2), { ids });
}

/** What it changed is there, and can be undone. */
function tellAsItsOwn(mending: Mending, record: ActionRecord): void {
  recall(mending, [record]);
  mending.calls.push(...record.calls);
}
