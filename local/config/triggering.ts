import { AwsError } from '../aws-error.ts';
import type { InvokeSource } from '../lambda/resource-policy.ts';
import type { Pending } from '../pending.ts';
import type { ServiceDeps } from '../service.ts';
import type { ItemDiff } from './diff.ts';
import type { StreamItem } from './item.ts';
import { changeEvent, inScope, type InvokingEvent, ruleEvent, scheduledEvent } from './rule-events.ts';
import { type ConfigRule, type ConfigState, currentItems } from './state.ts';

export interface TriggeringDeps {
  readonly deps: ServiceDeps;
  readonly pending: Pending;
  readonly lambda: { invokeAsync(functionArn: string, event: unknown, source: InvokeSource): void };
  readonly ruleMs: number;
  readonly oversizedBytes: number;
}

export interface Triggering {
  /** Invokes every rule that the new item concerns. */
  itemRecorded(state: ConfigState, item: StreamItem, previous: StreamItem | undefined, diff: ItemDiff): void;
  /** Evaluates what is recorded, and runs the rule's periodic part; records nothing anew. */
  evaluateNow(state: ConfigState, rule: ConfigRule): void;
  /** Starts, or starts anew, the rule's periodic runs. */
  schedule(state: ConfigState, rule: ConfigRule): void;
}

/** Bounds the memory of an account that runs for days; far more than invocations are ever under way. */
const keptTokens = 100_000;

export function createTriggering({ deps, pending, lambda, ruleMs, oversizedBytes }: TriggeringDeps): Triggering {
  const { clock } = deps;

  const invoke = (state: ConfigState, rule: ConfigRule, event: InvokingEvent, leftScope: boolean): void => {
    if (state.rules.get(rule.name) !== rule) return;
    const invokedAt = clock.now();
    const token = Buffer.from(deps.id(96)).toString('base64');
    state.tokens.set(token, { ruleName: rule.name, ruleId: rule.id, invokedAt });
    if (state.tokens.size > keptTokens) state.tokens.delete(state.tokens.keys().next().value ?? '');
    try {
      lambda.invokeAsync(rule.definition.functionArn, ruleEvent(state, rule, event, token, leftScope), {
        principal: 'config.amazonaws.com',
        sourceArn: rule.arn,
        sourceAccount: state.accountId,
      });
      rule.status.invokedAt = invokedAt;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      rule.status.invocationFailedAt = invokedAt;
      rule.status.error = { code: error.code, message: error.message };
    }
  };
  const trigger = (state: ConfigState, rule: ConfigRule, event: InvokingEvent, leftScope = false): void => {
    const { onChange, onOversized } = rule.definition;
    if ((event.kind === 'change' && !onChange) || (event.kind === 'oversized' && !onOversized)) return;
    pending.after(ruleMs, () => invoke(state, rule, event, leftScope));
  };

  const arm = (state: ConfigState, rule: ConfigRule, periodMs: number, due: number): void => {
    rule.disarm = clock.after(due - clock.now(), () => {
      arm(state, rule, periodMs, due + periodMs);
      trigger(state, rule, scheduledEvent(state.accountId, due));
    });
  };

  return {
    itemRecorded(state, item, previous, diff) {
      if (state.rules.size === 0) return;
      const event = changeEvent(item, diff, clock.now(), oversizedBytes);
      for (const rule of state.rules.values()) {
        const { scope } = rule.definition;
        const isIn = inScope(scope, item);
        const wasIn = previous !== undefined && inScope(scope, previous);
        if (isIn || wasIn) trigger(state, rule, event, !isIn);
      }
    },
    evaluateNow(state, rule) {
      const now = clock.now();
      if (rule.definition.onChange || rule.definition.onOversized) {
        for (const item of currentItems(state)) {
          if (inScope(rule.definition.scope, item)) trigger(state, rule, changeEvent(item, null, now, oversizedBytes));
        }
      }
      if (rule.definition.periodMs !== undefined) trigger(state, rule, scheduledEvent(state.accountId, now));
    },
    schedule(state, rule) {
      rule.disarm?.();
      rule.disarm = undefined;
      const { periodMs } = rule.definition;
      if (periodMs !== undefined) arm(state, rule, periodMs, clock.now() + periodMs);
    },
  };
}
