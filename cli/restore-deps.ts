import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { Failure } from '../contract/failure.ts';
import { addExemptions } from '../exemptions/add-exemptions.ts';
import { hasChanges } from '../fast-path/change-store.ts';
import { publishNotices } from '../notifier/publish-notices.ts';
import { s3ControlClientOf } from '../resources/account-block-kind.ts';
import { accountWords } from '../accounts/membership.ts';
import { assumedRole, type SessionCredentials } from '../aws/assume-role.ts';
import { s3ClientOf } from '../resources/bucket-kind.ts';
import type { ClientOptions } from '../resources/client-cache.ts';
import { kinds } from '../resources/kinds.ts';
import { partitionOf } from '../resources/partition.ts';
import { ec2ClientOf } from '../resources/security-group-kind.ts';
import { applyRestore } from '../restore/apply-restore.ts';
import type { RestoreDeps } from '../restore/carry-out-restore.ts';
import { readHistory } from '../safety/ledger-history.ts';
import { createLedger, ledgerId } from '../safety/ledger.ts';
import type { RoleThere } from './account-clients.ts';
import { callerOf } from './caller.ts';
import { ledgerBucket } from './ledger-bucket.ts';
import { explainLedgerError } from './ledger-error.ts';
import { knownMembers } from './members.ts';
import { useEndpoint } from './use-endpoint.ts';

export interface RestoreConnection extends RoleThere {
  readonly bucket?: string;
  readonly topic?: string;
}

/**
 * What a restore needs of AWS: ledger, exemptions and Slack with the caller's own credentials, the resource with them in their own account and
 * with those of the named role in another. Rejects with USAGE or READ_FAILED.
 */
export async function restoreDeps(
  connection: RestoreConnection,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<RestoreDeps> {
  const bucket = ledgerBucket(connection.bucket, environment);
  const topicArn = connection.topic ?? environment['CONFIGMEND_NOTICES_TOPIC'] ?? '';
  useEndpoint(undefined);
  const s3 = new S3Client({ maxAttempts: 4, followRegionRedirects: true });
  const sts = new STSClient({ maxAttempts: 4 });
  const [caller, { members }] = await Promise.all([callerOf(sts), knownMembers(s3, bucket)]);
  const there = await roleSessions(sts, connection);
  const clientsIn = (accountId: string): ClientOptions | undefined =>
    accountId === caller.accountId ? undefined : { credentials: there.in(accountId) };
  const now = (): Date => new Date();
  const ledger = createLedger(s3, bucket);
  return {
    caller,
    async actingIn(accountId) {
      if (connection.roleName === undefined) return undefined;
      const credentials = there.in(accountId);
      await credentials();
      return callerOf(new STSClient({ maxAttempts: 4, region: there.region, credentials }));
    },
    accountWords: (accountId) => accountWords(members, accountId),
    now,
    ledger: {
      open: (entry) => ledger.open(entry),
      read: (id) => ledger.read(id).catch((error: unknown) => Promise.reject(explainMissing(error, id, bucket))),
    },
    history: (span) =>
      readHistory(s3, bucket, span).catch((error: unknown) => Promise.reject(explainLedgerError(error, bucket))),
    readerOf: (type, where) => kinds[type].createReader(where, clientsIn(where.accountId)),
    // Where it cannot be asked, an exemption too many does no harm.
    changesAreRecorded: (place) => hasChanges(s3, bucket, place).catch(() => true),
    applyIn(region, accountId) {
      const clients = clientsIn(accountId);
      return applyRestore(
        {
          ec2: ec2ClientOf(region, clients),
          s3: s3ClientOf(region, clients),
          s3Control: s3ControlClientOf(region, clients),
        },
        pause,
      );
    },
    addExemptions: (exemptions) =>
      exemptions.length === 0 ? Promise.resolve() : addExemptions(exemptions, { s3, bucket, now }),
    async tell(notice) {
      if (topicArn === '') {
        const how = 'give --topic, or set CONFIGMEND_NOTICES_TOPIC, to the stack’s output notices_topic_arn';
        throw new Failure('USAGE', `the notices topic is not known: ${how}`);
      }
      const region = topicArn.split(':')[3];
      await publishNotices(new SNSClient(region === undefined ? {} : { region }), topicArn, [notice]);
    },
    newId: () => ledgerId(now(), randomBytes(4).toString('hex')),
    pause: (ms) => pause(ms),
  };
}

interface RoleSessions {
  readonly region: string;
  /** The credentials of the role in that account, assumed once. Rejects with ROLE_NOT_ASSUMED, and where no role was named. */
  in(accountId: string): () => Promise<SessionCredentials>;
}

async function roleSessions(sts: STSClient, { roleName, externalId }: RoleThere): Promise<RoleSessions> {
  const region = await sts.config.region();
  const known = new Map<string, () => Promise<SessionCredentials>>();
  return {
    region,
    in(accountId) {
      const arn = `arn:${partitionOf(region)}:iam::${accountId}:role/${roleName}`;
      const session = known.get(accountId) ?? assumedRole(sts, { arn, externalId, sessionName: 'configmend-restore' });
      known.set(accountId, session);
      return roleName === undefined
        ? () => Promise.reject(new Failure('USAGE', 'name the role with --role-name'))
        : session;
    },
  };
}

/** The ledger names the entry that it could not read; why is in the cause. */
function explainMissing(error: unknown, id: string, bucket: string): unknown {
  if (!(error instanceof Failure) || !(error.cause instanceof Error)) return error;
  const { name } = error.cause;
  if (name === 'NoSuchKey') {
    return new Failure('USAGE', `the ledger in ${bucket} has no entry ${id}: see configmend history`, { cause: error });
  }
  return name === 'ValiError' || name === 'SyntaxError' ? error : explainLedgerError(error.cause, bucket);
}
