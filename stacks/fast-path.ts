import { sightingsFolder } from '../contract/sighting.ts';
import { liveActions } from '../fast-path/live-reader.ts';
import { eventPatterns } from '../fast-path/watched-calls.ts';
import { rules } from '../rules/registry.ts';
import { isJudgedByConfig } from '../rules/rule.ts';
import type { HubDeployment } from './deployment.ts';
import { allow } from './iam-scope.ts';
import { type DeployedFunction, lambda } from './lambda.ts';
import {
  liveJudgingElsewhere,
  type LiveJudgingParts,
  liveJudgingSettings,
  liveJudgingStatements,
  verdictActions,
} from './live-judging.ts';
import type { Topic } from './notifications.ts';
import { readsChanges, recordsChanges } from './recorded-changes.ts';
import { requiredParameters } from './rule-variables.ts';
import { startedByEvents } from './started-by-events.ts';

/** Reads of every kind, and what the verdicts need beyond them. */
export const fastPathActions: readonly string[] = [...new Set([...liveActions, ...verdictActions])];

export interface FastPathParts extends LiveJudgingParts {
  /** For what is left to people. */
  readonly notices: Topic;
}

/**
 * The function that looks as soon as CloudTrail tells of a call, and the EventBridge rules that start it (counted, so that a variable
 * can switch them off). Without a trail that logs management events EventBridge hears of no call, and nothing ever starts it.
 */
export function fastPath(deployment: HubDeployment, parts: FastPathParts): DeployedFunction {
  const { queue, ledger, mending, notices } = parts;
  const { coordinator, remediators } = mending;
  const deployed = lambda(deployment, {
    name: 'fast-path',
    description: 'Judges a resource as soon as CloudTrail tells that it was changed.',
    timeoutSeconds: 60,
    memoryMegabytes: 512,
    environment: {
      ...liveJudgingSettings(deployment, parts),
      NOTIFICATION_TOPIC_ARN: notices.arn,
      // Of these roles as AWS knows them: whose calls are mends is nothing that a caller can say.
      OWN_ROLE_ARNS: JSON.stringify(remediators.map(({ roleArn }) => roleArn)),
    },
    statements: [
      ...liveJudgingStatements(deployment, parts, fastPathActions),
      allow(['sns:Publish'], [notices.arn]),
      ...readsChanges(ledger),
      recordsChanges(ledger),
      allow(['s3:PutObject'], [`${ledger.arn}/${sightingsFolder}*`]),
    ],
    failuresTo: queue.failures.arn,
    after: [coordinator, ...remediators],
  });
  deployed.function.addOverride('lifecycle.precondition', preconditions());
  liveJudgingElsewhere(deployment, deployed);
  for (const { name, pattern } of eventPatterns()) {
    startedByEvents(deployment, deployed, {
      id: `fast-path-${name}`,
      description: 'Starts the fast path when a call may have made a resource violate a rule.',
      pattern,
      count: '${var.watch_own_account && var.enable_fast_path ? 1 : 0}',
    });
  }
  return deployed;
}

/** What no single variable's validation can say: a rule that would judge nothing, or without a parameter that it has to be given. */
function preconditions(): object[] {
  const heard = rules
    .filter((rule) => !isJudgedByConfig(rule))
    .map(({ id }) => ({
      condition: `\${!contains(var.enabled_rules, "${id}") || var.enable_fast_path}`,
      error_message: `${id} judges upon API calls alone: set enable_fast_path to enable it.`,
    }));
  return [...heard, ...requiredParameters(rules)];
}
