import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { accountWords, type Place } from '../accounts/membership.ts';
import { accountClients, roleIn, type RoleThere } from '../cli/account-clients.ts';
import { callerOf } from '../cli/caller.ts';
import { chosenPlaces } from '../cli/chosen-places.ts';
import { deadLetterQueue } from '../cli/dead-letters/dead-letter-queue.ts';
import { readDeadLetters } from '../cli/dead-letters/read-dead-letters.ts';
import { listed } from '../cli/history.ts';
import { inspectionDeps } from '../cli/inspect/inspection-deps.ts';
import { readInspection } from '../cli/inspect/read-inspection.ts';
import { ledgerBucket } from '../cli/ledger-bucket.ts';
import { explainLedgerError } from '../cli/ledger-error.ts';
import { knownMembers } from '../cli/members.ts';
import { explainQueueError } from '../cli/queue-error.ts';
import { regionSetting, remediationQueue } from '../cli/queue-url.ts';
import { useEndpoint } from '../cli/use-endpoint.ts';
import { nothingKnown } from '../notifier/known.ts';
import { queueFacts } from '../queue/queue-facts.ts';
import { accountBlockKind } from '../resources/account-block-kind.ts';
import { bucketKind } from '../resources/bucket-kind.ts';
import { partitionOf } from '../resources/partition.ts';
import { securityGroupKind } from '../resources/security-group-kind.ts';
import { readHistory } from '../safety/ledger-history.ts';
import { type AccountDeps, createAccountViews } from './account-views.ts';
import type { PlaceClients } from './console-place.ts';
import type { ConsoleSource } from './console-source.ts';
import { ledgerFeed } from './feed.ts';

/** As the other commands spell them; what is not given is taken from the environment as they take it. */
export interface AccountConnection extends RoleThere {
  /** Where the stack is, as far as its ledger bucket does not say so. */
  readonly home: string;
  /** Only this region, and only this account; absent: all of the deployment, or the home alone where its accounts are not known. */
  readonly region?: string;
  readonly account?: string;
  readonly bucket?: string;
  readonly queue?: string;
  readonly deadLetters?: string;
  readonly gate?: string;
}

/** What the stack calls it, unless its prefix is another. */
export const usualGate = '/configmend/enable_auto_response';

const minuteMs = 60_000;
const historyMs = 7 * 24 * 60 * minuteMs;

/** Reads of the queues hide their messages for a moment, so only a person asks for them anew. */
const everyMs = {
  overview: 10_000,
  compliance: minuteMs,
  queue: 0,
  feed: minuteMs,
  history: minuteMs,
  health: 0,
} as const;
const staleMs = { ...everyMs, queue: Infinity, health: Infinity } as const;

/**
 * Real accounts, each with the caller's own credentials or those of a role, which are only read: there is nothing in it that could write. What
 * was not configured is said on its page. Rejects with READ_FAILED where AWS does not know the caller, and with USAGE for an account or
 * region that the deployment does not have.
 */
