import assert from 'node:assert/strict';
import { promises as files } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { S3Client } from '@aws-sdk/client-s3';
import type { Exemption } from '../../../contract/exemption.ts';
import { identityOf } from '../../../rules/instruct.ts';
import { ledgerKey } from '../../../safety/ledger.ts';
import { accountsOf, memberAccount } from '../../support/accounts.ts';
import { awsError, batchTaken, type Call } from '../../support/aws.ts';
import { bucket, ownerId } from '../../support/buckets.ts';
import { exemption } from '../../support/exemptions.ts';
import { accountId, groupIdentity, instruction, portsRule, region, sqsMessage } from '../../support/instructions.ts';
import { action, entry, open } from '../../support/restore.ts';
import { groupId } from '../../support/security-groups.ts';
import { secrets } from './secrets.ts';

export const queueUrl = `https://sqs.${region}.amazonaws.com/${accountId}/remediation`;
export const deadLettersUrl = `${queueUrl}-dead`;
export const ledger = 'the-ledger';
export const actionId = action().id;
export const messageIds = ['5fea7756-0ea4-451a-a703-a558b933e274', 'unreadable'] as const;

const sweepId = '20261121T030000Z-0a1b2c3d';
const at = '2026-11-21T03:00:00.000Z';
const place = { accountId, name: 'home', region };
const listed: readonly Exemption[] = [exemption()];
const tug = { resource: groupIdentity(groupId), violation: 'tcp 22 from everywhere', since: at, mends: [], told: true };

/** The record of a mend in the caller's own account. */
const before = bucket({ policy: open, accountId });
const mend = entry([action({ resource: identityOf(before), before, after: bucket({ accountId }) })], {
  accountId,
  region,
});

/** The ledger bucket of a deployment, with one of everything. */
const objects: Readonly<Record<string, unknown>> = {
  'accounts.json': accountsOf(memberAccount()),
  'exemptions/declared.json': { version: 1, maxDays: 90, tagExemptions: true, exemptions: listed },
  'exemptions/added.json': { version: 1, exemptions: [] },
  'safety/state.json': {
    version: 1,
    tripped: { at, runId: 'run-1', cause: 'more than 20 an hour', told: true },
    runs: [],
    inFlight: [],
    mends: [],
    tugsOfWar: [tug],
  },
  'grace/state.json': { version: 1, periods: {} },
  [ledgerKey(mend.id)]: mend,
  [`sweeps/${sweepId}/places.json`]: { version: 1, sweepId, startedAt: at, places: [place] },
};

const credentials = {
  AccessKeyId: 'AKIAPLANTED',
  SecretAccessKey: secrets.secretAccessKey,
  SessionToken: secrets.sessionToken,
  Expiration: new Date('2999-01-01T00:00:00Z'),
};
const group = {
  GroupId: groupId,
  OwnerId: accountId,
  GroupName: 'web',
  VpcId: 'vpc-1',
  IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
  IpPermissionsEgress: [],
};
const letters = [
  sqsMessage(instruction({ resource: groupIdentity(groupId) }), messageIds[0]),
  sqsMessage(JSON.stringify({ ...instruction(), webhook: secrets.webhookUrl }), messageIds[1]),
];
const redrive = { maxReceiveCount: 1000, deadLetterTargetArn: `arn:aws:sqs:${region}:${accountId}:remediation-dead` };
const absent = (name: string) => (): never => {
  throw awsError(name, { status: 404 });
};

