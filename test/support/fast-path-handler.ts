import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as sinon from 'sinon';
import * as v from 'valibot';
import type { Accounts } from '../../accounts/accounts.ts';
import type { ReaderSessions } from '../../accounts/reader-session.ts';
import { emptyContext } from '../../contract/context.ts';
import type { Failure } from '../../contract/failure.ts';
import { Instruction } from '../../contract/instruction.ts';
import type { FastPathDeps } from '../../fast-path/fast-path-deps.ts';
import { createFastPathHandler } from '../../fast-path/handler.ts';
import { rules } from '../../rules/registry.ts';
import { accountsOf } from './accounts.ts';
import { answering, type Call, inputsOf, batchTaken } from './aws.ts';
import { exemptionBucket } from './exemption-bucket.ts';
import { groupId, ingress, securityGroup } from './security-groups.ts';

export const ownRole = 'arn:aws:iam::123456789012:role/configmend-eu-west-1-remediator-security-group';
const environment = {
  QUEUE_URL: 'https://sqs/remediation',
  LEDGER_BUCKET: 'ledger',
  OWN_ROLE_ARNS: JSON.stringify([ownRole]),
  RULE_PARAMETERS: '{"security-group-restricted-ports":{}}',
  RULE_SEVERITIES: '{}',
  GRACE_PERIODS: '{}',
  CONFIG_RULE_PREFIX: 'configmend-',
  COORDINATOR: 'configmend-coordinator',
};

export interface FastPathWorld {
  readonly environment?: Readonly<Record<string, string>>;
  readonly sqs?: unknown;
  readonly failed?: Failure;
  readonly open?: boolean;
  /** What `accounts.json` holds; the hub alone unless said otherwise. */
  readonly accounts?: Accounts | Error;
  readonly sessions?: ReaderSessions;
  readonly config?: Readonly<Record<string, unknown>>;
  /** Asked before every call on the ledger bucket. */
  readonly beforeS3?: (call: Call) => void;
}

/** The Lambda of the fast path over one live group, open unless said otherwise, and clients that answer. */
export function fastPathHandler(given: FastPathWorld = {}) {
  const sqs = answering(new SQSClient({ region: 'eu-west-1' }), { SendMessageBatch: given.sqs ?? batchTaken() });
  const lambda = answering(new LambdaClient({ region: 'eu-west-1' }), { Invoke: {} });
  const sns = answering(new SNSClient({ region: 'eu-west-1' }), { PublishBatch: batchTaken() });
  const config = answering(new ConfigServiceClient({ region: 'eu-west-1' }), given.config ?? {});
  const bucket = exemptionBucket([], [], given.beforeS3);
  bucket.set('accounts.json', given.accounts ?? accountsOf());
  const rulesOf = given.open === false ? [] : [ingress('tcp', 22, '0.0.0.0/0')];
  const read = sinon.spy((_ids: readonly string[]) => undefined);
  const liveReader = sinon.spy<FastPathDeps['liveReader']>((_type, { accountId, region }) => ({
    read(ids) {
      read(ids);
      const group = securityGroup(rulesOf, { accountId, region });
      const isFound = given.failed === undefined && ids.includes(groupId);
      return Promise.resolve({
        found: new Map(isFound ? [[groupId, group]] : []),
        failed: new Map(given.failed === undefined ? [] : [[groupId, given.failed]]),
      });
    },
    contextOf: () => Promise.resolve(emptyContext),
  }));
  const configIn = sinon.spy<FastPathDeps['configIn']>(() => config.client);
  const handle = createFastPathHandler({
    configIn,
    sqs: sqs.client,
    s3: bucket.client,
    lambda: lambda.client,
    sns: sns.client,
    sessions: given.sessions ?? (() => Promise.reject(new Error('no role is to be assumed'))),
    rules,
    environment: { ...environment, ...given.environment },
    liveReader,
    now: () => new Date('2026-11-20T10:00:05.000Z'),
    pause: () => Promise.resolve(),
  });
  return { handle, read, liveReader, configIn, sent: sqs.calls, woken: lambda.calls, bucket };
}

const Sent = v.object({ Entries: v.array(v.object({ MessageBody: v.pipe(v.string(), v.parseJson(), Instruction) })) });

/** As the coordinator reads them. */
export function instructionsOf(sent: readonly Call[]): Instruction[] {
  return inputsOf(sent, 'SendMessageBatch').flatMap((input) =>
    v.parse(Sent, input).Entries.map(({ MessageBody }) => MessageBody),
  );
}
