import { AwsError } from '../aws-error.ts';
import {
  type RedriveAllowPolicy,
  type RedrivePolicy,
  readRedriveAllowPolicy,
  readRedrivePolicy,
} from './redrive-policy.ts';

/** The attributes of a queue that can be set, read. Seconds and bytes as SQS has them. */
export interface QueueSettings {
  readonly DelaySeconds: number;
  readonly MaximumMessageSize: number;
  readonly MessageRetentionPeriod: number;
  readonly ReceiveMessageWaitTimeSeconds: number;
  readonly VisibilityTimeout: number;
  readonly KmsDataKeyReusePeriodSeconds: number;
  readonly SqsManagedSseEnabled: boolean;
  readonly KmsMasterKeyId?: string | undefined;
  /** The access policy's text, a JSON object. */
  readonly Policy?: string | undefined;
  readonly RedrivePolicy?: RedrivePolicy | undefined;
  readonly RedriveAllowPolicy?: RedriveAllowPolicy | undefined;
}

/** SQS API Reference, CreateQueue; the size as of August 2025, SSE-SQS on by default since 2022. */
export const defaultSettings: QueueSettings = {
  DelaySeconds: 0,
  MaximumMessageSize: 1_048_576,
  MessageRetentionPeriod: 345_600,
  ReceiveMessageWaitTimeSeconds: 0,
  VisibilityTimeout: 30,
  KmsDataKeyReusePeriodSeconds: 300,
  SqsManagedSseEnabled: true,
};

const ranges = {
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
} as const;

const fifoAttributes = ['FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'];

/**
 * The settings after some attributes were set. An empty policy or key takes the attribute away. Throws InvalidAttributeName,
 * InvalidAttributeValue and, for redrive policies, InvalidParameterValue.
 */
export function withAttributes(settings: QueueSettings, attributes: Readonly<Record<string, string>>): QueueSettings {
  if (attributes['KmsMasterKeyId'] && attributes['SqsManagedSseEnabled'] === 'true') {
    throw new AwsError(
      'InvalidAttributeName',
      'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.',
    );
  }
  return Object.entries(attributes).reduce(
    (done, [name, value]) => ({ ...done, ...readAttribute(name, value) }),
    settings,
  );
}

function readAttribute(name: string, value: string): Partial<QueueSettings> {
  if (isRanged(name)) return { [name]: inRange(name, value) };
  switch (name) {
    case 'KmsMasterKeyId':
      return value === '' ? { KmsMasterKeyId: undefined } : { KmsMasterKeyId: value, SqsManagedSseEnabled: false };
    case 'SqsManagedSseEnabled':
      return value === 'true'
        ? { SqsManagedSseEnabled: true, KmsMasterKeyId: undefined }
        : { SqsManagedSseEnabled: isFalse(name, value) };
    case 'Policy':
      return { Policy: value === '' ? undefined : jsonObject(name, value) };
    case 'RedrivePolicy':
      return { RedrivePolicy: value === '' ? undefined : readRedrivePolicy(value) };
    case 'RedriveAllowPolicy':
      return { RedriveAllowPolicy: value === '' ? undefined : readRedriveAllowPolicy(value) };
    default:
      throw fifoAttributes.includes(name)
        ? new AwsError('NotImplemented', `the local account does not implement FIFO queues (attribute ${name})`, 501)
        : unknownAttribute(name);
  }
}

export function unknownAttribute(name: string): AwsError {
  return new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
}

/** As GetQueueAttributes writes them: strings, and nothing for what is not set. */
export function settingsAsAttributes(settings: QueueSettings): Record<string, string> {
  const { RedrivePolicy, RedriveAllowPolicy, KmsDataKeyReusePeriodSeconds, ...plain } = settings;
  const shown = {
    ...plain,
    RedrivePolicy: RedrivePolicy && JSON.stringify(RedrivePolicy),
    RedriveAllowPolicy: RedriveAllowPolicy && JSON.stringify(RedriveAllowPolicy),
    KmsDataKeyReusePeriodSeconds: plain.KmsMasterKeyId === undefined ? undefined : KmsDataKeyReusePeriodSeconds,
  };
  return Object.fromEntries(
    Object.entries(shown).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

function isRanged(name: string): name is keyof typeof ranges {
  return Object.hasOwn(ranges, name);
}

function inRange(name: keyof typeof ranges, value: string): number {
  const [low, high] = ranges[name];
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= low && number <= high)) throw invalidAttribute(name);
  return number;
}

function isFalse(name: string, value: string): false {
  if (value !== 'false') throw invalidAttribute(name);
  return false;
}

function jsonObject(name: string, value: string): string {
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return value;
  } catch {
    // Not JSON: the same answer as JSON that is no object.
  }
  throw invalidAttribute(name);
}

function invalidAttribute(name: string): AwsError {
  return new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
}
