import type { S3Object } from '@cdktf/provider-aws/lib/s3-object/index.js';
import type { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter/index.js';
import { settleMs } from '../coordinator/settle-unworked.ts';
import { menderRoleName } from '../accounts/membership.ts';
import type { RemediatorId } from '../contract/instruction.ts';
import { remediators } from '../remediators/registry.ts';
import { rules } from '../rules/registry.ts';
import type { Deployment } from './deployment.ts';
import { readsExemptions } from './exemptions.ts';
import { allow, hereOf, scopedStatements } from './iam-scope.ts';
import { type DeployedFunction, lambda } from './lambda.ts';
import { breakerLimitsSetting } from './breaker-limits.ts';
import { assumes, memberIds, readsAccounts } from './members.ts';
import { mendableRules } from './mendable-rules.ts';
import type { Topic } from './notifications.ts';
import type { PrivateBucket } from './private-bucket.ts';
import type { Queues } from './queues.ts';
import { readsApprovals, readsChanges } from './recorded-changes.ts';
import { schedule } from './schedule.ts';

export interface MendingParts {
  readonly queue: Queues;
  readonly ledger: PrivateBucket;
  readonly safety: S3Object;
  readonly grace: S3Object;
  readonly noOps: S3Object;
  readonly gateParameter: SsmParameter;
  readonly notices: Topic;
  readonly notifier: DeployedFunction;
}

const remediatorSeconds = 300;
/** A run polls for most of the minute between two, and leaves a remediator its whole time. */
const coordinatorSeconds = 55 + remediatorSeconds + settleMs / 1000;
/** The rules that a remediator may mend by. */
const rulesOf = (id: RemediatorId): string[] =>
  rules.filter(({ mend }) => 'by' in mend && mend.by === id).map((rule) => rule.id);

/** Whether a remediator has a rule that judges by recorded changes. */
const judgesChanges = (id: RemediatorId): boolean =>
  rules.some(({ mend, needs = [] }) => 'by' in mend && mend.by === id && needs.includes('recorded-changes'));

/** What mends: nobody else's functions change a resource. */
export interface Mending {
  readonly coordinator: DeployedFunction;
  readonly remediators: readonly DeployedFunction[];
}

/** The schedule, the coordinator and one remediator for each kind. The schedule's state is the gate. */
export function mending(
  deployment: Deployment,
  { queue, ledger, safety, grace, noOps, gateParameter, notices, notifier }: MendingParts,
): Mending {
  const shared = {
    QUEUE_URL: queue.remediation.url,
    DEAD_LETTER_QUEUE_URL: queue.deadLetters.url,
    NOTIFICATION_TOPIC_ARN: notices.arn,
    GATE_PARAMETER: gateParameter.name,
    LEDGER_BUCKET: ledger.bucket,
  };
  const settling = [
    allow(['sqs:SendMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'], [queue.remediation.arn]),
    allow(['sqs:SendMessage'], [queue.deadLetters.arn]),
    allow(['sns:Publish'], [notices.arn]),
    allow(['ssm:GetParameter'], [gateParameter.arn]),
    allow(['s3:GetObject', 's3:PutObject'], [`${ledger.arn}/${safety.key}`]),
  ];
  const workers = remediators.map((remediator) => ({
    id: remediator.id,
    worker: lambda(deployment, {
      name: `remediator-${remediator.id}`,
      description: `Mends ${remediator.resourceType} with the smallest change.`,
      timeoutSeconds: remediatorSeconds,
      memoryMegabytes: 512,
      environment: {
        ...shared,
        RULE_PARAMETERS: mendableRules(rulesOf(remediator.id)),
        BREAKER_LIMITS: breakerLimitsSetting,
      },
      statements: [
        ...settling,
        // To replace an entry only if it is unchanged, S3 asks for the right to read it too.
        allow(['s3:PutObject', 's3:GetObject'], [`${ledger.arn}/actions/*`]),
        readsExemptions(ledger),
        readsAccounts(ledger),
        ...(judgesChanges(remediator.id) ? readsChanges(ledger) : []),
        ...scopedStatements(remediator.iamActions, hereOf(deployment)),
      ],
      failuresTo: queue.failures.arn,
      retries: 0,
      after: [notifier],
    }),
  }));
  for (const { id, worker } of workers) {
    if (judgesChanges(id)) readsApprovals(deployment, worker.name);
    const role = menderRoleName(deployment.variables.name_prefix.stringValue, id);
    assumes(deployment, { functionName: worker.name, role, ids: memberIds, tagged: true });
  }
  const coordinator = lambda(deployment, {
    name: 'coordinator',
    description: 'Drains the remediation queue and routes each resource to its remediator.',
    timeoutSeconds: coordinatorSeconds,
    reservedConcurrency: 1,
    environment: {
      ...shared,
      REMEDIATORS: JSON.stringify(Object.fromEntries(workers.map(({ id, worker }) => [id, worker.functionName]))),
      REMEDIATOR_SECONDS: String(remediatorSeconds),
    },
    statements: [
      ...settling,
      readsExemptions(ledger),
      readsAccounts(ledger),
      allow(['sqs:ReceiveMessage'], [queue.remediation.arn]),
      allow(['s3:GetObject', 's3:PutObject'], [`${ledger.arn}/${grace.key}`, `${ledger.arn}/${noOps.key}`]),
      allow(
        ['lambda:InvokeFunction'],
        workers.map(({ worker }) => worker.arn),
      ),
    ],
    // A tick that found the function busy or failed is made up for by the next one: it is not kept, and Errors alarms.
    retries: 0,
    eventAgeSeconds: 60,
    after: workers.map(({ worker }) => worker),
  });
  schedule(deployment, coordinator, {
    id: 'schedule',
    name: 'schedule',
    description: 'Starts the coordinator every minute while enable_auto_response is on.',
    rate: 'rate(1 minute)',
    state: '${var.enable_auto_response ? "ENABLED" : "DISABLED"}',
  });
  return { coordinator, remediators: workers.map(({ worker }) => worker) };
}
