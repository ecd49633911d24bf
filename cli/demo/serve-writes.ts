import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import type { ConsoleAction } from '../../console/console-action.ts';
import type { ActionPreview, PreparedAction } from '../../console/console-source.ts';
import { Failure } from '../../contract/failure.ts';
import type { Deployment } from '../../local/deploy-pipeline.ts';
import type { LocalAccount } from '../../local/local-account.ts';
import { carryOutRestore, type RestoreDeps } from '../../restore/carry-out-restore.ts';
import { prepareRestore } from '../../restore/prepare-restore.ts';
import { letGo } from '../breaker.ts';
import { renderResult } from '../render-restore.ts';
import { createSafetyStore } from '../../safety/safety-store.ts';
import { breakageNamed, type BreakingAct } from './serve-breakages.ts';

export interface WriteDeps {
  readonly account: LocalAccount;
  readonly deployment: Deployment;
  readonly breakages: readonly BreakingAct[];
  readonly restore: RestoreDeps;
}

const exemptMs = 24 * 60 * 60 * 1000;
const plain = (_: unknown, text: string): string => text;

/** What the console may change in the local account, each made ready to be shown before it is confirmed. */
export function preparedWrites(deps: WriteDeps): (action: ConsoleAction) => Promise<PreparedAction> {
  return async (action) => {
    switch (action.kind) {
      case 'gate':
        return gate(action.open, deps);
      case 'break':
        return breaking(breakageNamed(action.breakage, deps.breakages));
      case 'restore':
        return restoring(action.action, action.force === true, deps);
      case 'reset':
        return resetting(action.resource, deps);
    }
  };
}

function gate(open: boolean, { account, deployment }: WriteDeps): PreparedAction {
  return {
    preview: {
      title: open ? 'Open the gate?' : 'Close the gate?',
      lines: open
        ? [
            'What waits in the queue is mended within seconds, and so is everything found from now on.',
            'Each mend is recorded first, and can be undone in History.',
            'As terraform apply -var enable_auto_response=true would.',
          ]
        : ['Nothing more is changed. What is found waits in the queue, where it can be read.'],
      conflicts: [],
      confirm: open ? 'Open the gate' : 'Close the gate',
    },
    async carryOut() {
      await deployment.setAutoResponse(open);
      if (!open) return ['The gate is closed.'];
      // The schedule would begin within a minute; nobody wants to wait for that.
      const FunctionName = deployment.functionName('coordinator');
      const begin = new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: '{}' });
      await new LambdaClient(account.clientConfig()).send(begin);
      return ['The gate is open.'];
    },
  };
}

function breaking(act: BreakingAct): PreparedAction {
  return {
    preview: {
      title: `${act.label}?`,
      lines: [`${act.about}.`, ...act.calls, 'Of the local account only: nothing leaves this machine.'],
      conflicts: [],
      confirm: 'Break it',
    },
    async carryOut() {
      await act.carryOut();
      return [`Done: ${act.about}. AWS Config finds it in a moment.`];
    },
  };
}

async function restoring(actionId: string, force: boolean, { restore }: WriteDeps): Promise<PreparedAction> {
  const prepared = await prepareRestore(actionId, restore);
  const { plan, conflicts } = prepared.restore;
  const { live } = prepared;
  const called = live.type === 'AWS::EC2::SecurityGroup' ? `${live.name} (${live.id})` : live.id;
  const isRefused = conflicts.length > 0 && !force;
  const preview: ActionPreview = {
    title: `Put ${called} back?`,
    lines:
      plan.changes.length === 0
        ? ['There is nothing to put back: it is as before the mend already.']
        : [
            prepared.exempt.length === 0
              ? 'No exemption is needed, since no rule finds anything in it.'
              : `What is put back is exempt for 24 hours from ${[...new Set(prepared.exempt.map(({ rule }) => rule))].join(', ')}.`,
            ...(isRefused ? ['It is refused, since it would undo what others changed since:'] : []),
          ],
    plan,
    conflicts,
    ...(plan.changes.length === 0 || isRefused ? {} : { confirm: force ? 'Put it back all the same' : 'Put it back' }),
  };
  return {
    preview,
    async carryOut() {
      const result = await carryOutRestore(prepared, { exemptMs, force }, restore);
      if (result.failure !== undefined) throw result.failure;
      return [...renderResult(result, prepared, plain).split('\n'), ...result.warnings];
    },
  };
}

async function resetting(resource: string | undefined, { account, deployment }: WriteDeps): Promise<PreparedAction> {
  const store = createSafetyStore(new S3Client(account.clientConfig()), deployment.ledgerBucket);
  const { state } = await store.read();
  const isHeld =
    resource === undefined ? state.tripped !== null : state.tugsOfWar.some((tug) => tug.resource.id === resource);
  if (!isHeld) throw new Failure('USAGE', 'nothing is held back there: look at the page again');
  return {
    preview: {
      title: resource === undefined ? 'Reset the breaker?' : `Let ${resource} be mended again?`,
      lines:
        resource === undefined
          ? ['Mends go on, and are counted anew. Look at the queue first.']
          : ['It is mended with its next finding, and counted anew. Settle it first with whoever brings it back.'],
      conflicts: [],
      confirm: resource === undefined ? 'Reset the breaker' : 'Let it be mended',
    },
    async carryOut() {
      const said: string[] = [];
      const terminal = {
        out: (text: string) => said.push(text),
        warn: () => {},
        progress: () => {},
        bar: () => {},
        paint: plain,
      };
      await letGo(resource, {}, terminal, store);
      return said;
    },
  };
}
