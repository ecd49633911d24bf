import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemovePermissionCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import * as v from 'valibot';
import { resourceType } from '../resource-type.ts';

export const cloudwatchEventBus = resourceType({
  arguments: { name: v.string(), description: v.optional(v.string()) },
  identity: ['name', 'description'],
  async put({ name, description }, { clients: { events } }) {
    const described = description === undefined ? {} : { Description: description };
    const { EventBusArn = '' } = await events.send(new CreateEventBusCommand({ Name: name, ...described }));
    return { id: name, arn: EventBusArn };
  },
  async remove({ name }, { clients: { events } }) {
    await events.send(new DeleteEventBusCommand({ Name: name }));
  },
});

export const cloudwatchEventBusPolicy = resourceType({
  arguments: { event_bus_name: v.optional(v.string(), 'default'), policy: v.string() },
  identity: ['event_bus_name'],
  async put({ event_bus_name: EventBusName, policy: Policy }, { clients: { events } }) {
    await events.send(new PutPermissionCommand({ EventBusName, Policy }));
    return { id: EventBusName };
  },
  async remove({ event_bus_name: EventBusName }, { clients: { events } }) {
    await events.send(new RemovePermissionCommand({ EventBusName, RemoveAllPermissions: true }));
  },
});

export const cloudwatchEventRule = resourceType({
  arguments: {
    name: v.string(),
    description: v.optional(v.string()),
    schedule_expression: v.optional(v.string()),
    event_pattern: v.optional(v.string()),
    event_bus_name: v.optional(v.string(), 'default'),
    state: v.optional(v.picklist(['ENABLED', 'DISABLED']), 'ENABLED'),
  },
  identity: ['name', 'event_bus_name'],
  async put(given, { clients: { events } }) {
    const { RuleArn = '' } = await events.send(
      new PutRuleCommand({
        Name: given.name,
        State: given.state,
        EventBusName: given.event_bus_name,
        ...(given.description === undefined ? {} : { Description: given.description }),
        ...(given.schedule_expression === undefined ? {} : { ScheduleExpression: given.schedule_expression }),
        ...(given.event_pattern === undefined ? {} : { EventPattern: given.event_pattern }),
      }),
    );
    const id = given.event_bus_name === 'default' ? given.name : `${given.event_bus_name}/${given.name}`;
    return { id, arn: RuleArn };
  },
  async remove({ name, event_bus_name: EventBusName }, { clients: { events } }) {
    await events.send(new DeleteRuleCommand({ Name: name, EventBusName }));
  },
});

/** A target without an id of its own is named after its function, queue, topic or bus. */
export const cloudwatchEventTarget = resourceType({
  arguments: {
    rule: v.string(),
    arn: v.string(),
    target_id: v.optional(v.string()),
    input: v.optional(v.string()),
    role_arn: v.optional(v.string()),
    event_bus_name: v.optional(v.string(), 'default'),
  },
  identity: ['rule', 'target_id', 'arn', 'event_bus_name'],
  async put(given, { clients: { events } }) {
    const { rule: Rule, event_bus_name: EventBusName } = given;
    const Id = targetId(given);
    const target = {
      Id,
      Arn: given.arn,
      ...(given.input === undefined ? {} : { Input: given.input }),
      ...(given.role_arn === undefined ? {} : { RoleArn: given.role_arn }),
    };
    await events.send(new PutTargetsCommand({ Rule, EventBusName, Targets: [target] }));
    return { id: `${given.rule}-${Id}`, target_id: Id };
  },
  async remove(given, { clients: { events } }) {
    const { rule: Rule, event_bus_name: EventBusName } = given;
    await events.send(new RemoveTargetsCommand({ Rule, EventBusName, Ids: [targetId(given)] }));
  },
});

function targetId({ target_id: id, arn }: { target_id?: string | undefined; arn: string }): string {
  return id ?? arn.split(/[:/]/).at(-1) ?? 'target';
}
