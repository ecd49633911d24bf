import * as v from 'valibot';
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

const text = v.pipe(v.string(), v.minLength(1));
const time = v.union([v.date(), text]);
const RawItem = v.looseObject({
  resourceType: text,
  resourceId: text,
  resourceName: v.nullish(v.string()),
  ARN: v.nullish(v.string()),
  arn: v.nullish(v.string()),
  awsAccountId: v.nullish(v.string()),
  accountId: v.nullish(v.string()),
  awsRegion: text,
  configurationItemCaptureTime: time,
  configurationItemStatus: text,
  tags: v.nullish(v.record(v.string(), v.string())),
  configuration: v.nullish(v.union([v.string(), v.record(v.string(), v.unknown())])),
  supplementaryConfiguration: v.nullish(v.record(v.string(), v.unknown())),
});

/** Throws ITEM_UNREADABLE naming the resource, where it says one, and the field. */
export function parseConfigurationItem(raw: unknown): ConfigurationItem {
  const parsed = v.safeParse(RawItem, raw);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw unreadable(raw, `${v.getDotPath(issue) ?? 'item'}: ${issue.message}`);
  }
  const item = parsed.output;
  const accountId = item.awsAccountId ?? item.accountId;
  if (!accountId) throw unreadable(raw, 'awsAccountId (accountId in API form) is missing');
  const captured = new Date(item.configurationItemCaptureTime);
  if (Number.isNaN(captured.getTime())) throw unreadable(raw, 'configurationItemCaptureTime is not a date');
  const configuration = decode(item.configuration ?? null);
  if (configuration !== null && !isRecord(configuration)) throw unreadable(raw, 'configuration is not an object');
  const supplementary: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(item.supplementaryConfiguration ?? {})) supplementary[key] = decode(value);
  return {
    resourceType: item.resourceType,
    resourceId: item.resourceId,
    resourceName: item.resourceName ?? null,
    arn: item.ARN ?? item.arn ?? null,
    accountId,
    region: item.awsRegion,
    captureTime: captured.toISOString(),
    status: item.configurationItemStatus,
    tags: item.tags ?? {},
    configuration,
    supplementary,
  };
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
