import { AwsError } from '../aws-error.ts';
import { parseResourcePolicy, resourceDecision } from '../iam/resource-policy.ts';
import type { RequestContext } from '../iam/condition.ts';
import type { Caller } from '../service.ts';
import { busArn, type BusName } from './bus-name.ts';
import type { EventRule } from './rule.ts';

/** An event bus: the account's default one, or one of its own. */
export interface EventBus extends BusName {
  readonly arn: string;
  readonly description: string | undefined;
  readonly createdAt: number;
  /** The resource policy as it was put; without one the bus takes events of its own account only. */
  policy: string | undefined;
  readonly rules: Map<string, EventRule>;
}

export function newBus(name: BusName, createdAt: number, description?: string): EventBus {
  const { accountId, region, name: plain } = name;
  return {
    accountId,
    region,
    name: plain,
    arn: busArn(name),
    description,
    createdAt,
    policy: undefined,
    rules: new Map(),
  };
}

/**
 * Whether a bus takes an event from a caller of another account: its own account it always hears (EventBridge User Guide, "Permissions for
 * event buses"). Throws AccessDeniedException.
 */
export function assertTakes(bus: EventBus, caller: Caller, context: RequestContext): void {
  if (bus.accountId === caller.accountId) return;
  const statements = bus.policy === undefined ? [] : parseResourcePolicy(JSON.parse(bus.policy));
  const { effect } = resourceDecision(statements, caller, { action: 'events:PutEvents', resource: bus.arn, context });
  if (effect === 'allow') return;
  const reason =
    effect === 'explicit-deny'
      ? 'with an explicit deny in a resource-based policy'
      : 'because no resource-based policy allows the events:PutEvents action';
  throw new AwsError(
    'AccessDeniedException',
    `User: ${caller.principalArn} is not authorized to perform: events:PutEvents on resource: ${bus.arn} ${reason}`,
  );
}
