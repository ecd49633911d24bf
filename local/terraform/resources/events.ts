import {
  DeleteRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import * as v from 'valibot';
import { resourceType } from '../resource-type.ts';

export const cloudwatchEventRule = resourceType({
  arguments: {
    name: v.string(),
    description: v.optional(v.string()),
    schedule_expression: v.optional(v.string()),
    event_pattern: v.optional(v.string()),
    state: v.optional(v.picklist(['ENABLED', 'DISABLED']), 'ENABLED'),
  },
  identity: ['name'],
  async put(given, { clients: { events } }) {
    const { RuleArn = '' } = await events.send(
      new PutRuleCommand({
        Name: given.name,
        State: given.state,
        ...(given.description === undefined ? {} : { Description: given.description }),
        ...(given.schedule_expression === undefined ? {} : { ScheduleExpression: given.schedule_expression }),
        ...(given.event_pattern === undefined ? {} : { EventPattern: given.event_pattern }),
      }),
    );
    return { id: given.name, arn: RuleArn };
  },
  async remove({ name }, { clients: { events } }) {
    await events.send(new DeleteRuleCommand({ Name: name }));
  },
});

/** A target without an id of its own is named after its function, queue or topic. */
export const cloudwatchEventTarget = resourceType({
  arguments: {
    rule: v.string(),
    arn: v.string(),
    target_id: v.optional(v.string()),
    input: v.optional(v.string()),
  },
  identity: ['rule', 'target_id', 'arn'],
  async put(given, { clients: { events } }) {
    const Id = targetId(given);
    const input = given.input === undefined ? {} : { Input: given.input };
    await events.send(new PutTargetsCommand({ Rule: given.rule, Targets: [{ Id, Arn: given.arn, ...input }] }));
    return { id: `${given.rule}-${Id}`, target_id: Id };
  },
  async remove(given, { clients: { events } }) {
    await events.send(new RemoveTargetsCommand({ Rule: given.rule, Ids: [targetId(given)] }));
  },
});

function targetId({ target_id: id, arn }: { target_id?: string | undefined; arn: string }): string {
  return id ?? arn.split(':').at(-1) ?? 'target';
}
