import pMap from 'p-map';
import type { Accounts } from '../accounts/accounts.ts';
import { errorText } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';
import { log } from '../contract/log.ts';
import type { SweepPlan } from '../contract/sweep-report.ts';
import { invokeItself, type Itself } from './invoke-itself.ts';
import { placesToSweep } from './places.ts';
import type { SweepStore } from './sweep-store.ts';

const startsAtOnce = 8;

export interface StartDeps {
  readonly store: Pick<SweepStore, 'writePlan'>;
  readonly itself: Itself;
  readonly watchOwn: boolean;
}

/**
 * Writes which places the sweep is to look at, then starts each. Rejects with READ_FAILED where some could not be started: the others were,
 * and a place that is started twice is looked at once.
 */
export async function startPlaces(
  { sweepId, startedAt }: Pick<SweepPlan, 'sweepId' | 'startedAt'>,
  accounts: Accounts,
  { store, itself, watchOwn }: StartDeps,
): Promise<SweepPlan> {
  const plan: SweepPlan = { version: 1, sweepId, startedAt, places: placesToSweep(accounts, watchOwn) };
  await store.writePlan(plan);
  const failures: unknown[] = [];
  await pMap(
    plan.places,
    async ({ accountId, region }) => {
      try {
        await invokeItself(itself, { sweepId, startedAt, accountId, region });
      } catch (error) {
        failures.push(error);
        log('error', 'sweep of a place not started', { sweepId, accountId, region, error });
      }
    },
    { concurrency: startsAtOnce },
  );
  const [cause] = failures;
  if (cause === undefined) return plan;
  throw new Failure('READ_FAILED', `${failures.length} places were not started: ${errorText(cause)}`, {
    cause,
    ids: { sweepId },
    transient: true,
  });
}
