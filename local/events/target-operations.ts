import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { JsonOperation } from '../json-protocol.ts';
import { page } from '../paging.ts';
import { readInput } from '../read-input.ts';
import type { Caller } from '../service.ts';
import { badMember, BusName, invalidToken, RuleName } from './input.ts';
import type { EventRule, Target } from './rule.ts';

const targetArn =
  /^arn:aws[a-z-]*:(?:lambda:[a-z0-9-]+:\d{12}:function:|sqs:[a-z0-9-]+:\d{12}:|sns:[a-z0-9-]+:\d{12}:)[\w.-]+$/;
const TargetInput = v.strictObject({
  Id: v.pipe(v.string(), v.regex(/^[.\-_A-Za-z0-9]{1,64}$/)),
  Arn: v.pipe(v.string(), v.regex(targetArn, 'the local account has functions, queues and topics as targets')),
  Input: v.optional(v.pipe(v.string(), v.check(isJson, 'JSON syntax error in input'), v.maxLength(8192))),
});
const PutTargetsInput = v.strictObject({
  Rule: RuleName,
  EventBusName: BusName,
  Targets: v.pipe(v.array(TargetInput), v.minLength(1), v.maxLength(100)),
});
const RemoveTargetsInput = v.strictObject({
  Rule: RuleName,
  EventBusName: BusName,
  Ids: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(100)),
  Force: v.optional(v.boolean()),
});
const ListTargetsInput = v.strictObject({
  Rule: RuleName,
  EventBusName: BusName,
  Limit: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(100)), 100),
  NextToken: v.optional(v.string()),
});

/** Amazon EventBridge quotas, "Targets per rule". */
const targetsPerRule = 5;

export function targetOperations(find: (name: string, caller: Caller) => EventRule): Record<string, JsonOperation> {
  return {
    PutTargets(raw, caller) {
      const input = readInput(PutTargetsInput, raw, badMember);
      const rule = find(input.Rule, caller);
      const ids = new Set([...rule.targets.keys(), ...input.Targets.map(({ Id }) => Id)]);
      if (ids.size > targetsPerRule) {
        throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
      }
      for (const { Id, Arn, Input } of input.Targets) {
        rule.targets.set(Id, { id: Id, arn: Arn, ...(Input === undefined ? {} : { input: Input }) });
      }
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    RemoveTargets(raw, caller) {
      const input = readInput(RemoveTargetsInput, raw, badMember);
      const rule = find(input.Rule, caller);
      for (const id of input.Ids) rule.targets.delete(id);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    ListTargetsByRule(raw, caller) {
      const { Rule, Limit, NextToken } = readInput(ListTargetsInput, raw, badMember);
      const { items, nextToken } = page([...find(Rule, caller).targets.values()], {
        scope: `targets ${Rule}`,
        limit: Limit,
        token: NextToken,
        invalid: invalidToken,
      });
      return { Targets: items.map(describe), NextToken: nextToken };
    },
  };
}

function describe({ id, arn, input }: Target): object {
  return { Id: id, Arn: arn, Input: input };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
