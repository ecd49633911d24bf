import type { Accounts } from '../accounts/accounts.ts';
import type { Place } from '../accounts/membership.ts';
import { accountsOfHub, type AccountsReader } from '../accounts/read-accounts.ts';
import { errorText } from '../aws/classify-error.ts';
import type { ExemptionList } from '../contract/exemption.ts';
import { Failure } from '../contract/failure.ts';
import type { ExemptionReader } from '../exemptions/read-exemptions.ts';
import type { Gate } from '../safety/gate.ts';

export interface PreconditionDeps {
  readonly gate: Gate;
  /** Asked anew for each batch, before anything is read. */
  readonly accounts: AccountsReader;
  /** The same. */
  readonly exemptions: ExemptionReader;
  /** The account and region of this function: the hub's. */
  readonly here: Place;
}

/** What has to be known before anything of a batch may be changed, or the failure that forbids all of it. */
export type Preconditions =
  | { readonly kind: 'met'; readonly accounts: Accounts; readonly exemptions: ExemptionList }
  | { readonly kind: 'barred'; readonly failure: Failure };

/** With the gate closed nothing else is asked. Rejects where the gate fails for good. */
export async function preconditionsOf(deps: PreconditionDeps): Promise<Preconditions> {
  const gate = await gateOf(deps);
  if (gate !== 'open') return { kind: 'barred', failure: gate };
  const [accounts, reading] = await Promise.all([accountsOf(deps), deps.exemptions()]);
  if (accounts instanceof Failure) return { kind: 'barred', failure: accounts };
  if (reading.kind === 'unreadable') return { kind: 'barred', failure: reading.failure };
  return { kind: 'met', accounts, exemptions: reading.list };
}

/** A gate that cannot be read is closed, and no fault of the messages. Rejects where it fails for good. */
export async function gateOf({ gate }: Pick<PreconditionDeps, 'gate'>): Promise<'open' | Failure> {
  try {
    return (await gate()) ? 'open' : gateClosed();
  } catch (cause) {
    if (cause instanceof Failure && cause.transient) return cause;
    throw cause;
  }
}

function gateClosed(): Failure {
  return new Failure('GATE_CLOSED', 'enable_auto_response is off: nothing was changed', { transient: true });
}

async function accountsOf({ accounts, here }: PreconditionDeps): Promise<Accounts | Failure> {
  try {
    return await accountsOfHub(here, accounts)();
  } catch (cause) {
    if (cause instanceof Failure && cause.transient) return cause;
    return new Failure('ACCOUNTS_UNREADABLE', `the accounts cannot be read: ${errorText(cause)}`, {
      cause,
      transient: true,
    });
  }
}
