import * as v from 'valibot';
import type { Bucket } from '../contract/resource.ts';
import { logLoop } from '../publicness/log-loop.ts';
import type { Rule } from './rule.ts';

const placeholders = {
  bucket: ({ id }: Bucket) => id,
  account: ({ accountId }: Bucket) => accountId,
  region: ({ region }: Bucket) => region,
} as const;
type Placeholder = keyof typeof placeholders;
const known = Object.keys(placeholders).map((name) => `{${name}}`);

const Template = v.pipe(
  v.string(),
  v.check(
    (text) => !/[{}]/.test(text.replace(/\{(?:bucket|account|region)\}/g, '')),
    `may hold ${known.join(', ')} and no other braces`,
  ),
);

const parameterSchema = v.object({
  targetBucket: v.pipe(
    Template,
    v.trim(),
    v.regex(/^(?:|[A-Za-z0-9._{}-]{3,255})$/, 'must be the name of a bucket, or empty for none'),
  ),
  // A control character would have to be escaped in every listing of the logs.
  targetPrefix: v.pipe(Template, v.regex(/^\P{Cc}*$/u, 'must not hold control characters')),
});

/**
 * Any target counts: a bucket that is logged elsewhere than `targetBucket` says is logged, and a mend would take the logs away from
 * whoever reads them there. The target itself is not judged: AWS asks for no logging of it, since the delivery of each log file would
 * be logged again (Amazon S3 User Guide, "Logging requests with server access logging"; Security Hub, control S3.9). For the same
 * reason no bucket is logged to one whose own logs come back to it.
 */
export const s3BucketLogging = {
  id: 's3-bucket-logging',
  resourceType: 'AWS::S3::Bucket',
  severity: 'low',
  enabledByDefault: true,
  summary: 'Requests to the bucket are not logged by server access logging.',
  risk: 'After a leak it is the logs that say who read what; without them that stays a guess.',
  triggers: ['change'],
  iamActions: ['s3:GetBucketLogging'],
  mend: {
    by: 's3-bucket',
    summary:
      'Enables logging to `targetBucket`; where none is given, or its own logs come back, the bucket is left to people.',
  },
  parameters: {
    targetBucket: {
      summary:
        'The bucket that logs go to, of the same account and region, and not judged itself; `{account}` and `{region}` may be part of its name.',
      default: '',
    },
    targetPrefix: {
      summary: 'What the keys of the log files begin with; may hold `{bucket}`, `{account}` and `{region}`.',
      default: '{bucket}/',
    },
  },
  parameterSchema,
  logTargets(bucket, { targetBucket }) {
    const target = filledIn(targetBucket, bucket);
    return bucket.logging === null && target !== '' && target !== bucket.id ? [target] : [];
  },
  evaluate(bucket, { targetBucket, targetPrefix }, { loggingOf }) {
    const target = { bucket: filledIn(targetBucket, bucket), prefix: filledIn(targetPrefix, bucket) };
    if (target.bucket === bucket.id) return [];
    const { logging } = bucket;
    if (logging === null) {
      if (target.bucket === '') {
        return [{ kind: 'logging-off', unmendable: 'the rule has no targetBucket to send the logs to' }];
      }
      const unmendable = logLoop(bucket.id, target.bucket, loggingOf);
      return [{ kind: 'logging-off', target, ...(unmendable === null ? {} : { unmendable }) }];
    }
    if ('kind' in logging) return [{ kind: 'undecided', subject: 'access logging', reason: logging.reason }];
    return [];
  },
} satisfies Rule<'AWS::S3::Bucket', v.InferOutput<typeof parameterSchema>>;

function filledIn(template: string, bucket: Bucket): string {
  return template.replace(/\{(bucket|account|region)\}/g, (_, name: Placeholder) => placeholders[name](bucket));
}
