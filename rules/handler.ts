import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { SQSClient } from '@aws-sdk/client-sqs';
import { Failure } from '../contract/failure.ts';
import { log } from '../contract/log.ts';
import type { ResourceType } from '../contract/resource.ts';
import { setting } from '../contract/setting.ts';
import { sendInstructions } from '../queue/send-instructions.ts';
import type { Remediator } from '../remediators/remediator.ts';
import { partitionOf } from '../resources/partition.ts';
import type { ResourceKind } from '../resources/resource-kind.ts';
import { fetchItem, reportedBefore } from './config-history.ts';
import { evaluateEvent } from './evaluate-event.ts';
import { putEvaluations } from './put-evaluations.ts';
import { parseRuleEvent } from './rule-event.ts';
import type { Rule } from './rule.ts';

export interface RuleHandlerDeps {
  readonly config: ConfigServiceClient;
  readonly sqs: SQSClient;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The Lambda of one rule. The verdict goes to AWS Config first and the instruction to the queue after it: should the queue
 * refuse, the retried invocation repeats a verdict, which costs nothing, and not a mend.
 */
export function createRuleHandler<T extends ResourceType, P>(
  rule: Rule<T, P>,
  kind: ResourceKind<T>,
  remediator: Remediator<T> | undefined,
  deps: RuleHandlerDeps = {
    config: new ConfigServiceClient({ maxAttempts: 6 }),
    sqs: new SQSClient({ maxAttempts: 6 }),
    environment: process.env,
  },
): (event: unknown) => Promise<void> {
  const { config, sqs, environment } = deps;
  return async (raw) => {
    const event = parseRuleEvent(raw);
    const queueUrl = setting(environment, 'QUEUE_URL');
    const region = setting(environment, 'AWS_REGION');
    const accountId = event.trigger.kind === 'scheduled' ? event.trigger.accountId : accountOf(event.trigger);
    const findings = await evaluateEvent(rule, event, {
      kind,
      remediator,
      reader: kind.createReader({ accountId, region, partition: partitionOf(region) }),
      fetchItem: (summary) => fetchItem(config, summary),
      reportedBefore: (name) => reportedBefore(config, name),
    });
    await putEvaluations(config, event.resultToken, findings.evaluations);
    await sendInstructions(sqs, queueUrl, findings.instructions);
    log('info', 'evaluated', {
      rule: rule.id,
      evaluations: findings.evaluations.length,
      instructions: findings.instructions.length,
    });
    const [first] = findings.unjudged;
    if (first !== undefined) {
      throw new Failure(
        'ITEM_UNREADABLE',
        `${findings.unjudged.length} resources could not be judged, first: ${first.message}`,
        {
          cause: first,
        },
      );
    }
  };
}

function accountOf(trigger: { item: { accountId: string } } | { summary: { accountId: string } }): string {
  return 'item' in trigger ? trigger.item.accountId : trigger.summary.accountId;
}
