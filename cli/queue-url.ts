import { Failure } from '../contract/failure.ts';

/** The option of every command that reads the remediation queue. */
export const queueOption = ['--queue <url>', 'the remediation queue (default CONFIGMEND_QUEUE)'] as const;

/** Where the instructions wait: as asked for, else as the environment says. Throws USAGE. */
export function remediationQueue(
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const url = given ?? environment['CONFIGMEND_QUEUE'] ?? '';
  if (url === '') {
    const how = 'give --queue, or set CONFIGMEND_QUEUE, to the stack’s output queue_url';
    throw new Failure('USAGE', `which queue is not known: ${how}`);
  }
  if (isOfQueue(url)) return url;
  throw new Failure('USAGE', `${url} is not the URL of a queue: give the stack’s output queue_url`);
}

function isOfQueue(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, pathname } = new URL(url);
  return /^https?:$/.test(protocol) && pathname.split('/').length >= 3;
}

/**
 * The region that a queue's URL names (`https://sqs.eu-west-1.amazonaws.com/…`, and the older `https://eu-west-1.queue.amazonaws.com/…`: AWS
 * General Reference, "Amazon SQS endpoints and quotas"); undefined where it names none, as that of a local account.
 */
export function regionOfQueue(url: string): string | undefined {
  const { hostname } = new URL(url);
  const [, found] = /^sqs\.([a-z0-9-]+)\./.exec(hostname) ?? /^([a-z0-9-]+)\.queue\./.exec(hostname) ?? [];
  return found;
}

/** For an SQS client: without a region of its own the SDK takes AWS_REGION. */
export function regionSetting(url: string): { region?: string } {
  const region = regionOfQueue(url);
  return region === undefined ? {} : { region };
}
