import type { ResourceType } from '../contract/resource.ts';
import type { ApiCall } from './api-call.ts';

/** Calls of one service after which a resource of the type may violate a rule. */
export interface WatchedCalls {
  /** EventBridge's name of the service. */
  readonly source: string;
  /** CloudTrail's. */
  readonly eventSource: string;
  readonly resourceType: ResourceType;
  /** CloudTrail's names of the calls. */
  readonly eventNames: readonly string[];
}

/**
 * Every call that the fast path follows. Calls that only ever narrow are left to AWS Config (revoking a rule, deleting a bucket or
 * group), and so are those that no rule asks about: descriptions of rules, a bucket's website, which only keeps others from mending, tags.
 * S3's names of calls on a block of public access differ from the API's (Amazon S3 User Guide, "Amazon S3 CloudTrail events").
 */
export const watchedCalls: readonly WatchedCalls[] = [
  {
    source: 'aws.ec2',
    eventSource: 'ec2.amazonaws.com',
    resourceType: 'AWS::EC2::SecurityGroup',
    eventNames: [
      'AuthorizeSecurityGroupIngress',
      'AuthorizeSecurityGroupEgress',
      'ModifySecurityGroupRules',
      // It comes with a rule that lets everything out.
      'CreateSecurityGroup',
    ],
  },
  {
    source: 'aws.s3',
    eventSource: 's3.amazonaws.com',
    resourceType: 'AWS::S3::Bucket',
    eventNames: [
      'CreateBucket',
      'PutBucketAcl',
      'PutBucketPolicy',
      'DeleteBucketPolicy',
      'PutBucketPublicAccessBlock',
      'DeleteBucketPublicAccessBlock',
      'PutBucketOwnershipControls',
      'DeleteBucketOwnershipControls',
      'PutBucketEncryption',
      'DeleteBucketEncryption',
      'PutBucketVersioning',
      'PutBucketLogging',
    ],
  },
  {
    source: 'aws.s3',
    eventSource: 's3.amazonaws.com',
    resourceType: 'AWS::S3::AccountPublicAccessBlock',
    eventNames: ['PutAccountPublicAccessBlock', 'DeleteAccountPublicAccessBlock'],
  },
];

/** The kind of resource that a call is about; undefined for one that is not followed. */
export function watchedType({ eventSource, eventName }: Pick<ApiCall, 'eventSource' | 'eventName'>) {
  return watchedCalls.find((calls) => calls.eventSource === eventSource && calls.eventNames.includes(eventName))
    ?.resourceType;
}

export interface WatchedSource {
  /** `ec2`, `s3`. */
  readonly name: string;
  /** As EventBridge takes it. */
  readonly pattern: object;
}

/** One EventBridge pattern for each service. Calls that failed are left out already here, for what they would cost. */
export function eventPatterns(): WatchedSource[] {
  const sources = [...new Set(watchedCalls.map(({ source }) => source))];
  return sources.map((source) => {
    const calls = watchedCalls.filter((one) => one.source === source);
    return {
      name: source.replace(/^aws\./, ''),
      pattern: {
        source: [source],
        'detail-type': ['AWS API Call via CloudTrail'],
        detail: {
          eventSource: [...new Set(calls.map(({ eventSource }) => eventSource))],
          eventName: calls.flatMap(({ eventNames }) => eventNames),
          errorCode: [{ exists: false }],
        },
      },
    };
  });
}
