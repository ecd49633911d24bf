import { recordedChangesFolder } from '../contract/recorded-change.ts';
import { sweepsFolder } from '../contract/sweep-report.ts';
import { kinds } from '../resources/kinds.ts';
import { rules } from '../rules/registry.ts';
import { arnOf, type HubDeployment, regionalName } from './deployment.ts';
import { allow } from './iam-scope.ts';
import { type DeployedFunction, lambda } from './lambda.ts';
import {
  liveJudgingElsewhere,
  type LiveJudgingParts,
  liveJudgingSettings,
  liveJudgingStatements,
  verdictActions,
} from './live-judging.ts';
import { judgedRules } from './mendable-rules.ts';
import { schedule } from './schedule.ts';

/** What was before is asked when a change is recorded, which a sweep does not do. */
const recording = 'config:GetResourceConfigHistory';

const ruleIds = rules.map(({ id }) => id);

/** Reads and listings of every kind, and what the verdicts of all rules need beyond them. */
export const sweepActions: readonly string[] = [
  ...new Set([
    ...Object.values(kinds).flatMap(({ iamActions }) => iamActions),
    ...rules.flatMap(({ iamActions }) => iamActions),
    ...verdictActions,
  ]),
].filter((action) => action !== recording);

/**
 * The function that from time to time looks at everything in every account and region, whatever AWS Config has said. It starts itself
 * again, once for each of them.
 */
export function sweep(deployment: HubDeployment, parts: LiveJudgingParts): DeployedFunction {
  const { queue, ledger, mending } = parts;
  const name = 'sweep';
  const functionName = regionalName(deployment, name);
  const deployed = lambda(deployment, {
    name,
    description: 'Looks at every resource from time to time, and reports what it finds.',
    timeoutSeconds: 900,
    memoryMegabytes: 1024,
    environment: {
      ...liveJudgingSettings(deployment, parts),
      // It reports by every enabled rule: also what is only observed, and what nothing mends.
      RULE_PARAMETERS: judgedRules(ruleIds, ruleIds),
      SWEEP_FUNCTION: functionName,
      WATCH_OWN_ACCOUNT: '${var.watch_own_account ? "true" : "false"}',
    },
    statements: [
      ...liveJudgingStatements(deployment, parts, sweepActions),
      allow(['lambda:InvokeFunction'], [arnOf(deployment, 'lambda', `function:${functionName}`)]),
      allow(['s3:GetObject', 's3:PutObject'], [`${ledger.arn}/${sweepsFolder}*`]),
      allow(['s3:GetObject'], [`${ledger.arn}/${recordedChangesFolder}*`]),
      // Where it may not list, S3 denies an object that is not there; and a condition on the prefix would fail of what is no listing.
      allow(['s3:ListBucket'], [ledger.arn]),
    ],
    failuresTo: queue.failures.arn,
    after: [mending.coordinator, ...mending.remediators],
  });
  liveJudgingElsewhere(deployment, deployed);
  schedule(deployment, deployed, {
    id: 'sweep-schedule',
    name,
    description: 'Starts the sweep.',
    rate: '${var.sweep_schedule}',
    count: '${var.sweep_schedule == "" ? 0 : 1}',
  });
  return deployed;
}
