import type { DeadLetterNotice, Notice } from '../contract/notice.ts';
import type { HeldMessage, Work } from '../contract/remediation-batch.ts';
import { backoffSeconds, maxAttempts } from '../queue/attempts.ts';
import { oneOfEach } from '../queue/one-of-each.ts';
import type { Queue } from '../queue/queue.ts';
import { messageBody } from '../queue/send-instructions.ts';
import type { Unreadable } from './read-message.ts';

export interface SettleUnworkedDeps {
  readonly queue: Queue;
  tell(notices: readonly Notice[]): Promise<void>;
  now(): Date;
  readonly report: (message: string, fields: Record<string, unknown>) => void;
}

/** What a coordinator keeps back for this after its last batch: a round has 200 messages, and some take two calls each. */
export const settleMs = 10_000;
/** What could not be told is out of sight for so long: SQS delays none for longer (SQS API, SendMessage). */
const untoldSeconds = 900;

/** Messages that no remediator worked on. Nothing here rejects: what is not settled now comes again when its hold ends. */
export interface SettleUnworked {
  /** People are told, then they go to the dead letters, each with its reason. What cannot be told stays in the queue until it can be. */
  bury(messages: readonly Unreadable[]): Promise<void>;
  /** Stale copies of an instruction that goes on: deleted before anybody works on them. */
  drop(messages: readonly HeldMessage[]): Promise<void>;
  /** Back to the queue as they are, to be seen again after so many seconds. */
  giveBack(messages: readonly HeldMessage[], afterSeconds: number): Promise<void>;
  /** A crash counts as an attempt, so that a batch that always crashes comes to an end: with the dead letters. */
  countCrash(work: readonly Work[], reason: string): Promise<void>;
}

export function createSettleUnworked(deps: SettleUnworkedDeps): SettleUnworked {
  const { queue } = deps;

  /** One message or call that is refused must not keep the others from being worked. */
  async function orReport(what: string, fields: Record<string, unknown>, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      deps.report(what, { ...fields, error });
    }
  }

  async function bury(buried: readonly { message: BuriedMessage; body: string }[]): Promise<void> {
    if (buried.length === 0) return;
    const notices = buried.map(({ message }) => deadLetterNotice(message, deps.now()));
    let told = false;
    await orReport(
      'notices were not published',
      { messageIds: notices.map(({ messageId }) => messageId) },
      async () => {
        await deps.tell(notices);
        told = true;
      },
    );
    for (const { message, body } of buried) {
      const { messageId } = message.receipt;
      if (!told) await orReport('message not put off', { messageId }, () => tellAgain(message));
      else
        await orReport('message not dead-lettered', { messageId }, () =>
          queue.deadLetter(message.receipt, body, message.reason),
        );
    }
  }

  /**
   * An instruction is queued anew, so that its age and receives begin anew. What is none can only be given back: SQS moves it to the dead
   * letters itself once it was received too often, after ten days, and the alarm for dead letters tells of that.
   */
  function tellAgain({ receipt, instruction }: BuriedMessage): Promise<void> {
    if (instruction === undefined) return queue.giveBack([receipt], untoldSeconds);
    return queue.putOff([{ ...receipt, instruction }], untoldSeconds);
  }

  async function drop(messages: readonly HeldMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const messageIds = messages.map(({ messageId }) => messageId);
    await orReport('duplicates not deleted', { messageIds }, () => queue.delete(messages));
  }

  return {
    drop,

    bury: (messages) =>
      bury(
        messages.map(({ receipt, body, failure, instruction }) => ({
          message: { receipt, instruction, reason: { code: failure.code, message: failure.message } },
          body,
        })),
      ),

    async giveBack(messages, afterSeconds) {
      const messageIds = messages.map(({ messageId }) => messageId);
      await orReport('messages not given back', { messageIds }, () => queue.giveBack(messages, afterSeconds));
    },

    async countCrash(work, reason) {
      const spent: { message: BuriedMessage; body: string }[] = [];
      for (const { messages } of work) {
        const { kept, duplicates } = oneOfEach(messages);
        for (const message of kept) {
          const { messageId, instruction } = message;
          if (instruction.attempt + 1 < maxAttempts) {
            await orReport('message not queued again', { messageId }, () =>
              queue.retry(message, backoffSeconds(instruction.attempt)),
            );
            continue;
          }
          const text = `the remediator failed ${maxAttempts} times, last: ${reason}`;
          const exhausted = { code: 'ATTEMPTS_EXHAUSTED', message: text };
          // Counted, so that a remediator that gets it once more, to be told, does not try it once more.
          const counted = { ...instruction, attempt: instruction.attempt + 1 };
          spent.push({
            message: { receipt: message, instruction: counted, reason: exhausted },
            body: messageBody(instruction),
          });
        }
        await drop(duplicates);
      }
      await bury(spent);
    },
  };
}

type BuriedMessage = Pick<Unreadable, 'receipt' | 'instruction'> & { reason: { code: string; message: string } };

function deadLetterNotice({ receipt, instruction, reason }: BuriedMessage, at: Date): DeadLetterNotice {
  return {
    version: 1,
    kind: 'dead-letter',
    messageId: receipt.messageId,
    ...(instruction === undefined ? {} : { remediator: instruction.remediator, resource: instruction.resource }),
    failure: {
      code: reason.code,
      message: reason.message.slice(0, 500),
      next: 'Read the reason on the message in the dead-letter queue.',
    },
    at: at.toISOString(),
  };
}
