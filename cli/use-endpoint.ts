import { resolveLoopbackNames } from '../local/loopback-names.ts';

/**
 * Sends every AWS call of this process to another endpoint, such as the local account's. S3 Control puts the account id before
 * the host name, which an IP address cannot have: on loopback it goes to `localhost` instead.
 */
export function useEndpoint(endpoint: string, environment: Record<string, string | undefined> = process.env): void {
  environment['AWS_ENDPOINT_URL'] = endpoint;
  const url = new URL(endpoint);
  if (url.hostname !== '127.0.0.1' && url.hostname !== 'localhost') return;
  resolveLoopbackNames();
  environment['AWS_ENDPOINT_URL_S3_CONTROL'] = `${url.protocol}//localhost:${url.port}`;
}
