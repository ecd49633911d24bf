import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { partitionOf } from '../credentials.ts';
import type { JsonOperation } from '../json-protocol.ts';
import { page } from '../paging.ts';
import { readInput } from '../read-input.ts';
import type { Caller } from '../service.ts';
import type { EventBus } from './bus.ts';
import { type EventBuses, ownBus } from './buses.ts';
import { badMember, BusName, invalidToken, RuleName } from './input.ts';
import { parsePattern } from './pattern.ts';
import type { EventRule } from './rule.ts';
import { parseSchedule } from './schedule.ts';
import { type TargetDeps, targetOperations } from './target-operations.ts';

const RuleInput = v.strictObject({ Name: RuleName, EventBusName: BusName });
const DeleteRuleInput = v.strictObject({ ...RuleInput.entries, Force: v.optional(v.boolean()) });
const PutRuleInput = v.strictObject({
  Name: RuleName,
  ScheduleExpression: v.optional(v.pipe(v.string(), v.maxLength(256))),
  EventPattern: v.optional(v.pipe(v.string(), v.maxLength(4096))),
  State: v.optional(v.picklist(['ENABLED', 'DISABLED']), 'ENABLED'),
  Description: v.optional(v.pipe(v.string(), v.maxLength(512))),
  EventBusName: BusName,
});
const ListRulesInput = v.strictObject({
  NamePrefix: v.optional(v.string()),
  EventBusName: BusName,
  Limit: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(100)), 100),
  NextToken: v.optional(v.string()),
});

export interface RuleOperationDeps extends Pick<TargetDeps, 'mayAssume'> {
  readonly buses: EventBuses;
  /** Told whenever a rule's schedule or state may have changed. */
  rearm(rule: EventRule, where: { accountId: string; region: string }): void;
}

/** Rules of the buses of the caller's account. */
export function ruleOperations({ buses, rearm, mayAssume }: RuleOperationDeps): Record<string, JsonOperation> {
  const find = (name: string, busName: string | undefined, caller: Caller): EventRule =>
    findRule(ownBus(buses, busName, caller), name);
  const set =
    (enabled: boolean): JsonOperation =>
    (raw, caller) => {
      const { Name, EventBusName } = readInput(RuleInput, raw, badMember);
      const rule = find(Name, EventBusName, caller);
      if (rule.enabled === enabled) return {};
      rule.enabled = enabled;
      rearm(rule, caller);
      return {};
    };

  return {
    /** Replaces the whole rule but its targets: a State that is left out is ENABLED. */
    PutRule(raw, caller) {
      const input = readInput(PutRuleInput, raw, badMember);
      const { EventPattern, ScheduleExpression } = input;
      if (EventPattern === undefined && ScheduleExpression === undefined) {
        throw new AwsError('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.');
      }
      const bus = ownBus(buses, input.EventBusName, caller);
      if (ScheduleExpression !== undefined && bus.name !== 'default') {
        throw new AwsError('ValidationException', 'ScheduleExpression is supported only on the default event bus.');
      }
      const { rules } = bus;
      const held = rules.get(input.Name);
      const path = bus.name === 'default' ? input.Name : `${bus.name}/${input.Name}`;
      const rule: EventRule = {
        busName: bus.name,
        name: input.Name,
        arn: `arn:${partitionOf(caller.region)}:events:${caller.region}:${caller.accountId}:rule/${path}`,
        description: input.Description,
        eventPattern: EventPattern,
        matches: EventPattern === undefined ? undefined : parsePattern(EventPattern),
        scheduleExpression: ScheduleExpression,
        schedule: ScheduleExpression === undefined ? undefined : parseSchedule(ScheduleExpression),
        targets: held?.targets ?? new Map(),
        enabled: input.State === 'ENABLED',
        disarm: undefined,
      };
      held?.disarm?.();
      rules.set(rule.name, rule);
      rearm(rule, caller);
      return { RuleArn: rule.arn };
    },
    EnableRule: set(true),
    DisableRule: set(false),
    DescribeRule(raw, caller) {
      const { Name, EventBusName } = readInput(RuleInput, raw, badMember);
      return describe(find(Name, EventBusName, caller), { CreatedBy: caller.accountId });
    },
    DeleteRule(raw, caller) {
      const { Name, EventBusName } = readInput(DeleteRuleInput, raw, badMember);
      const { rules } = ownBus(buses, EventBusName, caller);
      const rule = rules.get(Name);
      if (rule === undefined) return {};
      if (rule.targets.size > 0) {
        throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
      }
      rule.disarm?.();
      rules.delete(Name);
      return {};
    },
    ListRules(raw, caller) {
      const { NamePrefix = '', EventBusName, Limit, NextToken } = readInput(ListRulesInput, raw, badMember);
      const named = [...ownBus(buses, EventBusName, caller).rules.values()]
        .filter((rule) => rule.name.startsWith(NamePrefix))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1));
      const { items, nextToken } = page(named, {
        scope: `rules ${EventBusName ?? 'default'}`,
        limit: Limit,
        token: NextToken,
        invalid: invalidToken,
      });
      return { Rules: items.map((rule) => describe(rule)), NextToken: nextToken };
    },
    ...targetOperations({ find, mayAssume }),
  };
}

function findRule({ rules, name: busName }: EventBus, name: string): EventRule {
  const rule = rules.get(name);
  if (rule === undefined) {
    throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${busName}.`);
  }
  return rule;
}

function describe(rule: EventRule, more: object = {}): object {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.eventPattern,
    ScheduleExpression: rule.scheduleExpression,
    State: rule.enabled ? 'ENABLED' : 'DISABLED',
    Description: rule.description,
    EventBusName: rule.busName,
    ...more,
  };
}
