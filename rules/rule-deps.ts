import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { createReaderSessions, type ReaderSessions } from '../accounts/reader-session.ts';
import { type ClientOptions, perRegion } from '../resources/client-cache.ts';

export interface RuleHandlerDeps {
  /** Of a region, with the function's own credentials unless given others. */
  configIn(region: string, options?: ClientOptions): ConfigServiceClient;
  /** The queue's, which is the hub's. */
  readonly sqs: SQSClient;
  /** The ledger bucket's, which is the hub's. */
  readonly s3: S3Client;
  readonly sessions: ReaderSessions;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Queue, bucket and sessions are in HUB_REGION; without it, in the function's own region. */
export function ruleDeps(environment: RuleHandlerDeps['environment'] = process.env): RuleHandlerDeps {
  const { HUB_REGION: hubRegion = '' } = environment;
  const hub = { maxAttempts: 6, ...(hubRegion === '' ? {} : { region: hubRegion }) };
  return {
    configIn: perRegion((region, options) => new ConfigServiceClient({ region, maxAttempts: 6, ...options })),
    sqs: new SQSClient(hub),
    s3: new S3Client(hub),
    sessions: createReaderSessions(new STSClient(hub)),
    environment,
  };
}
