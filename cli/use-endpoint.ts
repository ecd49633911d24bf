import { resolveLoopbackNames } from '../local/loopback-names.ts';

/**
 * Sends every AWS call of this process to another endpoint, such as the local account's; without one, prepares for the
 * endpoint that `AWS_ENDPOINT_URL` names. An S3 Control client calls `ACCOUNT.HOST`, which an IP address cannot be: on
 * loopback it is sent to `localhost`, unless the environment says where.
 */
export function useEndpoint(
  given: string | undefined,
  environment: Record<string, string | undefined> = process.env,
): void {
  const endpoint = given ?? environment['AWS_ENDPOINT_URL'];
  if (endpoint === undefined || !URL.canParse(endpoint)) return;
  environment['AWS_ENDPOINT_URL'] = endpoint;
  const url = new URL(endpoint);
  if (url.hostname !== '127.0.0.1' && url.hostname !== 'localhost') return;
  resolveLoopbackNames();
  if (given === undefined && environment['AWS_ENDPOINT_URL_S3_CONTROL'] !== undefined) return;
  environment['AWS_ENDPOINT_URL_S3_CONTROL'] = `${url.protocol}//localhost:${url.port}`;
}
