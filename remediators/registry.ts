import type { RemediatorId } from '../contract/instruction.ts';
import { register, type RegisteredRemediator } from './registered-remediator.ts';
import { s3AccountRemediator } from './s3-account.ts';
import { s3BucketRemediator } from './s3-bucket.ts';
import { securityGroupRemediator } from './security-group.ts';

/** Every remediator there is: one line each. */
export const remediators: readonly RegisteredRemediator[] = [
  register(securityGroupRemediator),
  register(s3BucketRemediator),
  register(s3AccountRemediator),
];

export function remediatorOf(id: RemediatorId): RegisteredRemediator | undefined {
  return remediators.find((remediator) => remediator.id === id);
}
