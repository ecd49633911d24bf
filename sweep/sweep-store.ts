import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import * as v from 'valibot';
import { classifyError, errorCode, errorText, isThere } from '../aws/classify-error.ts';
import { listedObjects } from '../aws/listed-objects.ts';
import { explainIssues } from '../contract/explain-issues.ts';
import { Failure } from '../contract/failure.ts';
import {
  SweepId,
  SweepPart,
  sweepPartKey,
  SweepPlan,
  sweepPlanKey,
  sweepsFolder,
  type SweptPlace,
} from '../contract/sweep-report.ts';

type PartName = Parameters<typeof sweepPartKey>[0];

/** The reports of sweeps in the ledger bucket. Nothing in it is ever written over. */
export interface SweepStore {
  /** Rejects with SNAPSHOT_FAILED. `known`: it was there already, and stays as it is. */
  writePlan(plan: SweepPlan): Promise<'written' | 'known'>;
  writePart(part: SweepPart): Promise<'written' | 'known'>;
  /** Undefined where there is none. Rejects with READ_FAILED. */
  readPart(name: PartName): Promise<SweepPart | undefined>;
  /**
   * Who looks at a place, of several that were asked to: the first, again each time it is tried again. `other` may be running, or
   * done. Rejects with SNAPSHOT_FAILED or READ_FAILED.
   */
  claim(name: PartName, requestId: string): Promise<'mine' | 'mine-again' | 'other'>;
  /** The newest sweep, undefined before the first. Rejects with the SDK's error, or with READ_FAILED for what is no report. */
  last(): Promise<SweepReport | undefined>;
}

/** A sweep as it is known by now. */
export interface SweepReport {
  readonly sweepId: string;
  /** Absent of one that was stopped before it knew its places. */
  readonly plan: SweepPlan | undefined;
  /** By place, each in the order of its parts. */
  readonly parts: readonly SweepPart[];
}

const Claim = v.strictObject({ requestId: v.string() });
const readsAtOnce = 16;

export function createSweepStore(s3: Pick<S3Client, 'send'>, bucket: string): SweepStore {
  const create = async (Key: string, content: object): Promise<'written' | 'known'> => {
    try {
      const Body = JSON.stringify(content);
      await s3.send(
        new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType: 'application/json', IfNoneMatch: '*' }),
      );
      return 'written';
    } catch (cause) {
      if (isThere(cause)) return 'known';
      throw new Failure('SNAPSHOT_FAILED', `${Key} cannot be written: ${errorText(cause)}`, {
        cause,
        ids: { bucket, key: Key },
        transient: classifyError(cause) === 'transient',
      });
    }
  };
  const read = async <S extends v.GenericSchema>(Key: string, schema: S): Promise<v.InferOutput<S> | undefined> => {
    const unreadable = (why: string, cause?: unknown): Failure =>
      new Failure('READ_FAILED', `${Key} cannot be read: ${why}`, { cause, ids: { bucket, key: Key } });
    let data: unknown;
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      data = JSON.parse((await Body?.transformToString()) ?? '');
    } catch (cause) {
      if (errorCode(cause) === 'NoSuchKey') return undefined;
      throw unreadable(errorText(cause), cause);
    }
    const parsed = v.safeParse(schema, data);
    if (parsed.success) return parsed.output;
    throw unreadable(explainIssues(parsed.issues));
  };

  return {
    writePlan: (plan) => create(sweepPlanKey(plan.sweepId), plan),
    writePart: (part) => create(sweepPartKey(part), part),
    readPart: (name) => read(sweepPartKey(name), SweepPart),
    async claim(name, requestId) {
      const key = claimKey(name);
      if ((await create(key, { requestId })) === 'written') return 'mine';
      const claimed = await read(key, Claim);
      return claimed?.requestId === requestId ? 'mine-again' : 'other';
    },
    async last() {
      const sweepId = await newestId(s3, bucket);
      if (sweepId === undefined) return undefined;
      const folder = `${sweepsFolder}${sweepId}/`;
      const keys = await keysIn(s3, bucket, folder);
      const found = keys.filter((key) => key !== sweepPlanKey(sweepId));
      const parts = await pMap(found, (key) => read(key, SweepPart), { concurrency: readsAtOnce });
      return {
        sweepId,
        plan: await read(sweepPlanKey(sweepId), SweepPlan),
        parts: parts.flatMap((part) => part ?? []).toSorted(byPlace),
      };
    },
  };
}

/** Beside the parts, in a folder of its own. */
function claimKey(name: PartName): string {
  return sweepPartKey(name).replace(/\/(?=[^/]+$)/, '/claims/');
}

async function newestId(s3: Pick<S3Client, 'send'>, bucket: string): Promise<string | undefined> {
  const { folders } = await listed(s3, bucket, sweepsFolder);
  return folders
    .map((folder) => folder.slice(sweepsFolder.length, -1))
    .filter((id) => v.is(SweepId, id))
    .toSorted()
    .at(-1);
}

async function keysIn(s3: Pick<S3Client, 'send'>, bucket: string, folder: string): Promise<string[]> {
  const { keys } = await listed(s3, bucket, folder);
  return keys.filter((key) => key.endsWith('.json'));
}

/** What is directly in a folder. */
async function listed(
  s3: Pick<S3Client, 'send'>,
  Bucket: string,
  Prefix: string,
): Promise<{ keys: string[]; folders: string[] }> {
  const [keys, folders]: [string[], string[]] = [[], []];
  for await (const page of listedObjects(s3, { Bucket, Prefix, Delimiter: '/' })) {
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
    folders.push(...(page.CommonPrefixes ?? []).flatMap((one) => one.Prefix ?? []));
  }
  return { keys, folders };
}

function byPlace(one: SweepPart, other: SweepPart): number {
  const key = ({ place: { accountId, region } }: { readonly place: SweptPlace }): string => `${accountId}/${region}`;
  const [a, b] = [key(one), key(other)];
  return a === b ? one.part - other.part : a < b ? -1 : 1;
}
