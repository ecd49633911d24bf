import type { Failure } from '../../contract/failure.ts';
import type { RestoreResult } from '../../restore/carry-out-restore.ts';
import type { Actor } from './actor.ts';
import { ledgerBucket, topicArnOf } from './deployment.ts';
import { createDueFaults } from './due-faults.ts';
import { humanNamed } from './operators.ts';
import type { Process, Product } from './product.ts';
import type { CallFault } from './scenario.ts';
import { region } from './services.ts';

export interface RestoreAsked {
  readonly actionId: string;
  readonly force: boolean;
  /** Of its calls, counted from its first. */
  readonly faults: readonly CallFault[];
}

/** How the command ended: with a result, by refusing or failing before a change, or with its process. */
export type RestoreEnd =
  | ({ readonly kind: 'carried out' } & Pick<RestoreResult, 'actionId' | 'outcome' | 'warnings'>)
  | { readonly kind: 'rejected'; readonly actor: Actor; readonly code: string; readonly message: string }
  | { readonly kind: 'died' };

/** The operator's command, each time as a process of its own. */
export type Restorer = (asked: RestoreAsked) => Promise<RestoreEnd>;

const exemptMs = 3_600_000;
/** The code of what has none. */
export const uncoded = 'none';

export function createRestorer(
  start: (process: Pick<Process, 'actor' | 'offMs'>) => Product,
  now: () => number,
): Restorer {
  let processes = 0;
  return async ({ actionId, force, faults }) => {
    processes += 1;
    let died: (end: RestoreEnd) => void = () => {};
    const death = new Promise<RestoreEnd>((resolve) => (died = resolve));
    const actor = restoringActor(-processes, now(), faults, () => died({ kind: 'died' }));
    const { prepareRestore, carryOutRestore, restoreDeps } = start({ actor: () => actor, offMs: () => 0 }).restore();
    const work = async (): Promise<RestoreEnd> => {
      try {
        const deps = await restoreDeps({});
        return {
          kind: 'carried out',
          ...(await carryOutRestore(await prepareRestore(actionId, deps), { exemptMs, force }, deps)),
        };
      } catch (error) {
        const { name, code, message } = error as Partial<Failure> & Error;
        // The product's own class is another one, of its bundle.
        return { kind: 'rejected', actor, code: name === 'Failure' && code !== undefined ? code : uncoded, message };
      }
    };
    const end = await Promise.race([work(), death]);
    actor.endedAt = now();
    return end;
  };
}

/** Its number tells it from functions, which have 0 and more, and from others like it. */
function restoringActor(number: number, startedAt: number, faults: readonly CallFault[], died: () => void): Actor {
  const due = createDueFaults(faults);
  let calls = 0;
  const actor: Actor = {
    ...humanNamed('operator', startedAt),
    number,
    environment: {
      AWS_REGION: region,
      CONFIGMEND_LEDGER_BUCKET: ledgerBucket,
      CONFIGMEND_NOTICES_TOPIC: topicArnOf('notices'),
    },
    trouble: {
      fault(service, operation) {
        calls += 1;
        return due(calls - 1, service, operation);
      },
      dies() {
        actor.dead = true;
        died();
      },
    },
  };
  return actor;
}