/** What AWS answers, by operation; whatever is not in it is denied. */
const answers: Readonly<Record<string, (input: Call['input'], calls: readonly Call[]) => unknown>> = {
  GetCallerIdentity: () => ({ Account: accountId, Arn: `arn:aws:iam::${accountId}:user/sam` }),
  AssumeRole: () => ({ Credentials: credentials }),
  GetObject: ({ Key }) => {
    if (!Object.hasOwn(objects, String(Key))) return absent('NoSuchKey')();
    const text = JSON.stringify(objects[String(Key)]);
    return { ETag: '"1"', Body: { transformToString: () => Promise.resolve(text) } };
  },
  ListObjectsV2: ({ Prefix, Delimiter }) => {
    const prefix = String(Prefix);
    const keys = Object.keys(objects).filter((key) => key.startsWith(prefix));
    const folders = keys.flatMap((key) => {
      const end = Delimiter === undefined ? -1 : key.indexOf('/', prefix.length);
      return end === -1 ? [] : [key.slice(0, end + 1)];
    });
    const Contents = keys.filter((key) => !folders.some((folder) => key.startsWith(folder))).map((Key) => ({ Key }));
    return { Contents, CommonPrefixes: [...new Set(folders)].map((one) => ({ Prefix: one })) };
  },
  PutObject: () => ({ ETag: '"2"' }),
  DescribeRegions: () => ({ Regions: [{ RegionName: region, OptInStatus: 'opt-in-not-required' }] }),
  DescribeSecurityGroups: () => ({ SecurityGroups: [group] }),
  DescribeSecurityGroupRules: () => ({ SecurityGroupRules: [] }),
  ListBuckets: () => ({ Buckets: [{ Name: 'holiday-photos' }] }),
  GetBucketAcl: () => ({
    Owner: { ID: ownerId },
    Grants: [{ Grantee: { ID: ownerId, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }],
  }),
  // A restore reads again what it put back.
  GetBucketPolicy: (_, calls) =>
    calls.some(({ operation }) => operation === 'PutBucketPolicy') ? { Policy: open } : absent('NoSuchBucketPolicy')(),
  GetPublicAccessBlock: absent('NoSuchPublicAccessBlockConfiguration'),
  GetBucketOwnershipControls: absent('OwnershipControlsNotFoundError'),
  GetBucketTagging: absent('NoSuchTagSet'),
  GetBucketWebsite: absent('NoSuchWebsiteConfiguration'),
  GetBucketEncryption: absent('ServerSideEncryptionConfigurationNotFoundError'),
  GetBucketVersioning: () => ({}),
  GetBucketLogging: () => ({}),
  GetQueueAttributes: () => ({
    Attributes: { ApproximateNumberOfMessages: '2', RedrivePolicy: JSON.stringify(redrive) },
  }),
  GetQueueUrl: () => ({ QueueUrl: deadLettersUrl }),
  ChangeMessageVisibilityBatch: batchTaken(),
  DeleteMessageBatch: batchTaken(),
  SendMessageBatch: batchTaken(),
  PutBucketPolicy: () => ({}),
  PublishBatch: batchTaken(),
  GetFunctionConfiguration: () => ({
    Environment: {
      Variables: {
        LEDGER_BUCKET: ledger,
        CONFIG_RULE_PREFIX: 'configmend-',
        RULE_PARAMETERS: JSON.stringify({ [portsRule]: {} }),
        RULE_SEVERITIES: '{}',
        GRACE_PERIODS: '{}',
      },
    },
  }),
  GetComplianceDetailsByResource: () => ({ EvaluationResults: [] }),
  DescribeConfigRules: () => ({ ConfigRules: [] }),
};

/** What a command did outside of the process. */
export interface World {
  readonly calls: Call[];
  readonly written: { readonly path: string; readonly text: string }[];
  /** As it was before anything was done; `deployed`: with the variables that name a deployment. */
  reset(deployed: boolean): void;
  /** Gives the process back its own clients, files and environment. */
  leave(): void;
}

interface Sends {
  send(command: { readonly input: Readonly<Record<string, unknown>> }): Promise<unknown>;
}

/**
 * Puts this process into a world of its own until it leaves: no client of the SDK, whoever made it, reaches AWS, and no file is written by
 * what takes `writeFile` from Node. Words of a fuzzer are not to be the path of anything.
 */
export function enterWorld(): World {
  const calls: Call[] = [];
  const written: { path: string; text: string }[] = [];
  // One class is the base of every client.
  const base = Object.getPrototypeOf(S3Client.prototype) as Sends;
  const { send } = base;
  const { writeFile } = files;
  const environment = { ...process.env };
  const isTTY = Object.getOwnPropertyDescriptor(process.stdin, 'isTTY');
  // Whoever reads a queue reads until nothing more comes, and may read it again.
  const receives = new Map<string, number>();

  base.send = async ({ constructor: { name }, input }) => {
    const operation = name.replace(/Command$/, '');
    calls.push({ operation, input });
    if (operation === 'ReceiveMessage') {
      const url = String(input['QueueUrl']);
      receives.set(url, (receives.get(url) ?? 0) + 1);
      return { Messages: (receives.get(url) ?? 0) % 2 === 1 ? letters : [] };
    }
    const answer = Object.hasOwn(answers, operation) ? answers[operation] : undefined;
    if (answer === undefined) throw awsError('AccessDenied', { status: 403 });
    return answer(input, calls);
  };
  files.writeFile = async (path, text) => {
    assert(typeof path === 'string' && typeof text === 'string', 'it is written in a form that is not known here');
    written.push({ path, text });
  };
  syncBuiltinESMExports();
  Object.defineProperty(process.stdin, 'isTTY', { value: false, configurable: true });

  const restoreEnvironment = (own: NodeJS.ProcessEnv): void => {
    for (const name of Object.keys(process.env)) if (!(name in own)) delete process.env[name];
    Object.assign(process.env, own);
  };
  const inside = {
    ...Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(AWS|CONFIGMEND)_/.test(name))),
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'AKIAPLANTED',
    AWS_SECRET_ACCESS_KEY: secrets.secretAccessKey,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const ofDeployment = {
    CONFIGMEND_LEDGER_BUCKET: ledger,
    CONFIGMEND_QUEUE: queueUrl,
    CONFIGMEND_NOTICES_TOPIC: `arn:aws:sns:${region}:${accountId}:notices`,
  };
  return {
    calls,
    written,
    reset(deployed) {
      calls.length = 0;
      written.length = 0;
      receives.clear();
      restoreEnvironment(deployed ? { ...inside, ...ofDeployment } : inside);
    },
    leave() {
      base.send = send;
      files.writeFile = writeFile;
      syncBuiltinESMExports();
      if (isTTY === undefined) Reflect.deleteProperty(process.stdin, 'isTTY');
      else Object.defineProperty(process.stdin, 'isTTY', isTTY);
      restoreEnvironment(environment);
    },
  };
}
