import type { Context } from '../contract/context.ts';

/** So many buckets of a chain of access logs are looked at. */
export const longestLogChain = 10;

/**
 * Why the logs of a bucket must not go to `target`, in words; null where they may, and where nobody has read how it logs. A delivery
 * of logs is a request that is logged in its turn (Amazon S3 User Guide, "Logging requests with server access logging"): where the logs
 * of the target come back, the two log each other without end. A circle of others is there already, and none of this bucket's making.
 */
export function logLoop(bucket: string, target: string, loggingOf: Context['loggingOf']): string | null {
  const passed: string[] = [];
  for (let at = target; !passed.includes(at);) {
    if (passed.length === longestLogChain) {
      return `the logs of ${target} go on by more than ${longestLogChain} buckets, and whether they come back here is not known`;
    }
    const logging = loggingOf?.get(at);
    if (logging === undefined || logging === null) return null;
    if ('kind' in logging) {
      if (logging.kind === 'unread')
        return `whether the logs of ${at} come back here cannot be read: ${logging.reason}`;
      return at === target ? `there is no bucket ${target} to send the logs to` : null;
    }
    passed.push(at);
    if (logging.targetBucket === bucket) return closing(bucket, passed);
    at = logging.targetBucket;
  }
  return null;
}

function closing(bucket: string, [target = '', ...others]: readonly string[]): string {
  const by = others.length === 0 ? '' : `, by ${others.join(' and ')}`;
  return `the logs of ${target} go to ${bucket}${by}, so that each delivery of logs would be logged again, without end`;
}
