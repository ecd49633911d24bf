import { randomUUID } from 'node:crypto';
import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import pMap from 'p-map';
import type { Accounts } from '../accounts/accounts.ts';
import { accountWords } from '../accounts/membership.ts';
import { changeSources } from '../approvals/change-sources.ts';
import { Failure } from '../contract/failure.ts';
import type { Severity } from '../contract/instruction.ts';
import type { SweepPart } from '../contract/sweep-report.ts';
import { type ExemptionReader, exemptionReader, rememberedFor } from '../exemptions/read-exemptions.ts';
import { sendInstructions } from '../queue/send-instructions.ts';
import { remediatorOf } from '../remediators/registry.ts';
import { kinds } from '../resources/kinds.ts';
import { partitionOf } from '../resources/partition.ts';
import { violatedBefore } from '../rules/config-history.ts';
import type { HeldBack } from '../sweep/judge-resource.ts';
import { blockRegionsOf } from '../sweep/places.ts';
import { ofRecordedGroups } from '../sweep/recorded-groups.ts';
import { resourceIds } from '../sweep/resource-ids.ts';
import { sweepIdOf } from '../sweep/sweep-event.ts';
import { sweepPlace, type SweptPlaceReport } from '../sweep/sweep-place.ts';
import { createSweepStore } from '../sweep/sweep-store.ts';
import { exemptionsOfFile } from './exemption-file.ts';
import { membersOf } from './members.ts';
import { onInterrupt, type OnInterrupt } from './on-interrupt.ts';
import { regionSetting, remediationQueue } from './queue-url.ts';
import { assertWritable } from './report-file.ts';
import { noExemptions } from './scan-evaluate.ts';
import { printSweep } from './sweep-print.ts';
import { type RulesAsked, settingsAsked, settingsDeployed, type SweepSettings } from './sweep-settings.ts';
import { exitCodeOfSweep, type ShownSweep } from './sweep-shown.ts';
import { type PlacesAsked, type SweepTarget, sweepTargets } from './sweep-targets.ts';
import type { Terminal } from './terminal.ts';
import { useEndpoint } from './use-endpoint.ts';

export interface SweepOptions extends RulesAsked, PlacesAsked {
  readonly bucket?: string;
  readonly queueUrl?: string;
  /** A file of exemptions, in place of those of the bucket. */
  readonly exemptions?: string;
  readonly endpoint?: string;
  readonly failOn?: Severity;
  readonly json?: string | true;
}

const placesAtOnce = 4;
const exemptionsMs = 60_000;
const notQueued = 'nothing is queued without --queue-url';

/**
 * Looks at every place, queues what is found where it is to, and writes the report where there is a ledger. Exit code 130: interrupted;
 * else as of scan. Rejects with USAGE, FILE_UNREADABLE, FILE_NOT_WRITTEN, PARAMETER_INVALID, READ_FAILED, ACCOUNTS_UNREADABLE,
 * SNAPSHOT_FAILED or QUEUE_SEND_FAILED.
 */
