import { accessTo } from '../accounts/access.ts';
import { accountsFor, type AccountsReader, accountsReader } from '../accounts/read-accounts.ts';
import { Failure } from '../contract/failure.ts';
import { log } from '../contract/log.ts';
import type { ResourceType } from '../contract/resource.ts';
import { type ExemptionReader, exemptionReader, rememberedFor } from '../exemptions/read-exemptions.ts';
import { sendInstructions } from '../queue/send-instructions.ts';
import type { Remediator } from '../remediators/remediator.ts';
import { partitionOf } from '../resources/partition.ts';
import type { ResourceKind } from '../resources/resource-kind.ts';
import { fetchItem, reportedBefore, violatedBefore } from './config-history.ts';
import { evaluateEvent, type Findings } from './evaluate-event.ts';
import { placeOfRule } from './place-of-rule.ts';
import { putEvaluations } from './put-evaluations.ts';
import { ruleDeps, type RuleHandlerDeps } from './rule-deps.ts';
import { parseRuleEvent } from './rule-event.ts';
import { ruleSettings } from './rule-settings.ts';
import type { Rule } from './rule.ts';
import { onTerms } from './terms.ts';

interface LambdaContext {
  readonly invokedFunctionArn: string;
}

/** A burst of changes is judged by one reading of the exemptions and accounts; a mend reads them anew. */
const rememberedMs = 30_000;

/**
 * The Lambda of one rule, which judges for every account whose AWS Config may invoke it, with that account's credentials. The verdict
 * goes to AWS Config first and the instruction to the queue after it: should the queue refuse, the retried invocation repeats a
 * verdict, which costs nothing, and not a mend. Of a rule or an account that only observes, the verdict is all. Severity and grace are the
 * deployment's. Throws SETTING_INVALID, ACCOUNTS_UNREADABLE, ACCOUNT_UNKNOWN or ROLE_NOT_ASSUMED before anything is judged.
 */
export function createRuleHandler<T extends ResourceType, P>(
  rule: Rule<T, P>,
  kind: ResourceKind<T>,
  remediator: Remediator<T> | undefined,
  deps: RuleHandlerDeps = ruleDeps(),
): (event: unknown, context: LambdaContext) => Promise<void> {
  const { sqs, s3, environment, sessions } = deps;
  let exemptions: ExemptionReader | undefined;
  let accounts: AccountsReader | undefined;
  return async (raw, { invokedFunctionArn }) => {
    const event = parseRuleEvent(raw);
    const { queueUrl, region, bucket, mode, terms } = ruleSettings(environment, rule.severity);
    const place = placeOfRule(event, region);
    accounts ??= accountsFor(rememberedMs, accountsReader(s3, bucket));
    const own = { accountId: invokedFunctionArn.split(':')[4] ?? '', region };
    const { account, options } = await accessTo(await accounts(), place, { own, sessions });
    exemptions ??= rememberedFor(rememberedMs, exemptionReader(s3, bucket));
    const config = deps.configIn(place.region, options);
    const findings = await evaluateEvent(rule, event, {
      kind,
      remediator,
      reader: kind.createReader({ ...place, partition: partitionOf(place.region) }, options),
      fetchItem: (summary) => fetchItem(config, summary),
      reportedBefore: (name) => reportedBefore(config, name),
      exemptions,
      now: () => new Date(),
    });
    const isObserved = mode === 'observe' || account.mode === 'observe';
    const instructions = await onTerms(isObserved ? [] : findings.instructions, terms, {
      now: () => new Date(),
      violatedBefore: (resource) => violatedBefore(config, event.configRuleName, resource),
      report: (message, fields) => log('error', message, fields),
    });
    await putEvaluations(config, event.resultToken, findings.evaluations);
    for (const { ComplianceResourceId: resourceId, ComplianceType: compliance } of findings.evaluations) {
      log('info', 'verdict', { rule: rule.id, accountId: place.accountId, resourceId, compliance });
    }
    await sendInstructions(sqs, queueUrl, instructions);
    const counts = { evaluations: findings.evaluations.length, instructions: instructions.length };
    log('info', 'evaluated', { rule: rule.id, accountId: place.accountId, ...counts });
    failForUnjudged(findings);
  };
}

function failForUnjudged({ unjudged }: Findings): void {
  const [first] = unjudged;
  if (first === undefined) return;
  const message = `${unjudged.length} resources could not be judged, first: ${first.message}`;
  throw new Failure('ITEM_UNREADABLE', message, { cause: first });
}
