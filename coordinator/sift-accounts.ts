import type { Accounts } from '../accounts/accounts.ts';
import { membershipOf } from '../accounts/membership.ts';
import { accountsFor, type AccountsReader } from '../accounts/read-accounts.ts';
import type { HeldMessage, Work } from '../contract/remediation-batch.ts';
import { oneForAll } from '../queue/one-of-each.ts';
import { messageBody } from '../queue/send-instructions.ts';
import { accountUnknown } from '../remediators/account-failures.ts';
import type { SettleUnworked, SettleUnworkedDeps } from './settle-unworked.ts';

export interface SiftAccountsDeps extends SettleUnworkedDeps {
  /** As they are now. */
  readonly accounts: AccountsReader;
}

/** What of the work may go on, and how many messages may not. */
export interface SiftedAccounts {
  readonly work: readonly Work[];
  /** Of accounts and regions that are not ours: with the dead letters. */
  readonly strangers: number;
  /** Of accounts that are only observed: back in the queue. */
  readonly observed: number;
}

export interface SiftAccounts {
  /** Without them nobody can say whose resources may be changed, and nothing need be taken from the queue. Never rejects. */
  known(): Promise<boolean>;
  /** Never rejects: what cannot be decided now is given back. */
  sift(work: readonly Work[]): Promise<SiftedAccounts>;
}

/** For so long a coordinator goes by what it read. It changes nothing itself: a remediator asks anew. */
const rememberedMs = 30_000;
/** So long at most a message is out of sight: SQS delays none for longer (SQS API, SendMessage). */
const observedSeconds = 900;
const againSeconds = 60;

/**
 * Sorts out whose account is not ours or not to be changed. What would be turned away by what is remembered is judged by what is read anew: the
 * message of an account that has just become a member must not end with the dead letters. What waits is queued anew, as in a grace
 * period, since SQS moves away what was received too often.
 */
export function createSiftAccounts(deps: SiftAccountsDeps, settle: SettleUnworked): SiftAccounts {
  const remembered = accountsFor(rememberedMs, deps.accounts, () => deps.now().getTime());

  async function wait(work: readonly Work[]): Promise<void> {
    const each = work.map(({ messages }) => oneForAll(messages));
    const kept = each.flatMap((one) => one.kept);
    try {
      await deps.queue.putOff(kept, observedSeconds);
    } catch (error) {
      // They come again when their hold ends.
      deps.report('messages not put off', { messageIds: kept.map(({ messageId }) => messageId), error });
      return;
    }
    await settle.drop(each.flatMap(({ duplicates }) => duplicates));
  }

  /** Answers how many were buried: one for each rule and resource. */
  async function bury(work: readonly Stranger[]): Promise<number> {
    const each = work.map(({ item, reason }) => {
      const { kept, duplicates } = oneForAll(item.messages);
      return { kept, duplicates, failure: accountUnknown(item.resource, reason) };
    });
    const buried = each.flatMap(({ kept, failure }) =>
      kept.map(({ instruction, ...receipt }) => ({ receipt, body: messageBody(instruction), failure, instruction })),
    );
    await settle.bury(buried);
    await settle.drop(each.flatMap(({ duplicates }) => duplicates));
    return buried.length;
  }

  return {
    async known() {
      try {
        await remembered();
        return true;
      } catch (error) {
        deps.report('the accounts are not known, so nothing is taken', { error });
        return false;
      }
    },
    async sift(work) {
      let accounts: Accounts;
      try {
        accounts = await remembered();
        if (sorted(work, accounts).ours.length < work.length) accounts = await deps.accounts();
      } catch (error) {
        deps.report('the accounts are not known, so what was taken waits', { error });
        await settle.giveBack(messagesOf(work), againSeconds);
        return { work: [], strangers: 0, observed: 0 };
      }
      const { ours, observed, strangers } = sorted(work, accounts);
      if (observed.length > 0) await wait(observed);
      const buried = strangers.length === 0 ? 0 : await bury(strangers);
      return { work: ours, strangers: buried, observed: messagesOf(observed).length };
    },
  };
}

interface Stranger {
  readonly item: Work;
  readonly reason: string;
}

function sorted(work: readonly Work[], accounts: Accounts) {
  const [ours, observed, strangers]: [Work[], Work[], Stranger[]] = [[], [], []];
  for (const item of work) {
    const membership = membershipOf(accounts, item.resource);
    if (membership.kind === 'stranger') strangers.push({ item, reason: membership.reason });
    else if (membership.account.mode === 'observe') observed.push(item);
    else ours.push(item);
  }
  return { ours, observed, strangers };
}

function messagesOf(work: readonly Work[]): HeldMessage[] {
  return work.flatMap(({ messages }) => messages);
}
