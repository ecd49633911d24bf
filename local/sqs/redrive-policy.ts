import * as v from 'valibot';
import type { AwsError } from '../aws-error.ts';
import { invalidParameter } from './errors.ts';

/** Where a queue's messages go that were received more than `maxReceiveCount` (1 to 1,000) times. */
export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** Which queues may use a queue as their dead-letter queue. */
export interface RedriveAllowPolicy {
  readonly redrivePermission: 'allowAll' | 'denyAll' | 'byQueue';
  readonly sourceQueueArns?: readonly string[] | undefined;
}

const redrive = v.strictObject({
  deadLetterTargetArn: v.string(),
  maxReceiveCount: v.pipe(v.union([v.number(), v.string()]), v.transform(Number)),
});

const redriveAllow = v.strictObject({
  redrivePermission: v.picklist(['allowAll', 'denyAll', 'byQueue']),
  sourceQueueArns: v.optional(v.array(v.string())),
});

/** Throws InvalidParameterValue; whether the target exists is for the caller to say. */
export function readRedrivePolicy(text: string): RedrivePolicy {
  const fail = (reason: string): AwsError => invalidParameter(text, 'RedrivePolicy', reason);
  const read = v.safeParse(redrive, jsonOf(text));
  if (!read.success) {
    const missing = read.issues.find(({ received }) => received === 'undefined');
    throw fail(
      missing === undefined || jsonOf(text) === undefined
        ? "Amazon SQS can't create the redrive policy, as it's in an unsupported format."
        : `Redrive policy does not contain mandatory attribute: ${v.getDotPath(missing)}.`,
    );
  }
  const { deadLetterTargetArn, maxReceiveCount } = read.output;
  if (!/^arn:[^:]+:sqs:[^:]+:\d{12}:[^:]+$/.test(deadLetterTargetArn))
    throw fail('Invalid value for deadLetterTargetArn.');
  if (!Number.isInteger(maxReceiveCount) || maxReceiveCount < 1 || maxReceiveCount > 1000) {
    throw fail(
      `Invalid value for maxReceiveCount: ${maxReceiveCount}, valid values are from 1 to 1000 both inclusive.`,
    );
  }
  return read.output;
}

/** Throws InvalidParameterValue. */
export function readRedriveAllowPolicy(text: string): RedriveAllowPolicy {
  const read = v.safeParse(redriveAllow, jsonOf(text));
  const count = read.success ? (read.output.sourceQueueArns?.length ?? 0) : 0;
  const fits = read.success && (read.output.redrivePermission === 'byQueue' ? count >= 1 && count <= 10 : count === 0);
  if (!read.success || !fits) {
    throw invalidParameter(
      text,
      'RedriveAllowPolicy',
      'redrivePermission must be allowAll, denyAll or byQueue, and sourceQueueArns (1 to 10) is given with byQueue only.',
    );
  }
  return read.output;
}

export function allowsSource(policy: RedriveAllowPolicy | undefined, sourceArn: string): boolean {
  if (policy === undefined || policy.redrivePermission === 'allowAll') return true;
  return policy.redrivePermission === 'byQueue' && (policy.sourceQueueArns?.includes(sourceArn) ?? false);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
