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
  | { readonly kind: 'carried out'; readonly outcome: RestoreResult['outcome'] }
  | { readonly kind: 'rejected'; readonly code: string; readonly message: string }
  | { readonly kind: 'died' };

/** The operator's command, each time as a process of its own. */
export type Restorer = (asked: RestoreAsked) => Promise<RestoreEnd>;

const exemptMs = 3_600_000;

export function createRestorer(
  start: (process: Pick<Process, 'actor' | 'offMs'>) => Product,
  now: () => number,
): Restorer {
  return async ({ actionId, force, faults }) => {
    let died: (end: RestoreEnd) => void = () => {};
    const death = new Promise<RestoreEnd>((resolve) => (died = resolve));
    const actor = restoringActor(now(), faults, () => died({ kind: 'died' }));
    const { prepareRestore, carryOutRestore, restoreDeps } = start({ actor: () => actor, offMs: () => 0 }).restore();
    const work = async (): Promise<RestoreEnd> => {
      try {
        const deps = await restoreDeps({});
        const { outcome } = await carryOutRestore(await prepareRestore(actionId, deps), { exemptMs, force }, deps);
        return { kind: 'carried out', outcome };
      } catch (error) {
        const { code = 'none', message } = error as { readonly code?: string; readonly message: string };
        return { kind: 'rejected', code, message };
      }
    };
    const end = await Promise.race([work(), death]);
    actor.endedAt = now();
    return end;
  };
}

function restoringActor(startedAt: number, faults: readonly CallFault[], died: () => void): Actor {
  const due = createDueFaults(faults);
  let calls = 0;
  const actor: Actor = {
    ...humanNamed('operator', startedAt),
    environment: {
      AWS_REGION: region,
      CONFIGMEND_LEDGER_BUCKET: ledgerBucket,
      CONFIGMEND_NOTICES_TOPIC: topicArnOf('notices'),
    },
    trouble: {
      fault(service, operation) {
        const number = calls;
        calls += 1;
        return due(number, service, operation);
      },
      dies() {
        actor.dead = true;
        died();
      },
    },
  };
  return actor;
}
