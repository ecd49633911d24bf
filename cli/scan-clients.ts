import { STSClient } from '@aws-sdk/client-sts';
import type { ClientOptions } from '../resources/client-cache.ts';

/**
 * What every client of a scan is made with: one pool of connections for all of them, since a scan of many accounts and regions makes
 * hundreds of clients, and adaptive retries, which slow down where AWS throttles (AWS SDKs and Tools Reference Guide, "Retry behavior").
 */
export function scanClients(): ClientOptions {
  const agent = { maxSockets: 128, keepAlive: true };
  const { requestHandler } = new STSClient({ requestHandler: { httpAgent: agent, httpsAgent: agent } }).config;
  return { retryMode: 'adaptive', requestHandler };
}
