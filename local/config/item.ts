import { isDeepStrictEqual } from 'node:util';
import type { RecordedState } from '../service.ts';

/** A configuration item as rule events, SNS and EventBridge carry it (AWS Config, "Components of a configuration item"). */
export interface StreamItem {
  readonly relatedEvents: readonly string[];
  readonly relationships: readonly {
    readonly resourceId: string;
    readonly resourceName: null;
    readonly resourceType: string;
    readonly name: string;
  }[];
  /** Null once the resource is deleted. */
  readonly configuration: Readonly<Record<string, unknown>> | null;
  readonly supplementaryConfiguration: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly configurationItemVersion: string;
  /** ISO 8601. */
  readonly configurationItemCaptureTime: string;
  readonly configurationStateId: number;
  readonly awsAccountId: string;
  readonly configurationItemStatus: 'OK' | 'ResourceDiscovered' | 'ResourceDeleted';
  readonly resourceType: string;
  readonly resourceId: string;
  readonly resourceName: string | null;
  readonly ARN: string | null;
  readonly awsRegion: string;
  readonly availabilityZone: string | null;
  readonly configurationStateMd5Hash: string;
  readonly resourceCreationTime: string | null;
}

export interface ResourceName {
  readonly resourceType: string;
  readonly resourceId: string;
}

/** One string for a resource, to keep it in maps. */
export function resourceKey({ resourceType, resourceId }: ResourceName): string {
  return `${resourceType}/${resourceId}`;
}

/**
 * The next item of a resource, or undefined if nothing differs from the previous one. `recorded` is undefined once the resource
 * is gone.
 */
export function nextItem(
  resource: ResourceName & { accountId: string; region: string },
  recorded: RecordedState | undefined,
  previous: StreamItem | undefined,
  now: number,
): StreamItem | undefined {
  const existed = previous !== undefined && previous.configurationItemStatus !== 'ResourceDeleted';
  if (recorded === undefined && !existed) return undefined;
  const captured = Math.max(now, (previous?.configurationStateId ?? 0) + 1);
  const item: StreamItem = {
    relatedEvents: [],
    relationships: (recorded?.relationships ?? []).map(({ resourceId, resourceType, name }) => ({
      resourceId,
      resourceName: null,
      resourceType,
      name,
    })),
    configuration: recorded?.configuration ?? null,
    supplementaryConfiguration: recorded?.supplementaryConfiguration ?? {},
    tags: recorded?.tags ?? {},
    configurationItemVersion: '1.3',
    configurationItemCaptureTime: new Date(captured).toISOString(),
    configurationStateId: captured,
    awsAccountId: resource.accountId,
    configurationItemStatus: recorded === undefined ? 'ResourceDeleted' : existed ? 'OK' : 'ResourceDiscovered',
    resourceType: resource.resourceType,
    resourceId: resource.resourceId,
    resourceName: recorded?.resourceName ?? null,
    ARN: recorded === undefined ? (previous?.ARN ?? null) : recorded.arn,
    awsRegion: resource.region,
    availabilityZone: recorded?.availabilityZone ?? null,
    configurationStateMd5Hash: '',
    resourceCreationTime: recorded?.resourceCreationTime ?? null,
  };
  // The service goes on changing its own objects, and an undefined member is no difference.
  const kept = JSON.parse(JSON.stringify(item)) as StreamItem;
  const same = existed && recorded !== undefined && isDeepStrictEqual(contents(kept), contents(previous));
  return same ? undefined : kept;
}

function contents({
  configuration,
  supplementaryConfiguration,
  tags,
  relationships,
  resourceName,
}: StreamItem): object {
  return { configuration, supplementaryConfiguration, tags, relationships, resourceName };
}

/**
 * The item as the API answers it: configuration and each supplementary value are JSON strings (an AccessControlList thereby a
 * string in a string), names differ, dates are epoch seconds, and what is null is left out.
 */
export function apiItem(item: StreamItem): object {
  return {
    ...baseApiItem(item),
    tags: item.tags,
    relatedEvents: item.relatedEvents,
    relationships: item.relationships.map(({ resourceId, resourceType, name }) => ({
      resourceId,
      resourceType,
      relationshipName: name,
    })),
    configurationItemMD5Hash: item.configurationStateMd5Hash,
  };
}

/** As BatchGetResourceConfig answers: without tags and relationships. */
export function baseApiItem(item: StreamItem): object {
  const captured = seconds(item.configurationItemCaptureTime);
  return {
    version: item.configurationItemVersion,
    accountId: item.awsAccountId,
    configurationItemCaptureTime: captured,
    configurationItemDeliveryTime: captured,
    configurationItemStatus: item.configurationItemStatus,
    configurationStateId: String(item.configurationStateId),
    recordingFrequency: 'CONTINUOUS',
    arn: item.ARN ?? undefined,
    resourceType: item.resourceType,
    resourceId: item.resourceId,
    resourceName: item.resourceName ?? undefined,
    awsRegion: item.awsRegion,
    availabilityZone: item.availabilityZone ?? undefined,
    resourceCreationTime: item.resourceCreationTime === null ? undefined : seconds(item.resourceCreationTime),
    configuration: item.configuration === null ? undefined : JSON.stringify(item.configuration),
    supplementaryConfiguration: Object.fromEntries(
      Object.entries(item.supplementaryConfiguration).map(([key, value]) => [key, JSON.stringify(value)]),
    ),
  };
}

export function seconds(iso: string): number {
  return Date.parse(iso) / 1000;
}