export async function sweep(
  options: SweepOptions,
  terminal: Terminal,
  interrupts: OnInterrupt = onInterrupt,
  now: () => Date = () => new Date(),
): Promise<number> {
  const { bucket, json } = options;
  const queueUrl = options.queueUrl === undefined ? undefined : remediationQueue(options.queueUrl);
  if (queueUrl !== undefined && bucket === undefined) {
    const why = 'which accounts and rules only observe, and what is exempt, is the deployment’s to say';
    throw new Failure('USAGE', `--queue-url needs --bucket, the stack’s output ledger_bucket: ${why}`);
  }
  if (typeof json === 'string') await assertWritable(json);
  useEndpoint(options.endpoint);
  const s3 = new S3Client({ maxAttempts: 4, followRegionRedirects: true });
  const members = bucket === undefined ? undefined : await membersOf(s3, bucket);
  const settings = await settingsOf(options, members, terminal);
  const exemptions = await exemptionsOf(options, s3);
  const { targets: all, unread } = await sweepTargets(options, members);
  const targets = all.filter(({ place }) => settings.watchOwn || members === undefined || !isHome(place, members));
  sayWhere(targets, members, terminal);

  const startedAt = now();
  const sweepId = sweepIdOf(startedAt, randomUUID());
  const places = targets.map(({ place }) => place);
  const store = bucket === undefined ? undefined : createSweepStore(s3, bucket);
  await store?.writePlan({ version: 1, sweepId, startedAt: startedAt.toISOString(), places });
  const sources =
    bucket === undefined || settings.parameters === undefined
      ? undefined
      : changeSources(s3, bucket, settings.parameters);
  const changes = sources === undefined || bucket === undefined ? undefined : ofRecordedGroups(sources, s3, bucket);
  const sqs = queueUrl === undefined ? undefined : new SQSClient({ ...regionSetting(queueUrl), maxAttempts: 6 });
  const looking = counter(terminal, targets.length);
  let isStopped = false;
  let queued = 0;

  const look = async ({ place, mode, target }: SweepTarget): Promise<SweptPlaceReport> =>
    sweepPlace(
      {
        where: { ...place, partition: partitionOf(place.region) },
        blockRegions: blockRegionsOf(places, place),
        heldBack: heldBack(mode, accountWords(members, place.accountId), queueUrl !== undefined),
      },
      {
        enabled: settings.enabled,
        exemptions,
        now,
        remediatorOf,
        clients: () =>
          'refused' in target
            ? Promise.reject(new Failure('ROLE_NOT_ASSUMED', target.refused))
            : Promise.resolve(target.clients),
        idsOf: resourceIds,
        readerOf: (type, where, clients) => kinds[type].createReader(where, clients, changes),
        violatedBefore: (rule, resource, clients) =>
          violatedBefore(new ConfigServiceClient({ region: place.region, maxAttempts: 4, ...clients }), rule, resource),
        async queue(instructions) {
          if (sqs === undefined || queueUrl === undefined) return;
          await sendInstructions(sqs, queueUrl, instructions);
          queued += instructions.length;
        },
        hasTime: () => !isStopped,
        report: (message, fields) => terminal.warn(`${message}: ${JSON.stringify(fields)}`),
        looked: looking.resources,
      },
    );

  const work = async (one: SweepTarget): Promise<SweepPart | undefined> => {
    if (isStopped) return undefined;
    const started = now().toISOString();
    const { next, ...found } = await look(one);
    const part: SweepPart = {
      version: 1,
      sweepId,
      part: 0,
      place: one.place,
      mode: one.mode,
      startedAt: startedAt.toISOString(),
      started,
      ended: now().toISOString(),
      complete: next === undefined,
      ...found,
    };
    await store?.writePart(part);
    looking.place();
    return part;
  };
  const release = interrupts(() => (isStopped = true));
  const done = await pMap(targets, work, { concurrency: placesAtOnce }).finally(release);
  terminal.progress('');
  const parts = done.flatMap((part) => part ?? []);
  const shown: ShownSweep = {
    sweepId,
    startedAt: startedAt.toISOString(),
    parts,
    missing: places.filter((place) => !parts.some((part) => part.place === place)),
    unread,
  };
  const below = queueUrl === undefined ? `${notQueued}.` : `${queued} instructions queued.`;
  await printSweep(shown, json, terminal, { below });
  if (bucket !== undefined) terminal.warn(`written to the ledger ${bucket}: sweep ${sweepId}`);
  return isStopped ? 130 : exitCodeOfSweep(shown, options.failOn);
}

/** Where anything is queued, the deployment alone says by what; where not, a deployment that cannot be asked is said and done without. */
async function settingsOf(
  options: SweepOptions,
  members: Accounts | undefined,
  terminal: Terminal,
): Promise<SweepSettings> {
  const { bucket, queueUrl, parameters } = options;
  if (members === undefined || bucket === undefined || parameters !== undefined) return settingsAsked(options);
  const lambda = new LambdaClient({ region: members.hub.region, maxAttempts: 4 });
  try {
    return await settingsDeployed(lambda, members, bucket, options);
  } catch (error) {
    const isUnread = error instanceof Failure && error.code === 'READ_FAILED';
    if (queueUrl !== undefined || !isUnread) throw error;
    terminal.warn(`judged by the rules that are on by default, with their defaults: ${error.message}`);
    return settingsAsked(options);
  }
}

function isHome({ accountId, region }: SweepTarget['place'], { hub }: Accounts): boolean {
  return accountId === hub.accountId && region === hub.region;
}

async function exemptionsOf({ exemptions, bucket }: SweepOptions, s3: S3Client): Promise<ExemptionReader> {
  if (exemptions !== undefined) {
    const reading = { kind: 'read', list: await exemptionsOfFile(exemptions) } as const;
    return () => Promise.resolve(reading);
  }
  return bucket === undefined ? noExemptions.exemptions : rememberedFor(exemptionsMs, exemptionReader(s3, bucket));
}

function heldBack(mode: SweepTarget['mode'], account: string, queues: boolean): HeldBack | undefined {
  if (mode === 'observe') return { disposition: 'observed', reason: `account ${account} is in mode observe` };
  return queues ? undefined : { disposition: 'not-queued', reason: notQueued };
}

function sayWhere(targets: readonly SweepTarget[], members: Accounts | undefined, terminal: Terminal): void {
  const accounts = new Set(targets.map(({ place }) => accountWords(members, place.accountId)));
  const regions = new Set(targets.map(({ place }) => place.region));
  if (targets.length > 0) terminal.warn(`account ${[...accounts].join(', ')}, ${[...regions].join(', ')}`);
}

function counter({ bar }: Pick<Terminal, 'bar'>, places: number): { resources(more: number): void; place(): void } {
  let [looked, done] = [0, 0];
  const show = (): void => bar(done, places, `places, ${looked} resources looked at`);
  return {
    resources(more) {
      looked += more;
      show();
    },
    place() {
      done += 1;
      show();
    },
  };
}
