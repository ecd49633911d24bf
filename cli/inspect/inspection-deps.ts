import { ConfigServiceClient, type ConfigServiceClientConfig } from '@aws-sdk/client-config-service';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { accountWords } from '../../accounts/membership.ts';
import { changeSources } from '../../approvals/change-sources.ts';
import { Failure } from '../../contract/failure.ts';
import { exemptionReader } from '../../exemptions/read-exemptions.ts';
import { s3ClientOf } from '../../resources/bucket-kind.ts';
import { kinds } from '../../resources/kinds.ts';
import { partitionOf } from '../../resources/partition.ts';
import { ec2ClientOf } from '../../resources/security-group-kind.ts';
import type { Judge } from '../../rules/registered-rule.ts';
import { createSafetyStore } from '../../safety/safety-store.ts';
import { accountClients, roleIn, type RoleThere } from '../account-clients.ts';
import { callerOf } from '../caller.ts';
import { knownMembers } from '../members.ts';
import { regionSetting } from '../queue-url.ts';
import { deployedJudges } from './deployed-judges.ts';
import { type GivenJudges, judgesOfFile } from './judges-of-file.ts';
import { onceEach, type Reach } from './reach.ts';
import type { InspectionDeps } from './read-inspection.ts';

export interface InspectionConnection extends RoleThere {
  readonly queueUrl: string;
  /** The ledger bucket, for the accounts, the exemptions, what the safeguards hold back, and what is recorded of groups' changes. */
  readonly bucket?: string;
  readonly live?: boolean;
  /** A file of parameters to judge by, where it has any in place of those that AWS Config has. */
  readonly parameters?: string;
}

/**
 * What an inspection needs of AWS: with the caller's own credentials in its own account, elsewhere with those of a role; `notes` tells, once it
 * is done, by what the live resources were judged, and what is not known of accounts. Rejects with USAGE, FILE_UNREADABLE,
 * PARAMETER_INVALID or READ_FAILED.
 */
export async function inspectionDeps(
  { queueUrl, bucket, live, parameters, ...role }: InspectionConnection,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<{ deps: InspectionDeps; notes: () => readonly string[] }> {
  const region = regionSetting(queueUrl);
  const sqs = new SQSClient({ ...region, maxAttempts: 4 });
  const sts = new STSClient({ ...region, maxAttempts: 4 });
  const caller = await callerOf(sts).catch(rethrowCause);
  const ledger = bucket ?? environment['CONFIGMEND_LEDGER_BUCKET'] ?? '';
  const given = live === true && parameters !== undefined ? await judgesOfFile(parameters) : undefined;
  const now = (): Date => new Date();
  const s3 = new S3Client({ ...region, maxAttempts: 4, followRegionRedirects: true });
  const { members, note } = ledger === '' ? {} : await knownMembers(s3, ledger);
  const notes: string[] = note === undefined ? [] : [note];
  const clientsOf = accountClients({
    ...roleIn(members, role),
    sts,
    caller,
    region: members?.hub.region ?? (await sts.config.region()),
    sessionName: 'configmend-inspect',
    clients: {},
  });
  const changes =
    ledger === '' || live !== true
      ? undefined
      : changeSources(s3, ledger, JSON.stringify(Object.fromEntries(given?.parameters ?? [])));
  const reach: Reach = onceEach(async ({ accountId, region: of }) => {
    const clients = await clientsOf(accountId);
    const where = { accountId, region: of, partition: partitionOf(of) };
    const called = accountId === caller.accountId ? of : `${accountWords(members, accountId)}/${of}`;
    let judges: Promise<ReadonlyMap<string, Judge>> | undefined;
    return {
      readerOf: (type) => kinds[type].createReader(where, clients, changes),
      judges: () => (judges ??= judgesBy({ region: of, maxAttempts: 4, ...clients }, called, given, notes)),
      ec2: () => ec2ClientOf(of, clients),
      s3: () => s3ClientOf(of, clients),
    };
  });
  const deps: InspectionDeps = {
    sqs,
    queueUrl,
    now,
    surroundings: { reach },
    ...(members === undefined ? {} : { members }),
    ...(ledger === ''
      ? {}
      : {
          exemptions: exemptionReader(s3, ledger),
          safety: async () => (await createSafetyStore(s3, ledger).read()).state,
        }),
    ...(live === true ? { live: { reach, now } } : {}),
  };
  return { deps, notes: () => notes };
}

/** What the SDK says itself: whoever explains why a queue was not read tells no region from no credentials. */
function rethrowCause(error: unknown): never {
  throw error instanceof Failure && error.cause !== undefined ? error.cause : error;
}

async function judgesBy(
  config: ConfigServiceClientConfig,
  where: string,
  given: GivenJudges | undefined,
  notes: string[],
): Promise<ReadonlyMap<string, Judge>> {
  const deployed = await deployedJudges(new ConfigServiceClient(config), where, given?.judges);
  notes.push(...deployed.notes);
  return deployed.judges;
}
