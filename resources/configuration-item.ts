import * as v from 'valibot';
import { explainIssues } from '../contract/explain-issues.ts';
import { Failure } from '../contract/failure.ts';

/**
 * A configuration item in one form, whichever of the two it came in: the stream form of rule events and SNS, or the API form
 * of GetResourceConfigHistory, BatchGetResourceConfig and snapshots, where parts are JSON strings and some keys have other
 * names (AWS Config Developer Guide, "Components of a configuration item").
 */
export interface ConfigurationItem {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly resourceName: string | null;
  /** Null where AWS gives none (AWS::S3::AccountPublicAccessBlock). */
  readonly arn: string | null;
  readonly accountId: string;
  readonly region: string;
  /** ISO 8601. */
  readonly captureTime: string;
  /** OK, ResourceDiscovered, ResourceNotRecorded, ResourceDeleted, ResourceDeletedNotRecorded. */
  readonly status: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Null for a deleted resource. */
  readonly configuration: Readonly<Record<string, unknown>> | null;
  /** Each value decoded, however often it was encoded. */
  readonly supplementary: Readonly<Record<string, unknown>>;
}

/** AWS Config API, ConfigurationItemStatus. A status that is not known might be one to judge, so it is not passed over. */
const itemStatuses = [
  'OK',
  'ResourceDiscovered',
  'ResourceNotRecorded',
  'ResourceDeleted',
  'ResourceDeletedNotRecorded',
] as const;

/**
 * Whether an item says a state to judge. One of a deleted resource does not, but for an account's Block Public Access: deleting
 * that switches all of it off, and the account is still there.
 */
export function isJudgeable({ resourceType, status }: Pick<ConfigurationItem, 'resourceType' | 'status'>): boolean {
  if (status === 'OK' || status === 'ResourceDiscovered') return true;
  return resourceType === 'AWS::S3::AccountPublicAccessBlock' && isDeleted(status);
}

export function isDeleted(status: string): boolean {
  return status === 'ResourceDeleted' || status === 'ResourceDeletedNotRecorded';
}

const text = v.pipe(v.string(), v.minLength(1));
const time = v.union([v.date(), text, v.number()]);
/** Not a valibot record, which passes over names such as `constructor`. */
const tagsByName = v.custom<Readonly<Record<string, string>>>(
  (given) => isRecord(given) && Object.values(given).every((value) => typeof value === 'string'),
  'must be an object of strings',
);
const RawItem = v.looseObject({
  resourceType: text,
  resourceId: text,
  resourceName: v.nullish(v.string()),
  ARN: v.nullish(v.string()),
  arn: v.nullish(v.string()),
  awsAccountId: v.nullish(v.string()),
  accountId: v.nullish(v.string()),
  awsRegion: v.optional(text),
  configurationItemCaptureTime: time,
  configurationItemStatus: v.picklist(itemStatuses),
  tags: v.nullish(tagsByName),
  configuration: v.nullish(v.union([v.string(), v.record(v.string(), v.unknown())])),
  supplementaryConfiguration: v.nullish(v.record(v.string(), v.unknown())),
});

/** Throws ITEM_UNREADABLE naming the resource, where it says one, and the field. */
export function parseConfigurationItem(raw: unknown): ConfigurationItem {
  const parsed = v.safeParse(RawItem, raw);
  if (!parsed.success) {
    throw unreadable(raw, explainIssues(parsed.issues));
  }
  const item = parsed.output;
  const accountId = item.awsAccountId ?? item.accountId;
  if (!accountId) throw unreadable(raw, 'awsAccountId (accountId in API form) is missing');
  const arn = item.ARN ?? item.arn ?? null;
  const region = item.awsRegion ?? regionIn(arn);
  if (!region) throw unreadable(raw, 'awsRegion is missing, and the ARN says none');
  const captured = dateOf(item.configurationItemCaptureTime);
  if (Number.isNaN(captured.getTime())) throw unreadable(raw, 'configurationItemCaptureTime is not a date');
  const configuration = decode(item.configuration ?? null);
  if (configuration !== null && !isRecord(configuration)) throw unreadable(raw, 'configuration is not an object');
  const supplementary: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(item.supplementaryConfiguration ?? {})) supplementary[key] = decode(value);
  return {
    resourceType: item.resourceType,
    resourceId: item.resourceId,
    resourceName: item.resourceName ?? null,
    arn,
    accountId,
    region,
    captureTime: captured.toISOString(),
    status: item.configurationItemStatus,
    tags: item.tags ?? {},
    configuration,
    supplementary,
  };
}

/** The last second that ISO 8601 writes with four digits of the year: what is later was not given in seconds. */
const lastSecond = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000;

/** The command line (`get-resource-config-history`) prints seconds of the epoch, as the API's JSON has them. */
function dateOf(time: Date | string | number): Date {
  if (typeof time !== 'number') return new Date(time);
  return new Date(time <= lastSecond ? time * 1000 : NaN);
}

/** `arn:partition:service:region:account:resource`; global services and S3 leave the region empty. */
function regionIn(arn: string | null): string | undefined {
  return arn?.split(':')[3];
}

/** Undoes JSON strings inside JSON strings: an AccessControlList is encoded once in the stream, twice in the API form. */
function decode(value: unknown): unknown {
  let decoded = value;
  for (let depth = 0; depth < 3 && typeof decoded === 'string'; depth++) {
    try {
      decoded = JSON.parse(decoded);
    } catch {
      return decoded;
    }
  }
  return decoded;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(raw: unknown, what: string): Failure {
  const id = isRecord(raw) && typeof raw['resourceId'] === 'string' ? raw['resourceId'] : '';
  return new Failure(
    'ITEM_UNREADABLE',
    id === '' ? `configuration item: ${what}` : `configuration item ${id}: ${what}`,
    {
      ids: id === '' ? {} : { resourceId: id },
    },
  );
}
