import {
  CreateBucketCommand,
  type CreateBucketCommandInput,
  DeletePublicAccessBlockCommand,
  S3Client,
  type S3ClientConfig,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { S3ControlClient, S3ControlServiceException } from '@aws-sdk/client-s3-control';
import { assert } from 'chai';
import { CallLog } from '../../../local/call-log.ts';
import { LocalClock } from '../../../local/clock.ts';
import { Credentials } from '../../../local/credentials.ts';
import { Faults } from '../../../local/faults.ts';
import { resolveLoopbackNames } from '../../../local/loopback-names.ts';
import { createS3 } from '../../../local/s3/s3.ts';
import { createS3Control } from '../../../local/s3-control/s3-control.ts';
import { startServer } from '../../../local/server.ts';
import type { Recordable, ResourceChange } from '../../../local/service.ts';

export const account = '123456789012';
export const otherAccount = '210987654321';
export const home = 'eu-west-1';

export interface Who {
  readonly accountId?: string;
  readonly region?: string;
}

export interface LocalS3 {
  readonly endpoint: string;
  readonly clock: LocalClock;
  readonly faults: Faults;
  readonly calls: CallLog;
  /** What AWS Config was told, in order. */
  readonly changes: ResourceChange[];
  readonly s3: Recordable;
  readonly s3Control: Recordable;
  client(who?: Who, config?: S3ClientConfig): S3Client;
  control(who?: Who): S3ControlClient;
  close(): Promise<void>;
}

resolveLoopbackNames();

/** S3 and S3 Control on a port of their own, with a frozen clock. */
export async function startS3(): Promise<LocalS3> {
  const clock = new LocalClock({ startAt: Date.parse('2026-11-20T10:00:00.500Z'), frozen: true });
  const faults = new Faults();
  const calls = new CallLog();
  const changes: ResourceChange[] = [];
  let sequence = 0;
  const id = (length: number): string => (++sequence).toString(16).padStart(length, '0');
  const deps = { clock, changed: (change: ResourceChange) => void changes.push(change), id };
  const s3Control = createS3Control(deps);
  const s3 = createS3(deps, s3Control);
  const credentials = new Credentials(account);
  const server = await startServer({ services: [s3, s3Control], clock, credentials, faults, calls, id });
  const clients: { destroy(): void }[] = [];
  const settings = ({ accountId = account, region = home }: Who = {}) => ({
    region,
    credentials: { accessKeyId: accountId, secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  const kept = <T extends { destroy(): void }>(client: T): T => {
    clients.push(client);
    return client;
  };
  const endpoint = `http://127.0.0.1:${server.port}`;
  return {
    endpoint,
    clock,
    faults,
    calls,
    changes,
    s3,
    s3Control,
    client: (who, config) => kept(new S3Client({ endpoint, ...settings(who), ...config })),
    control: (who) => kept(new S3ControlClient({ endpoint: `http://localhost:${server.port}`, ...settings(who) })),
    async close() {
      for (const client of clients) client.destroy();
      clock.stop();
      await server.close();
    },
  };
}

type Failure = S3ServiceException | S3ControlServiceException;

function serviceError(error: unknown): Failure {
  if (error instanceof S3ServiceException || error instanceof S3ControlServiceException) return error;
  throw error;
}

/** The service's error that a call ends in; fails where it succeeds. */
export function failureOf(call: Promise<unknown>): Promise<Failure> {
  return call.then(() => assert.fail('the call succeeded'), serviceError);
}

/** `NAME STATUS` of the error that a call ends in, or `ok`. */
export function outcomeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'ok',
    (error: unknown) => {
      const { name, $metadata } = serviceError(error);
      return `${name} ${$metadata.httpStatusCode}`;
    },
  );
}

/** Asserts the error's name and status and, where given, its message. */
export async function assertFails(call: Promise<unknown>, outcome: string, message?: RegExp): Promise<void> {
  const error = await failureOf(call);
  assert.equal(`${error.name} ${error.$metadata.httpStatusCode}`, outcome, error.message);
  if (message !== undefined) assert.match(error.message, message);
}

let buckets = 0;

/** A new bucket with AWS's defaults, by a name that no other test has. */
export async function createBucket(
  client: S3Client,
  input: Omit<CreateBucketCommandInput, 'Bucket'> = {},
): Promise<string> {
  const name = `bucket-${++buckets}`;
  await client.send(new CreateBucketCommand({ Bucket: name, ...input }));
  return name;
}

/** A new bucket on which ACLs count and nothing is blocked, as buckets were before April 2023. */
export async function createOpenBucket(client: S3Client): Promise<string> {
  const name = await createBucket(client, { ObjectOwnership: 'ObjectWriter' });
  await client.send(new DeletePublicAccessBlockCommand({ Bucket: name }));
  return name;
}
