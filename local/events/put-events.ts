import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { JsonOperation } from '../json-protocol.ts';
import { readInput } from '../read-input.ts';
import { assertTakes, type EventBus } from './bus.ts';
import type { EventBuses } from './buses.ts';
import { badMember, BusName } from './input.ts';
import type { EmittedEvent } from './rule.ts';

const Entry = v.strictObject({
  Source: v.optional(v.string()),
  DetailType: v.optional(v.string()),
  Detail: v.optional(v.string()),
  Resources: v.optional(v.array(v.string()), []),
  Time: v.optional(v.number()),
  EventBusName: BusName,
  TraceHeader: v.optional(v.string()),
});
const PutEventsInput = v.strictObject({ Entries: v.pipe(v.array(Entry), v.minLength(1), v.maxLength(10)) });

/** Amazon EventBridge quotas, "PutEvents" entry size. */
const sizeLimit = 256 * 1024;

/**
 * Answers 200 with an error per entry that was not taken (Amazon EventBridge API Reference, PutEvents). A bus of another account has to take
 * every entry that is for it, or nothing is put.
 */
export function putEvents(
  buses: EventBuses,
  emit: (bus: EventBus, event: EmittedEvent, origin: { accountId: string; region: string }) => string,
): JsonOperation {
  return (raw, caller) => {
    const { Entries } = readInput(PutEventsInput, raw, badMember);
    if (Entries.reduce((sum, { Detail = '' }) => sum + Buffer.byteLength(Detail), 0) > sizeLimit) {
      throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
    }
    const onto = Entries.map((entry) => {
      const bus = buses.named(entry.EventBusName, caller);
      assertTakes(bus, caller, {
        ...(entry.Source === undefined ? {} : { 'events:source': entry.Source }),
        ...(entry.DetailType === undefined ? {} : { 'events:detail-type': entry.DetailType }),
      });
      return { entry, bus };
    });
    const results = onto.map(({ entry, bus }) => {
      const refused = refusal(entry);
      if (refused !== undefined) return refused;
      const event = {
        source: entry.Source ?? '',
        detailType: entry.DetailType ?? '',
        resources: entry.Resources,
        detail: JSON.parse(entry.Detail ?? '{}') as unknown,
        ...(entry.Time === undefined ? {} : { time: entry.Time * 1000 }),
      };
      return { EventId: emit(bus, event, caller) };
    });
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  };
}

function refusal(entry: v.InferOutput<typeof Entry>): { ErrorCode: string; ErrorMessage: string } | undefined {
  for (const member of ['Source', 'DetailType', 'Detail'] as const) {
    if (!entry[member]) {
      return {
        ErrorCode: 'InvalidArgument',
        ErrorMessage: `Parameter ${member} is not valid. Reason: ${member} is a required argument.`,
      };
    }
  }
  if (entry.Source?.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  return isJsonObject(entry.Detail ?? '')
    ? undefined
    : { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
}

function isJsonObject(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}
