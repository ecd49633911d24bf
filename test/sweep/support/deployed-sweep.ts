import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuthorizeSecurityGroupIngressCommand, CreateSecurityGroupCommand, EC2Client } from '@aws-sdk/client-ec2';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import * as v from 'valibot';
import type { Accounts } from '../../../accounts/accounts.ts';
import { accountsKey } from '../../../accounts/read-accounts.ts';
import { buildLambda } from '../../../build/build-lambda.ts';
import { lambdaSources } from '../../../build/lambdas.ts';
import { Instruction } from '../../../contract/instruction.ts';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';
import { createSweepStore, type SweepReport, type SweepStore } from '../../../sweep/sweep-store.ts';
import { hubAccount, members } from './members.ts';

export const ledger = 'configmend-ledger-sweep';
export const functionName = 'configmend-sweep';

/** The sweep's bundle as it is deployed, in a local account with the ledger, the queue and the reader roles that it needs. */
export interface DeployedSweep {
  readonly account: LocalAccount;
  readonly queueUrl: string;
  readonly store: SweepStore;
  /** Sets an object of the ledger bucket. */
  put(key: string, content: object): Promise<void>;
  /** SDK settings of an administrator of that account, there. */
  clientConfig(accountId: string, region: string): ReturnType<LocalAccount['clientConfig']>;
  /** A group of that account and region, open to the world or not; answers its id. */
  createGroup(accountId: string, region: string, isOpen?: boolean): Promise<string>;
  /** Starts the function, and waits until all that follows from it is done; answers the newest report. */
  sweep(event?: object): Promise<SweepReport>;
  queued(): Instruction[];
  logs(): readonly string[];
  /** What Lambda keeps of events that failed three times. */
  failures(): string[];
  stop(): Promise<void>;
}

export interface DeployedSweepOptions {
  readonly accounts?: Accounts;
  /** Of the function; 900,000 unless given. */
  readonly timeoutMs?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Accounts that lack the reader role. */
  readonly withoutRole?: readonly string[];
}

let groups = 0;
let built: Promise<string> | undefined;

/** Once per process. */
async function build(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'configmend-sweep-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const source = lambdaSources().find(({ name }) => name === 'sweep') ?? assert.fail('there is no Lambda sweep');
  const bundlePath = join(folder, 'sweep.mjs');
  await writeFile(bundlePath, (await buildLambda(source)).contents);
  return bundlePath;
}

export async function startSweep(options: DeployedSweepOptions = {}): Promise<DeployedSweep> {
  const { accounts = members(), timeoutMs = 900_000 } = options;
  built ??= build();
  const [bundlePath, account] = await Promise.all([built, startLocalAccount()]);
  const client = account.clientConfig();
  const [s3, sqs, lambda] = [new S3Client(client), new SQSClient(client), new LambdaClient(client)];
  const put = async (Key: string, content: object): Promise<void> => {
    await s3.send(new PutObjectCommand({ Bucket: ledger, Key, Body: JSON.stringify(content) }));
  };
  const LocationConstraint = 'eu-west-1';
  await s3.send(new CreateBucketCommand({ Bucket: ledger, CreateBucketConfiguration: { LocationConstraint } }));
  await put(accountsKey, accounts);
  await put('exemptions/declared.json', { version: 1, maxDays: 90, tagExemptions: false, exemptions: [] });
  await put('exemptions/added.json', { version: 1, exemptions: [] });
  const { QueueUrl: queueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'remediation' }));
  const { QueueUrl: failuresUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'failures' }));
  const roleArn = `arn:aws:iam::${hubAccount}:role/configmend-eu-west-1-sweep`;
  for (const { id } of accounts.accounts.filter((one) => options.withoutRole?.includes(one.id) !== true)) {
    account.services.sts.roles.register({
      arn: `arn:aws:iam::${id}:role/configmend-reader`,
      // The function's role, and whoever operates the hub.
      trusted: [`arn:aws:iam::${hubAccount}:root`],
      ...(accounts.externalId === undefined ? {} : { externalId: accounts.externalId }),
    });
  }
  account.services.lambda.createFunction({
    name: functionName,
    accountId: hubAccount,
    region: 'eu-west-1',
    bundlePath,
    roleArn,
    timeoutMs,
    memorySizeMb: 512,
    retryDelaysMs: [0, 0],
    onFailure: { queueArn: `arn:aws:sqs:eu-west-1:${hubAccount}:failures` },
    environment: {
      QUEUE_URL: queueUrl,
      LEDGER_BUCKET: ledger,
      SWEEP_FUNCTION: functionName,
      RULE_PARAMETERS:
        '{"security-group-restricted-ports":{},"s3-account-public-access-block":{"publicBuckets":"none"}}',
      RULE_MODES: '{}',
      RULE_SEVERITIES: '{}',
      GRACE_PERIODS: '{}',
      CONFIG_RULE_PREFIX: 'configmend-',
      ...options.environment,
    },
  });
  const store = createSweepStore(s3, ledger);
  const ec2Clients = new Map<string, EC2Client>();
  const bodies = (url: string): string[] => {
    const { arn = '' } = account.services.sqs.queueByUrl(url, 'eu-west-1') ?? {};
    return account.services.sqs.inspect(arn).map(({ body }) => body);
  };
  const clientConfig: DeployedSweep['clientConfig'] = (accountId, region) => ({
    ...account.clientConfig(region),
    credentials: { accessKeyId: accountId, secretAccessKey: 'local' },
  });
  return {
    account,
    queueUrl,
    store,
    put,
    clientConfig,
    async createGroup(accountId, region, isOpen = true) {
      const ec2 = ec2Clients.get(`${accountId}/${region}`) ?? new EC2Client(clientConfig(accountId, region));
      ec2Clients.set(`${accountId}/${region}`, ec2);
      groups += 1;
      const { GroupId = '' } = await ec2.send(
        new CreateSecurityGroupCommand({ GroupName: `web-${groups}`, Description: 'a group' }),
      );
      const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
      if (isOpen) await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
      return GroupId;
    },
    async sweep(event = {}) {
      const Payload = JSON.stringify(event);
      await lambda.send(new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload }));
      await account.settled();
      return (await store.last()) ?? assert.fail('no report');
    },
    queued: () => bodies(queueUrl).map((body) => v.parse(Instruction, JSON.parse(body))),
    logs: () => account.services.lambda.logs(functionName),
    failures: () => bodies(failuresUrl),
    stop: () => account.stop(),
  };
}
