import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { Failure } from '../../contract/failure.ts';
import { exemptionReader } from '../../exemptions/read-exemptions.ts';
import { changeSources } from '../../approvals/change-sources.ts';
import { s3ClientOf } from '../../resources/bucket-kind.ts';
import { kinds } from '../../resources/kinds.ts';
import { ec2ClientOf } from '../../resources/security-group-kind.ts';
import type { Judge } from '../../rules/registered-rule.ts';
import { createSafetyStore } from '../../safety/safety-store.ts';
import { callerOf } from '../caller.ts';
import { regionSetting } from '../queue-url.ts';
import { deployedJudges } from './deployed-judges.ts';
import { judgesOfFile } from './judges-of-file.ts';
import type { LiveDeps } from './look-live.ts';
import type { InspectionDeps } from './read-inspection.ts';

export interface InspectionConnection {
  readonly queueUrl: string;
  /** The ledger bucket, for the exemptions, for what the safeguards hold back, and for what is recorded of groups' changes. */
  readonly bucket?: string;
  readonly live?: boolean;
  /** A file of parameters to judge by, where it has any in place of those that AWS Config has. */
  readonly parameters?: string;
}

/**
 * What an inspection needs of AWS, with the caller's own credentials; `notes` tells, once it is done, by what the live resources were
 * judged. Rejects with USAGE, FILE_UNREADABLE, PARAMETER_INVALID or READ_FAILED.
 */
export async function inspectionDeps(
  { queueUrl, bucket, live, parameters }: InspectionConnection,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<{ deps: InspectionDeps; notes: () => readonly string[] }> {
  const region = regionSetting(queueUrl);
  const sqs = new SQSClient({ ...region, maxAttempts: 4 });
  const { accountId } = await callerOf(new STSClient({ ...region, maxAttempts: 4 })).catch(rethrowCause);
  const ledger = bucket ?? environment['CONFIGMEND_LEDGER_BUCKET'] ?? '';
  const judging = live === true ? await judgesBy(parameters) : undefined;
  const now = (): Date => new Date();
  const s3 = new S3Client({ ...region, maxAttempts: 4, followRegionRedirects: true });
  const changes =
    ledger === '' || judging === undefined
      ? undefined
      : changeSources(s3, ledger, JSON.stringify(Object.fromEntries(judging.given)));
  const deps: InspectionDeps = {
    sqs,
    queueUrl,
    now,
    surroundings: { accountId, ec2Of: ec2ClientOf, s3Of: s3ClientOf },
    ...(ledger === ''
      ? {}
      : {
          exemptions: exemptionReader(s3, ledger),
          safety: async () => (await createSafetyStore(s3, ledger).read()).state,
        }),
    ...(judging === undefined
      ? {}
      : {
          live: {
            accountId,
            now,
            judgesIn: judging.judgesIn,
            readerOf: (type, where) => kinds[type].createReader(where, undefined, changes),
          },
        }),
  };
  return { deps, notes: () => judging?.notes ?? [] };
}

/** What the SDK says itself: whoever explains why a queue was not read tells no region from no credentials. */
function rethrowCause(error: unknown): never {
  throw error instanceof Failure && error.cause !== undefined ? error.cause : error;
}

interface Judging {
  readonly judgesIn: LiveDeps['judgesIn'];
  readonly notes: string[];
  /** The parameters of the file, by rule. */
  readonly given: ReadonlyMap<string, unknown>;
}

async function judgesBy(file: string | undefined): Promise<Judging> {
  const given = file === undefined ? undefined : await judgesOfFile(file);
  const known = new Map<string, Promise<ReadonlyMap<string, Judge>>>();
  const notes: string[] = [];
  const ask = async (region: string): Promise<ReadonlyMap<string, Judge>> => {
    const deployed = await deployedJudges(new ConfigServiceClient({ region, maxAttempts: 4 }), region, given?.judges);
    notes.push(...deployed.notes);
    return deployed.judges;
  };
  return {
    notes,
    given: given?.parameters ?? new Map<string, unknown>(),
    judgesIn(region) {
      const judges = known.get(region) ?? ask(region);
      known.set(region, judges);
      return judges;
    },
  };
}
