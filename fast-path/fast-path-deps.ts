import { setTimeout as pause } from 'node:timers/promises';
import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { createReaderSessions, type ReaderSessions } from '../accounts/reader-session.ts';
import { type ClientOptions, perRegion } from '../resources/client-cache.ts';
import type { RegisteredRule } from '../rules/registered-rule.ts';
import { rules } from '../rules/registry.ts';
import { liveReader } from './live-reader.ts';

export interface FastPathDeps {
  /** Of a region, with the function's own credentials unless given others. */
  configIn(region: string, options?: ClientOptions): ConfigServiceClient;
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly s3: S3Client;
  readonly lambda: Pick<LambdaClient, 'send'>;
  readonly sns: Pick<SNSClient, 'send'>;
  readonly sessions: ReaderSessions;
  readonly rules: readonly RegisteredRule[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly liveReader: typeof liveReader;
  now(): Date;
  pause(ms: number): Promise<unknown>;
}

/** The function is in the hub's region, and so are its clients. */
export function fastPathDeps(): FastPathDeps {
  return {
    configIn: perRegion((region, options) => new ConfigServiceClient({ region, maxAttempts: 6, ...options })),
    sqs: new SQSClient({ maxAttempts: 6 }),
    s3: new S3Client({ maxAttempts: 6 }),
    lambda: new LambdaClient({ maxAttempts: 1 }),
    sns: new SNSClient({ maxAttempts: 6 }),
    sessions: createReaderSessions(new STSClient({ maxAttempts: 6 })),
    rules,
    environment: process.env,
    liveReader,
    now: () => new Date(),
    pause: (ms) => pause(ms),
  };
}
