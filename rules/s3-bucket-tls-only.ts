import * as v from 'valibot';
import type { Context } from '../contract/context.ts';
import type { Bucket } from '../contract/resource.ts';
import { hasRoomForDeny, longestPolicy } from '../publicness/deny-plain-http.ts';
import { readPlainHttp } from '../publicness/plain-http.ts';
import { publicPartOf } from '../publicness/public-part.ts';
import type { Rule } from './rule.ts';

/**
 * Judges what the bucket policy denies, by its meaning: S3 takes plain HTTP unless a policy denies it, and policies that allow only
 * HTTPS do not (Amazon S3 User Guide, "Security best practices for Amazon S3"; Security Hub, control S3.5).
 */
export const s3BucketTlsOnly = {
  id: 's3-bucket-tls-only',
  resourceType: 'AWS::S3::Bucket',
  severity: 'medium',
  enabledByDefault: true,
  summary: 'No statement of the bucket policy denies plain HTTP to everyone for the bucket and its objects.',
  risk: 'Whoever is on the way of plain HTTP can read what is sent, and alter what is downloaded.',
  triggers: ['change'],
  iamActions: ['s3:GetAccountPublicAccessBlock'],
  needs: ['account-block'],
  mend: {
    by: 's3-bucket',
    summary: 'Appends one statement that does; a bucket that serves a website, over HTTP, is left to people.',
  },
  parameters: {},
  parameterSchema: v.object({}),
  evaluate(bucket, _parameters, { accountBlock }) {
    const reading = readPlainHttp(bucket);
    if (reading.kind === 'unreadable') return [{ kind: 'undecided', subject: 'bucket policy', reason: reading.reason }];
    const { missing } = reading;
    if (missing.length === 0) return [];
    const unmendable = whyNotMended(bucket, accountBlock);
    return [{ kind: 'plain-http', missing: [...missing], ...(unmendable === undefined ? {} : { unmendable }) }];
  },
} satisfies Rule<'AWS::S3::Bucket', object>;

function whyNotMended(bucket: Bucket, accountBlock: Context['accountBlock']): string | undefined {
  const { website } = bucket;
  // Amazon S3 User Guide, "Key differences between a website endpoint and a REST API endpoint".
  if (website === true) return 'the bucket serves a website, and website endpoints speak plain HTTP only';
  if (website !== false) return `whether the bucket serves a website is not known: ${website.reason}`;
  // S3 API Reference, "PublicAccessBlockConfiguration": a put of a public policy is refused, whatever else it says.
  const refused = refusesPublicPolicies(bucket, accountBlock) ? publicPartOf(bucket.policy) : null;
  if (refused !== null) return `${refused}, so that S3 refuses every put of the policy`;
  if (!hasRoomForDeny(bucket)) return `the policy has no room for it within ${longestPolicy} bytes`;
  return undefined;
}

function refusesPublicPolicies({ publicAccessBlock }: Bucket, accountBlock: Context['accountBlock']): boolean {
  if (publicAccessBlock.blockPublicPolicy) return true;
  return accountBlock !== null && ('kind' in accountBlock || accountBlock.blockPublicPolicy);
}
