import { assert } from 'chai';
import type { OutcomeNotice } from '../../contract/notice.ts';
import type { Bucket } from '../../contract/resource.ts';
import { remediatorOf } from '../../remediators/registry.ts';
import type { Judge } from '../../rules/registered-rule.ts';
import { applyToBucket, readBucket } from './bucket-simulator.ts';
import { batch, bucketIdentity, held, work } from './instructions.ts';
import { outcomesOf, type Remediation, remediation } from './remediation.ts';

export interface BucketMend extends Remediation {
  /** Operations that are refused for good, or, where the error says so, for now. */
  readonly refused: Map<string, Error>;
  mend(...rules: readonly string[]): Promise<[string, string][]>;
  /** The rules of the messages that were settled so. */
  settled(how: 'deleted' | 'retried' | 'deadLetters'): string[];
  notice(): OutcomeNotice;
}

/** One bucket as S3 would keep it, under the remediator of buckets; `onWrite` is called at each write of the ledger, from 0. */
export function bucketMend(
  start: Bucket,
  judges: ReadonlyMap<string, Judge>,
  overrides: Parameters<typeof remediation>[1] = {},
  onWrite: (write: number) => void = () => undefined,
): BucketMend {
  const name = start.id;
  const remediator = remediatorOf('s3-bucket');
  if (remediator === undefined) assert.fail('no remediator of buckets');
  const refused = new Map<string, Error>();
  const ruleOfMessage = new Map<string, string>();
  const made = remediation(
    [start],
    {
      remediator,
      judges,
      async apply(change) {
        made.journal.push(change.operation);
        const error = refused.get(change.operation);
        if (error !== undefined) throw error;
        const kept = made.live.get(name);
        if (kept === undefined || kept instanceof Error || kept.type !== 'AWS::S3::Bucket') assert.fail('no bucket');
        made.live.set(name, readBucket(applyToBucket(kept, change)));
        return 'done';
      },
      ...overrides,
    },
    (write) => {
      onWrite(write);
      return undefined;
    },
  );
  return Object.assign(made, {
    refused,
    async mend(...rules: readonly string[]) {
      const messages = rules.map((rule) => held({ resource: bucketIdentity(), remediator: 's3-bucket', rule }));
      for (const { messageId, instruction } of messages) ruleOfMessage.set(messageId, instruction.rule);
      return outcomesOf(await made.runBatch(batch([work(...messages)], { remediator: 's3-bucket' })));
    },
    settled(how: 'deleted' | 'retried' | 'deadLetters') {
      const ids = made.queue[how].map((one) => (typeof one === 'string' ? one : one.messageId));
      return ids.map((id) => ruleOfMessage.get(id) ?? id).toSorted();
    },
    notice() {
      const [notice, ...others] = made.topic.told;
      assert.lengthOf(others, 0);
      return notice?.kind === 'outcome' ? notice : assert.fail('nothing was told');
    },
  });
}
