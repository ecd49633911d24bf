import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import * as v from 'valibot';
import { accountWords } from '../accounts/membership.ts';
import { type AccountsReader } from '../accounts/read-accounts.ts';
import { errorCode, isDenied } from '../aws/classify-error.ts';
import { explainIssues } from '../contract/explain-issues.ts';
import type { Log } from '../contract/log.ts';
import { Sighting } from '../contract/sighting.ts';
import type { ComplianceChange, Telling } from './announcement.ts';
import { type Known, nothingKnown } from './known.ts';
import { isOfVerdict, sightingKeyOf } from './sighting-of-verdict.ts';

/** Reads what is known beside a telling. Never rejects: what cannot be read is not known, and is told without. */
export type KnownReader = (telling: Telling) => Promise<Known>;

export interface KnownSources {
  readonly accounts: AccountsReader;
  readonly s3: Pick<S3Client, 'send'>;
  readonly bucket: string;
  readonly log: Log;
}

/** Of a list, for so many verdicts: more names are not read. */
const mostSightings = 100;
const atOnce = 10;
/** Why a text is none is said without the text, which anybody may have written. */
const SightingText = v.pipe(v.string(), v.parseJson(undefined, 'not JSON'), Sighting);

/** Where no ledger bucket is named, nothing is known. */
export const noKnown: KnownReader = () => Promise.resolve(nothingKnown);

export function knownReader({ accounts, s3, bucket, log }: KnownSources): KnownReader {
  const warned = new Set<string>();
  const warnOnce = (message: string, error: unknown): void => {
    if (warned.has(message)) return;
    warned.add(message);
    log('warn', message, { bucket, error });
  };

  const readSighting = async (change: ComplianceChange): Promise<Sighting | null> => {
    const key = sightingKeyOf(change);
    if (key === null) return null;
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const parsed = v.safeParse(SightingText, (await Body?.transformToString()) ?? '');
      if (parsed.success) return isOfVerdict(parsed.output, change) ? parsed.output : null;
      warnOnce('a sighting is not one', explainIssues(parsed.issues));
      return null;
    } catch (error) {
      // S3 denies rather than miss what is asked for by somebody who may not list (Amazon S3 API, GetObject).
      if (!isDenied(error) && errorCode(error) !== 'NoSuchKey') warnOnce('a sighting cannot be read', error);
      return null;
    }
  };

  return async (telling) => {
    const changes = changesOf(telling)
      .filter((change) => sightingKeyOf(change) !== null)
      .slice(0, mostSightings);
    const [names, sightings] = await Promise.all([
      accounts().catch((error: unknown) => {
        warnOnce('the names of the accounts cannot be read, ids are told', error);
        return undefined;
      }),
      pMap(changes, async (change) => [change, await readSighting(change)] as const, { concurrency: atOnce }),
    ]);
    const seen = new Map(sightings);
    return {
      account: (accountId) => accountWords(names, accountId),
      sighting: (change) => seen.get(change) ?? undefined,
    };
  };
}

function changesOf(telling: Telling): readonly ComplianceChange[] {
  switch (telling.kind) {
    case 'compliance':
      return [telling];
    case 'compliance-burst':
      return telling.changes;
    case 'notice':
    case 'alarm':
    case 'unreadable':
    case 'outcome-burst':
    case 'grace-burst':
    case 'dead-letter-burst':
      return [];
  }
}
