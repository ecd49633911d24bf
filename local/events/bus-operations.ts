import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { parseResourcePolicy } from '../iam/resource-policy.ts';
import type { JsonOperation } from '../json-protocol.ts';
import { page } from '../paging.ts';
import { readInput } from '../read-input.ts';
import { type EventBus, newBus } from './bus.ts';
import { type EventBuses, ownBus } from './buses.ts';
import { badMember, BusName, invalidToken } from './input.ts';

const CustomName = v.pipe(v.string(), v.regex(/^[.\-_A-Za-z0-9]{1,256}$/));
const CreateInput = v.strictObject({
  Name: CustomName,
  Description: v.optional(v.pipe(v.string(), v.maxLength(512))),
  Tags: v.optional(v.pipe(v.array(v.unknown()), v.maxLength(0)), []),
});
const DeleteInput = v.strictObject({ Name: CustomName });
const DescribeInput = v.strictObject({ Name: BusName });
const ListInput = v.strictObject({
  NamePrefix: v.optional(v.string(), ''),
  Limit: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(100)), 100),
  NextToken: v.optional(v.string()),
});
const PutPermissionInput = v.strictObject({
  EventBusName: BusName,
  Policy: v.optional(v.string()),
  Action: v.optional(v.literal('events:PutEvents')),
  Principal: v.optional(v.pipe(v.string(), v.regex(/^(\d{12}|\*)$/))),
  StatementId: v.optional(v.pipe(v.string(), v.regex(/^[a-zA-Z0-9-_]{1,64}$/))),
  Condition: v.optional(v.strictObject({ Type: v.string(), Key: v.string(), Value: v.string() })),
});
const RemovePermissionInput = v.strictObject({
  EventBusName: BusName,
  StatementId: v.optional(v.string()),
  RemoveAllPermissions: v.optional(v.boolean(), false),
});

/** Amazon EventBridge quotas, "Event bus policy size". */
const policyBytes = 10_240;
const busesPerRegion = 100;

/** Event buses and their policies. */
export function busOperations(buses: EventBuses, now: () => number): Record<string, JsonOperation> {
  return {
    CreateEventBus(raw, caller) {
      const { Name, Description } = readInput(CreateInput, raw, badMember);
      const held = buses.of(caller);
      if (held.has(Name)) {
        throw new AwsError('ResourceAlreadyExistsException', `Event bus ${Name} already exists.`);
      }
      if (held.size >= busesPerRegion) {
        throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
      }
      const bus = newBus({ accountId: caller.accountId, region: caller.region, name: Name }, now(), Description);
      held.set(Name, bus);
      return { EventBusArn: bus.arn, Description };
    },
    DescribeEventBus: (raw, caller) => describe(ownBus(buses, readInput(DescribeInput, raw, badMember).Name, caller)),
    ListEventBuses(raw, caller) {
      const { NamePrefix, Limit, NextToken } = readInput(ListInput, raw, badMember);
      const named = [...buses.of(caller).values()]
        .filter(({ name }) => name.startsWith(NamePrefix))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1));
      const { items, nextToken } = page(named, {
        scope: 'buses',
        limit: Limit,
        token: NextToken,
        invalid: invalidToken,
      });
      return { EventBuses: items.map(describe), NextToken: nextToken };
    },
    DeleteEventBus(raw, caller) {
      const { Name } = readInput(DeleteInput, raw, badMember);
      const bus = buses.of(caller).get(Name);
      if (Name === 'default') throw new AwsError('ValidationException', 'Cannot delete event bus default.');
      if (bus === undefined) return {};
      if (bus.rules.size > 0) {
        throw new AwsError('ValidationException', `Event bus ${Name} can't be deleted since it has rules.`);
      }
      buses.of(caller).delete(Name);
      return {};
    },
    PutPermission(raw, caller) {
      const { EventBusName, Policy, StatementId, Principal, Action, Condition } = readInput(
        PutPermissionInput,
        raw,
        badMember,
      );
      const bus = ownBus(buses, EventBusName, caller);
      if (Policy !== undefined) bus.policy = checked(Policy);
      else if (StatementId === undefined || Principal === undefined || Action === undefined) {
        throw new AwsError('ValidationException', 'Either Policy, or StatementId, Action and Principal must be given.');
      } else {
        const kept = statementsOf(bus).filter(({ Sid }) => Sid !== StatementId);
        const condition =
          Condition === undefined ? {} : { Condition: { [Condition.Type]: { [Condition.Key]: Condition.Value } } };
        const statement = {
          Sid: StatementId,
          Effect: 'Allow',
          Principal: Principal === '*' ? '*' : { AWS: `arn:${caller.partition}:iam::${Principal}:root` },
          Action,
          Resource: bus.arn,
          ...condition,
        };
        bus.policy = checked(documentOf([...kept, statement]));
      }
      return {};
    },
    RemovePermission(raw, caller) {
      const { EventBusName, StatementId, RemoveAllPermissions } = readInput(RemovePermissionInput, raw, badMember);
      const bus = ownBus(buses, EventBusName, caller);
      const held = statementsOf(bus);
      const kept = RemoveAllPermissions ? [] : held.filter(({ Sid }) => Sid !== StatementId);
      if (!RemoveAllPermissions && kept.length === held.length) {
        throw new AwsError('ResourceNotFoundException', 'Statement with the provided id does not exist.');
      }
      bus.policy = kept.length === 0 ? undefined : documentOf(kept);
      return {};
    },
  };
}

function checked(policy: string): string {
  if (Buffer.byteLength(policy) > policyBytes) {
    throw new AwsError('PolicyLengthExceededException', 'The event bus policy is too long. Limit is 10240 bytes.');
  }
  try {
    parseResourcePolicy(JSON.parse(policy));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError('ValidationException', `Parameter Policy is not valid: ${reason}`);
  }
  return policy;
}

const Policy = v.object({
  Statement: v.union([
    v.array(v.looseObject({ Sid: v.optional(v.string()) })),
    v.looseObject({ Sid: v.optional(v.string()) }),
  ]),
});

function statementsOf({ policy }: EventBus): readonly { readonly Sid?: string | undefined }[] {
  return policy === undefined ? [] : [v.parse(Policy, JSON.parse(policy)).Statement].flat();
}

function documentOf(statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

function describe({ name, arn, policy, description, createdAt }: EventBus): object {
  return {
    Name: name,
    Arn: arn,
    Policy: policy,
    Description: description,
    CreationTime: createdAt / 1000,
    LastModifiedTime: createdAt / 1000,
  };
}
