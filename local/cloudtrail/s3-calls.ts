import { AwsError } from '../aws-error.ts';
import { readBody } from '../s3/request-body.ts';
import { routeOf } from '../s3/route.ts';
import type { AnsweredCall, AwsRequest } from '../service.ts';
import { type CallElements, type Elements, present } from './elements.ts';
import { xmlElements } from './xml-elements.ts';

/** A call on a bucket, or on an account's public access block. */
export interface S3Call {
  /** CloudTrail's name, which the SDK's differs from. */
  readonly eventName: string;
  /** Absent in calls on the account. */
  readonly bucketName: string | undefined;
  readonly elements: CallElements;
}

/** The management calls that change a bucket, by the SDK's names (S3 User Guide, "Amazon S3 CloudTrail events"). */
const bucketCalls: Readonly<Record<string, string>> = {
  CreateBucket: 'CreateBucket',
  DeleteBucket: 'DeleteBucket',
  PutBucketAcl: 'PutBucketAcl',
  PutBucketPolicy: 'PutBucketPolicy',
  DeleteBucketPolicy: 'DeleteBucketPolicy',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  DeletePublicAccessBlock: 'DeleteBucketPublicAccessBlock',
  PutBucketOwnershipControls: 'PutBucketOwnershipControls',
  DeleteBucketOwnershipControls: 'DeleteBucketOwnershipControls',
  PutBucketEncryption: 'PutBucketEncryption',
  DeleteBucketEncryption: 'DeleteBucketEncryption',
  PutBucketVersioning: 'PutBucketVersioning',
  PutBucketLogging: 'PutBucketLogging',
  PutBucketWebsite: 'PutBucketWebsite',
  DeleteBucketWebsite: 'DeleteBucketWebsite',
  PutBucketTagging: 'PutBucketTagging',
  DeleteBucketTagging: 'DeleteBucketTagging',
};

const accountCalls: Readonly<Record<string, string>> = {
  PutPublicAccessBlock: 'PutAccountPublicAccessBlock',
  DeletePublicAccessBlock: 'DeleteAccountPublicAccessBlock',
};

/** Headers that say what is asked for. */
const askingHeaders = /^x-amz-(acl|grant-.+|object-ownership|bucket-object-lock-enabled)$/;

/** What a record says of a call that changes a bucket or an account's block; undefined for any other call. */
export function s3Elements(call: AnsweredCall): S3Call | undefined {
  const { service, operation, request, caller } = call;
  const onAccount = service === 's3-control';
  const calls = onAccount ? accountCalls : bucketCalls;
  const eventName = Object.hasOwn(calls, operation) ? calls[operation] : undefined;
  if (eventName === undefined) return undefined;
  const bucketName = onAccount ? undefined : routeOf(request).bucketName;
  const suffix = caller.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const body = bodyOf(request);
  const host = onAccount
    ? `${caller.accountId}.s3-control.${caller.region}.${suffix}`
    : `${isVirtualHosted(request) ? `${bucketName}.` : ''}s3.${caller.region}.${suffix}`;
  return {
    eventName,
    bucketName,
    elements: {
      requestParameters: present({
        ...(operation === 'PutBucketPolicy' ? { bucketPolicy: jsonObject(body) } : xmlElements(body)),
        bucketName,
        Host: host,
        ...headersAsking(request),
        ...Object.fromEntries([...request.query].filter(([name]) => name !== 'x-id')),
      }),
      responseElements: null,
      additionalEventData: {
        SignatureVersion: 'SigV4',
        bytesTransferredIn: body.length,
        AuthenticationMethod: 'AuthHeader',
        bytesTransferredOut: Buffer.byteLength(call.response.body ?? ''),
      },
    },
  };
}

function headersAsking({ headers }: AwsRequest): Elements {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => askingHeaders.test(name)));
}

function isVirtualHosted({ headers }: AwsRequest): boolean {
  return /.\.localhost(?::\d+)?$/.test(headers.host ?? '');
}

/** Empty where S3 could not make sense of it either. */
function bodyOf(request: AwsRequest): Buffer {
  try {
    return readBody(request).body;
  } catch (error) {
    if (error instanceof AwsError) return Buffer.alloc(0);
    throw error;
  }
}

function jsonObject(body: Buffer): unknown {
  try {
    const parsed: unknown = JSON.parse(body.toString());
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}
