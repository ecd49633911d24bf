import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { JsonOperation } from '../json-protocol.ts';
import type { Regional } from '../service.ts';
import { configPage, invalidParameter, nextToken, readConfigInput } from './input.ts';
import { apiItem, baseApiItem, resourceKey, type StreamItem } from './item.ts';
import { type ConfigState, latestItem, requireRecorder } from './state.ts';

const HistoryInput = v.strictObject({
  resourceType: v.string(),
  resourceId: v.pipe(v.string(), v.minLength(1), v.maxLength(768)),
  laterTime: v.optional(v.number()),
  earlierTime: v.optional(v.number()),
  chronologicalOrder: v.optional(v.picklist(['Reverse', 'Forward']), 'Reverse'),
  limit: v.optional(v.number(), 0),
  nextToken,
});
const Key = v.strictObject({ resourceType: v.string(), resourceId: v.string() });
const BatchInput = v.strictObject({ resourceKeys: v.pipe(v.array(Key), v.minLength(1), v.maxLength(100)) });
const ListInput = v.strictObject({
  resourceType: v.string(),
  resourceIds: v.optional(v.pipe(v.array(v.string()), v.maxLength(20))),
  resourceName: v.optional(v.string()),
  limit: v.optional(v.number(), 0),
  includeDeletedResources: v.optional(v.boolean(), false),
  nextToken,
});

/** What was recorded, in API form. */
export function historyOperations(states: Regional<ConfigState>): Record<string, JsonOperation> {
  return {
    GetResourceConfigHistory(raw, caller) {
      const input = readConfigInput(HistoryInput, raw);
      const state = states.of(caller);
      requireRecorder(state);
      const { laterTime = Number.POSITIVE_INFINITY, earlierTime = Number.NEGATIVE_INFINITY } = input;
      if (earlierTime > laterTime) {
        throw new AwsError('InvalidTimeRangeException', 'The earlier time is later than the later time.');
      }
      const history = state.histories.get(resourceKey(input));
      if (history === undefined) {
        throw new AwsError(
          'ResourceNotDiscoveredException',
          `Resource ${input.resourceId} of resourceType:${input.resourceType} is unknown or has not been discovered`,
        );
      }
      const within = history.filter(
        ({ configurationStateId: at }) => at >= Math.round(earlierTime * 1000) && at <= Math.round(laterTime * 1000),
      );
      const ordered = input.chronologicalOrder === 'Reverse' ? within.toReversed() : within;
      const scope = `history ${resourceKey(input)} ${input.chronologicalOrder}`;
      const { items, nextToken } = configPage(ordered, scope, pageSize(input.limit, 10), input.nextToken);
      return { configurationItems: items.map(apiItem), nextToken };
    },
    BatchGetResourceConfig(raw, caller) {
      const { resourceKeys } = readConfigInput(BatchInput, raw);
      const state = states.of(caller);
      requireRecorder(state);
      const found = resourceKeys.flatMap((key) => {
        const item = latestItem(state, key);
        return item === undefined || item.configurationItemStatus === 'ResourceDeleted' ? [] : [baseApiItem(item)];
      });
      return { baseConfigurationItems: found, unprocessedResourceKeys: [] };
    },
    ListDiscoveredResources(raw, caller) {
      const input = readConfigInput(ListInput, raw);
      const state = states.of(caller);
      requireRecorder(state);
      if (input.resourceIds !== undefined && input.resourceName !== undefined) {
        throw invalidParameter('You can specify either resourceIds or a resourceName, but not both.');
      }
      const listed = [...state.histories.values()]
        .flatMap((items) => items.slice(-1))
        .filter(
          (item) =>
            item.resourceType === input.resourceType &&
            (input.includeDeletedResources || item.configurationItemStatus !== 'ResourceDeleted') &&
            (input.resourceIds === undefined || input.resourceIds.includes(item.resourceId)) &&
            (input.resourceName === undefined || input.resourceName === item.resourceName),
        );
      const scope = `discovered ${input.resourceType}`;
      const { items, nextToken } = configPage(listed, scope, pageSize(input.limit, 100), input.nextToken);
      return { resourceIdentifiers: items.map(identifier), nextToken };
    },
  };
}

function pageSize(asked: number, byDefault: number): number {
  if (asked < 0 || asked > 100)
    throw new AwsError('InvalidLimitException', 'The specified limit is outside the allowable range.');
  return asked === 0 ? byDefault : asked;
}

function identifier(item: StreamItem): object {
  return {
    resourceType: item.resourceType,
    resourceId: item.resourceId,
    resourceName: item.resourceName ?? undefined,
    resourceDeletionTime:
      item.configurationItemStatus === 'ResourceDeleted' ? item.configurationStateId / 1000 : undefined,
  };
}
