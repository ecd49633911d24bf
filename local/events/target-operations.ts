import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { JsonOperation } from '../json-protocol.ts';
import { page } from '../paging.ts';
import { readInput } from '../read-input.ts';
import type { Caller } from '../service.ts';
import { badMember, BusName, invalidToken, RuleName } from './input.ts';
import type { EventRule, Target } from './rule.ts';

const targetArn =
  /^arn:aws[a-z-]*:(?:lambda:[a-z0-9-]+:\d{12}:function:|sqs:[a-z0-9-]+:\d{12}:|sns:[a-z0-9-]+:\d{12}:|events:[a-z0-9-]+:\d{12}:event-bus\/)[\w.-]+$/;
const TargetInput = v.strictObject({
  Id: v.pipe(v.string(), v.regex(/^[.\-_A-Za-z0-9]{1,64}$/)),
  Arn: v.pipe(
    v.string(),
    v.regex(targetArn, 'the local account has functions, queues, topics and event buses as targets'),
  ),
  Input: v.optional(v.pipe(v.string(), v.check(isJson, 'JSON syntax error in input'), v.maxLength(8192))),
  RoleArn: v.optional(v.pipe(v.string(), v.regex(/^arn:[^:]+:iam::\d{12}:role\/.+$/))),
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

export interface TargetDeps {
  /** Throws ResourceNotFoundException. */
  find(name: string, busName: string | undefined, caller: Caller): EventRule;
  /** Whether EventBridge may assume a role for a rule. */
  mayAssume(roleArn: string, rule: EventRule): boolean;
}

export function targetOperations({ find, mayAssume }: TargetDeps): Record<string, JsonOperation> {
  return {
    PutTargets(raw, caller) {
      const input = readInput(PutTargetsInput, raw, badMember);
      const rule = find(input.Rule, input.EventBusName, caller);
      for (const target of input.Targets) assertRole(target, caller, (roleArn) => mayAssume(roleArn, rule));
      const ids = new Set([...rule.targets.keys(), ...input.Targets.map(({ Id }) => Id)]);
      if (ids.size > targetsPerRule) {
        throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
      }
      for (const { Id, Arn, Input, RoleArn } of input.Targets) {
        rule.targets.set(Id, {
          id: Id,
          arn: Arn,
          ...(Input === undefined ? {} : { input: Input }),
          ...(RoleArn === undefined ? {} : { roleArn: RoleArn }),
        });
      }
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    RemoveTargets(raw, caller) {
      const input = readInput(RemoveTargetsInput, raw, badMember);
      const rule = find(input.Rule, input.EventBusName, caller);
      for (const id of input.Ids) rule.targets.delete(id);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    ListTargetsByRule(raw, caller) {
      const { Rule, EventBusName, Limit, NextToken } = readInput(ListTargetsInput, raw, badMember);
      const { items, nextToken } = page([...find(Rule, EventBusName, caller).targets.values()], {
        scope: `targets ${EventBusName ?? 'default'} ${Rule}`,
        limit: Limit,
        token: NextToken,
        invalid: invalidToken,
      });
      return { Targets: items.map(describe), NextToken: nextToken };
    },
  };
}

/**
 * A bus of another account or region is reached with a role (EventBridge User Guide, "Sending and receiving events between AWS accounts"),
 * which EventBridge looks at when it is told.
 */
function assertRole(
  { Arn, RoleArn, Input }: v.InferOutput<typeof TargetInput>,
  caller: Caller,
  mayAssume: (roleArn: string) => boolean,
): void {
  const [, , service, region, accountId] = Arn.split(':');
  if (service !== 'events') {
    if (RoleArn === undefined) return;
    throw new AwsError('NotImplemented', 'the local account implements RoleArn of Targets for event buses only', 501);
  }
  if (Input !== undefined) {
    throw new AwsError(
      'NotImplemented',
      'the local account does not implement Input of Targets that are event buses',
      501,
    );
  }
  if (RoleArn === undefined) {
    if (region === caller.region && accountId === caller.accountId) return;
    throw new AwsError('ValidationException', `RoleArn is required for target ${Arn}.`);
  }
  if (RoleArn.split(':')[4] !== caller.accountId) {
    throw new AwsError('AccessDeniedException', 'Cross-account pass role is not allowed.');
  }
  if (!mayAssume(RoleArn)) {
    throw new AwsError(
      'ValidationException',
      `Provided role '${RoleArn}' cannot be assumed by principal 'events.amazonaws.com'.`,
    );
  }
}

function describe({ id, arn, input, roleArn }: Target): object {
  return { Id: id, Arn: arn, Input: input, RoleArn: roleArn };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
