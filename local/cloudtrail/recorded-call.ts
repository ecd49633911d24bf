import type { BucketHomes } from '../s3/s3.ts';
import type { AnsweredCall } from '../service.ts';
import { ec2Elements } from './ec2-calls.ts';
import type { CallElements } from './elements.ts';
import { s3Elements } from './s3-calls.ts';

/** What CloudTrail says of a call besides who made it, and whom it tells. */
export interface RecordedCall {
  readonly source: 'ec2' | 's3';
  /** CloudTrail's own name of it. */
  readonly eventName: string;
  readonly region: string;
  /** The caller's account, and the bucket owner's where that is another. */
  readonly recipients: readonly string[];
  readonly elements: CallElements;
}

/** What is recorded of a call; undefined for one that reads, that is about objects, or that the local account does not implement. */
export function recordedCall(call: AnsweredCall, homeOf: BucketHomes['homeOf']): RecordedCall | undefined {
  const { service, operation, caller, error } = call;
  if (error?.status === 501) return undefined;
  if (service === 'ec2') {
    const elements = ec2Elements(call);
    if (elements === undefined) return undefined;
    return {
      source: 'ec2',
      eventName: operation,
      region: caller.region,
      recipients: [caller.accountId],
      elements,
    };
  }
  const s3 = service === 's3' || service === 's3-control' ? s3Elements(call) : undefined;
  if (s3 === undefined) return undefined;
  const { eventName, bucketName, elements } = s3;
  // Whoever asks for a name that is taken is told so, but its owner does not learn who asked.
  const isElsewhere = eventName === 'CreateBucket' && error !== undefined;
  const home = (bucketName === undefined || isElsewhere ? undefined : homeOf(caller.partition, bucketName)) ?? caller;
  return {
    source: 's3',
    eventName,
    region: home.region,
    recipients: [...new Set([caller.accountId, home.accountId])],
    elements:
      bucketName === undefined || eventName === 'CreateBucket'
        ? elements
        : withResource(elements, home, bucketName, caller.partition),
  };
}

function withResource(
  elements: CallElements,
  { accountId }: { readonly accountId: string },
  bucketName: string,
  partition: string,
): CallElements {
  return {
    ...elements,
    resources: [{ accountId, type: 'AWS::S3::Bucket', ARN: `arn:${partition}:s3:::${bucketName}` }],
  };
}
