import type { Message } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import * as fc from 'fast-check';
import { Instruction } from '../../contract/instruction.ts';
import * as v from 'valibot';
import type { Notice } from '../../contract/notice.ts';
import type { RemediationBatch } from '../../contract/remediation-batch.ts';
import { drain } from '../../coordinator/drain.ts';
import type { Queue } from '../../queue/queue.ts';
import { accountsOf } from '../support/accounts.ts';
import { answered } from '../support/coordinator.ts';
import { memoryGrace } from '../support/grace.ts';
import { groupIdentity, instruction } from '../support/instructions.ts';

const start = Date.parse('2026-11-20T12:00:00.000Z');
const minute = 60_000;

/** A finding of a violation: when, and how long a grace the rule had then. */
interface Finding {
  readonly group: string;
  readonly at: number;
  readonly grace: number;
}

const findings = fc.array(
  fc.record({
    group: fc.constantFrom('sg-1', 'sg-2', 'sg-3'),
    at: fc.integer({ min: 0, max: 120 }),
    grace: fc.integer({ min: 1, max: 120 }),
  }),
  { minLength: 1, maxLength: 8 },
);
/** Of each step that can fail, whether it does: in the order of the steps, none after the last. */
const troubles = fc.array(fc.boolean(), { maxLength: 25 });

const endOf = ({ at, grace }: Finding): number => at + grace;

/** A coordinator that runs every minute over a queue with delays and holds, whose every step may fail. */
async function live(all: readonly Finding[], failing: readonly boolean[]) {
  let now = 0;
  let step = 0;
  let receipts = 0;
  const mends: { group: string; at: number }[] = [];
  const told: Notice[] = [];
  const queued = new Map<string, { body: string; visibleAt: number }>();
  const perhaps = (): void => {
    if (failing[step++] === true) throw new Error('it fails');
  };
  const send = (sent: Instruction, visibleAt: number): void => {
    queued.set(`r${(receipts += 1)}`, { body: JSON.stringify(sent), visibleAt });
  };
  const queue: Queue = {
    async receive() {
      const visible = [...queued].filter(([, { visibleAt }]) => visibleAt <= now).slice(0, 10);
      for (const [, message] of visible) message.visibleAt = now + 15;
      return visible.map(([receipt, { body }]): Message => {
        return { MessageId: receipt, ReceiptHandle: receipt, Body: body };
      });
    },
    async delete(messages) {
      perhaps();
      for (const { receiptHandle } of messages) queued.delete(receiptHandle);
    },
    async giveBack(messages, afterSeconds) {
      perhaps();
      for (const { receiptHandle } of messages) {
        const message = queued.get(receiptHandle);
        if (message !== undefined) message.visibleAt = now + afterSeconds / 60;
      }
    },
    async putOff(messages, afterSeconds) {
      perhaps();
      for (const message of messages) send(message.instruction, now + afterSeconds / 60);
      await queue.delete(messages);
    },
    retry: () => Promise.reject(new Error('nothing is tried again')),
    deadLetter: () => Promise.reject(new Error('nothing is a dead letter')),
  };
  const graceStore = memoryGrace();
  const { write } = graceStore;
  graceStore.write = async (held) => {
    perhaps();
    return write(held);
  };
  const invoke = async (batch: RemediationBatch) => {
    for (const { resource, messages } of batch.work) {
      mends.push({ group: resource.id, at: now });
      for (const { receiptHandle } of messages) queued.delete(receiptHandle);
    }
    return answered(batch);
  };
  for (now = 0; now <= 400; now += 1) {
    for (const { group, at, grace } of all.filter((one) => one.at === now)) {
      const evidence = { source: 'config' as const, capturedAt: new Date(start + at * minute).toISOString() };
      const notBefore = new Date(start + (at + grace) * minute).toISOString();
      send(v.parse(Instruction, instruction({ resource: groupIdentity(group), evidence, notBefore })), now);
    }
    let left = 3;
    await drain({
      gate: () => Promise.resolve(true),
      abandon: () => Promise.resolve(),
      accounts: () => Promise.resolve(accountsOf()),
      exemptionsKnown: () => Promise.resolve(true),
      tripped: () => Promise.resolve(false),
      graceStore,
      queue,
      async tell(notices) {
        perhaps();
        told.push(...notices);
      },
      invoke,
      remainingMs: () => (left-- > 0 ? minute : 0),
      now: () => new Date(start + now * minute),
      report: () => undefined,
      runId: `run-${now}`,
    });
  }
  return { mends, told, left: queued.size };
}

describe('Grace periods, over hours of findings', function () {
  it('end with a mend, never earlier than any finding asks for, and nothing is lost, whatever step fails', async () => {
    await fc.assert(
      fc.asyncProperty(findings, troubles, async (all, failing) => {
        const { mends, left } = await live(all, failing);

        assert.equal(left, 0);
        for (const group of new Set(all.map((one) => one.group))) {
          const ofGroup = all.filter((one) => one.group === group);
          const mended = mends.filter((mend) => mend.group === group).map(({ at }) => at);
          const earliest = Math.min(...ofGroup.map(endOf));
          assert.isNotEmpty(mended, group);
          assert.isTrue(
            mended.every((at) => at >= earliest),
            `${group} at ${mended.join()}, not before ${earliest}`,
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('end in time and are announced once where nothing fails, however often the violation is found meanwhile', async () => {
    const oneLong = fc.array(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(oneLong, async (times) => {
        const { mends, told } = await live(
          times.map((at) => ({ group: 'sg-1', at, grace: 60 })),
          [],
        );

        const first = Math.min(...times) + 60;
        assert.equal(mends[0]?.at, first);
        assert.deepEqual(
          told.map((notice) => (notice.kind === 'grace' ? notice.until : notice.kind)),
          [new Date(start + first * minute).toISOString()],
        );
      }),
      { numRuns: 40 },
    );
  });
});