export async function accountSource(connection: AccountConnection): Promise<ConsoleSource> {
  useEndpoint(undefined);
  const options = { region: connection.home, maxAttempts: 4 };
  const s3 = new S3Client({ ...options, followRegionRedirects: true });
  const sts = new STSClient(options);
  const caller = await callerOf(sts);
  const { members, note } = await membersIn(connection, s3);
  const alone = { accountId: connection.account ?? caller.accountId, region: connection.region ?? connection.home };
  const filter = {
    accounts: connection.account === undefined ? [] : [connection.account],
    regions: connection.region === undefined ? [] : [connection.region],
  };
  const places = members === undefined ? [alone] : chosenPlaces(members, filter);
  const hubRegion = members?.hub.region ?? alone.region;
  const clientsOf = accountClients({
    ...roleIn(members, connection),
    sts,
    caller,
    region: hubRegion,
    sessionName: 'configmend-console',
    clients: {},
  });
  const isAsked = ({ accountId, region }: Place): boolean =>
    (connection.account ?? accountId) === accountId && (connection.region ?? region) === region;
  const now = (): Date => new Date();
  const deps: AccountDeps = {
    places: places.map((place) => ({ ...place, open: openOnce(place, clientsOf) })),
    ...(members === undefined ? {} : { members }),
    ...(note === undefined ? {} : { notes: [note] }),
    ownAccount: caller.accountId,
    isAsked,
    s3,
    ssm: new SSMClient({ region: hubRegion, maxAttempts: 4 }),
    ledgerBucket: () => ledgerBucket(connection.bucket),
    gateParameter: connection.gate ?? usualGate,
    historyMs,
    canWrite: false,
    queue: () => depth(connection),
    deadLetters: () => letters(connection),
    now,
  };
  const [first = alone] = places;
  const shown = places.map((place) => ({ ...place, account: accountWords(members, place.accountId) }));
  const views = createAccountViews(deps);
  return {
    overview: {
      mode: 'account',
      ...first,
      ...(shown.length < 2 ? {} : { places: shown }),
      caller: caller.arn,
      breakages: [],
      everyMs,
    },
    staleMs,
    gate: views.gate,
    views: {
      compliance: views.compliance,
      history: views.history,
      health: views.health,
      async queue() {
        const inspection = await inspected(connection);
        return { ...inspection, names: Object.fromEntries(await views.names()) };
      },
      async feed() {
        const bucket = deps.ledgerBucket();
        const span = { since: new Date(now().getTime() - historyMs), until: new Date(now().getTime() + 1000) };
        const { entries } = await readHistory(s3, bucket, span).catch((error: unknown) =>
          Promise.reject(explainLedgerError(error, bucket)),
        );
        const known = { ...nothingKnown, account: (id: string) => accountWords(members, id) };
        const asked = listed(entries).filter(({ resource }) => isAsked(resource));
        return ledgerFeed(asked, known);
      },
    },
    detail: views.detail,
    version: () => 0,
    now,
  };
}

/** Where nobody said which bucket, nobody asks it. */
async function membersIn({ bucket }: AccountConnection, s3: S3Client): ReturnType<typeof knownMembers> {
  const ledger = bucket ?? process.env['CONFIGMEND_LEDGER_BUCKET'] ?? '';
  return ledger === '' ? {} : knownMembers(s3, ledger);
}

/** One set of clients; a role that could not be assumed is tried again. */
function openOnce(
  { accountId, region }: Place,
  clientsOf: ReturnType<typeof accountClients>,
): () => Promise<PlaceClients> {
  const where = { accountId, region, partition: partitionOf(region) };
  let opened: PlaceClients | undefined;
  return async () => {
    if (opened !== undefined) return opened;
    const clients = await clientsOf(accountId);
    opened = {
      config: new ConfigServiceClient({ region, maxAttempts: 4, ...clients }),
      readers: {
        'AWS::EC2::SecurityGroup': () => securityGroupKind.createReader(where, clients),
        'AWS::S3::Bucket': () => bucketKind.createReader(where, clients),
        'AWS::S3::AccountPublicAccessBlock': () => accountBlockKind.createReader(where, clients),
      },
    };
    return opened;
  };
}

async function inspected({
  queue,
  bucket,
  account,
  region,
  roleName,
  externalId,
}: AccountConnection): Promise<Awaited<ReturnType<typeof readInspection>>> {
  const queueUrl = remediationQueue(queue);
  try {
    const { deps, notes } = await inspectionDeps({
      queueUrl,
      roleName,
      externalId,
      ...(bucket === undefined ? {} : { bucket }),
    });
    const filter = {
      ...(account === undefined ? {} : { account }),
      ...(region === undefined ? {} : { region }),
    };
    const inspection = await readInspection(deps, { filter });
    return { ...inspection, notes: [...inspection.notes, ...notes()] };
  } catch (error) {
    throw explainQueueError(error, queueUrl);
  }
}

async function depth({ queue }: AccountConnection): ReturnType<AccountDeps['queue']> {
  const queueUrl = remediationQueue(queue);
  try {
    return await queueFacts(new SQSClient({ ...regionSetting(queueUrl), maxAttempts: 4 }), queueUrl);
  } catch (error) {
    throw explainQueueError(error, queueUrl);
  }
}

async function letters({ queue, deadLetters }: AccountConnection): ReturnType<AccountDeps['deadLetters']> {
  const { sqs, url } = await deadLetterQueue({
    ...(queue === undefined ? {} : { queue }),
    ...(deadLetters === undefined ? {} : { deadLetters }),
  });
  try {
    const facts = await queueFacts(sqs, url);
    return { depth: facts, letters: (await readDeadLetters(sqs, url)).deadLetters };
  } catch (error) {
    throw explainQueueError(error, url);
  }
}
