import { PutPublicAccessBlockCommand, type S3ControlClient } from '@aws-sdk/client-s3-control';
import * as v from 'valibot';
import { Failure } from '../contract/failure.ts';
import type { Change } from '../contract/plan.ts';
import type { Applied } from './apply.ts';

/** All four: S3 takes a setting that is left out for one that is off. */
const PutInput = v.strictObject({
  AccountId: v.string(),
  PublicAccessBlockConfiguration: v.strictObject({
    BlockPublicAcls: v.boolean(),
    IgnorePublicAcls: v.boolean(),
    BlockPublicPolicy: v.boolean(),
    RestrictPublicBuckets: v.boolean(),
  }),
});

/** The call of an account's plan. Throws CHANGE_FAILED for any other, and for one that leaves a setting out. */
export async function applyS3Control(s3Control: Pick<S3ControlClient, 'send'>, change: Change): Promise<Applied> {
  const { service, operation, input } = change;
  if (service === 's3-control' && operation === 'PutPublicAccessBlock' && v.is(PutInput, input)) {
    await s3Control.send(new PutPublicAccessBlockCommand({ ...input }));
    return 'done';
  }
  throw new Failure('CHANGE_FAILED', `${service}:${operation} is not a call that mends an account, or lacks a setting`);
}
