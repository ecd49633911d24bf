import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { Failure } from '../contract/failure.ts';
import { log } from '../contract/log.ts';
import type { ResourceType } from '../contract/resource.ts';
import { setting } from '../contract/setting.ts';
import { type ExemptionReader, exemptionReader, rememberedFor } from '../exemptions/read-exemptions.ts';
import { sendInstructions } from '../queue/send-instructions.ts';
import type { Remediator } from '../remediators/remediator.ts';
import { partitionOf } from '../resources/partition.ts';
import type { ResourceKind } from '../resources/resource-kind.ts';
import { fetchItem, reportedBefore, violatedBefore } from './config-history.ts';
import { evaluateEvent } from './evaluate-event.ts';
import { putEvaluations } from './put-evaluations.ts';
import { parseRuleEvent } from './rule-event.ts';
import type { Rule } from './rule.ts';
import { onTerms, termsFrom } from './terms.ts';

export interface RuleHandlerDeps {
  readonly config: ConfigServiceClient;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A burst of changes is judged by one reading of the exemptions. */
const exemptionsMs = 30_000;

/**
 * The Lambda of one rule. The verdict goes to AWS Config first and the instruction to the queue after it: should the queue
 * refuse, the retried invocation repeats a verdict, which costs nothing, and not a mend. With RULE_MODE `observe` the verdict is
 * all; unset it is `auto`. Severity and grace are the deployment's. Throws SETTING_INVALID for any other, before anything is judged.
 */
export function createRuleHandler<T extends ResourceType, P>(
  rule: Rule<T, P>,
  kind: ResourceKind<T>,
  remediator: Remediator<T> | undefined,
  deps: RuleHandlerDeps = {
    config: new ConfigServiceClient({ maxAttempts: 6 }),
    sqs: new SQSClient({ maxAttempts: 6 }),
    s3: new S3Client({ maxAttempts: 6 }),
    environment: process.env,
  },
): (event: unknown) => Promise<void> {
  const { config, sqs, s3, environment } = deps;
  let exemptions: ExemptionReader | undefined;
  return async (raw) => {
    const event = parseRuleEvent(raw);
    const queueUrl = setting(environment, 'QUEUE_URL');
    const region = setting(environment, 'AWS_REGION');
    const mode = ruleMode(environment);
    const terms = termsFrom(environment, rule.severity);
    exemptions ??= rememberedFor(exemptionsMs, exemptionReader(s3, setting(environment, 'EXEMPTIONS_BUCKET')));
    const accountId = event.trigger.kind === 'scheduled' ? event.trigger.accountId : accountOf(event.trigger);
    const findings = await evaluateEvent(rule, event, {
      kind,
      remediator,
      reader: kind.createReader({ accountId, region, partition: partitionOf(region) }),
      fetchItem: (summary) => fetchItem(config, summary),
      reportedBefore: (name) => reportedBefore(config, name),
      exemptions,
      now: () => new Date(),
    });
    const instructions = await onTerms(mode === 'auto' ? findings.instructions : [], terms, {
      now: () => new Date(),
      violatedBefore: (resource) => violatedBefore(config, event.configRuleName, resource),
      report: (message, fields) => log('error', message, fields),
    });
    await putEvaluations(config, event.resultToken, findings.evaluations);
    for (const { ComplianceResourceId: resourceId, ComplianceType: compliance } of findings.evaluations) {
      log('info', 'verdict', { rule: rule.id, resourceId, compliance });
    }
    await sendInstructions(sqs, queueUrl, instructions);
    log('info', 'evaluated', {
      rule: rule.id,
      evaluations: findings.evaluations.length,
      instructions: instructions.length,
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

const RuleMode = v.optional(v.picklist(['auto', 'observe']), 'auto');

function ruleMode(environment: RuleHandlerDeps['environment']): v.InferOutput<typeof RuleMode> {
  const parsed = v.safeParse(RuleMode, environment['RULE_MODE']);
  if (parsed.success) return parsed.output;
  const given = JSON.stringify(environment['RULE_MODE']);
  throw new Failure('SETTING_INVALID', `environment variable RULE_MODE=${given} is neither auto nor observe`);
}

function accountOf(trigger: { item: { accountId: string } } | { summary: { accountId: string } }): string {
  return 'item' in trigger ? trigger.item.accountId : trigger.summary.accountId;
}
