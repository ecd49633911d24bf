import { accountsKey } from '../../accounts/read-accounts.ts';
import { initialGraceState } from '../../contract/grace-state.ts';
import { initialNoOpTally } from '../../contract/no-op-tally.ts';
import { initialSafetyState } from '../../contract/safety-state.ts';
import { graceKey } from '../../coordinator/grace-store.ts';
import { settleMs } from '../../coordinator/settle-unworked.ts';
import { noOpsKey } from '../../digest/no-op-store.ts';
import { addedKey, declaredKey } from '../../exemptions/exemption-objects.ts';
import { remediators } from '../../remediators/registry.ts';
import { ruleOf } from '../../rules/registry.ts';
import { safetyKey } from '../../safety/safety-store.ts';
import { type FunctionSettings, functionArnOf, prefix, roleNameOf } from './functions.ts';
import { createBucketBody, type RawCalls } from './raw-calls.ts';
import { isAskedByConfig, ruleParametersOf } from './deployed-rules.ts';
import { groupRule, type Scenario } from './scenario.ts';
import { accountId, region } from './services.ts';

export const ledgerBucket = `${prefix}-${region}-ledger-${accountId}`;
export const gateParameter = `/${prefix}/gate`;
export const webhookUrl = 'https://hooks.slack.com/services/T00000000/B00000000/S3CR3TW0RDS3CR3TW0RD0000';
export const queueNames = [
  'remediation',
  'dead-letters',
  'failed-invocations',
  'outbox',
  'outbox-dead-letters',
] as const;
export type QueueName = (typeof queueNames)[number];

export function queueArnOf(name: QueueName): string {
  return `arn:aws:sqs:${region}:${accountId}:${prefix}-${name}`;
}

export function topicArnOf(name: 'notices' | 'config'): string {
  return `arn:aws:sns:${region}:${accountId}:${prefix}-${name}`;
}

const queueUrlOf = (name: QueueName): string => `http://127.0.0.1:4566/${accountId}/${prefix}-${name}`;
const snsVersion = '2010-03-31';
/** What all queues have; a test holds it to the stack. */
export const queueAttributes = {
  VisibilityTimeout: '900',
  MessageRetentionPeriod: '1209600',
  MaximumMessageSize: '1048576',
};

/**
 * As deployed in the longer times of trouble. In four minutes one call that stalls would hold the one coordinator for all the trouble that
 * there is, and nothing else would happen to it.
 */
function remediatorSecondsIn({ troubleMs }: Scenario): number {
  return troubleMs >= 2 * deployedRemediatorSeconds * 1000 ? deployedRemediatorSeconds : 60;
}
const deployedRemediatorSeconds = 300;

/** The functions of the stack and their settings, as the stack gives them; a test holds the names to the template. */
export function functionSettings(scenario: Scenario): ReadonlyMap<string, FunctionSettings> {
  const { rules, graceMinutes } = scenario;
  const remediatorSeconds = remediatorSecondsIn(scenario);
  const graces: Readonly<Record<string, string>> = graceMinutes === 0 ? {} : { [groupRule]: `${graceMinutes}m` };
  const parameters = Object.fromEntries(rules.map((id) => [id, ruleParametersOf(scenario, id)]));
  const severities = Object.fromEntries(rules.map((id) => [id, ruleOf(id)?.severity ?? 'high']));
  const queue = { QUEUE_URL: queueUrlOf('remediation') };
  const shared = {
    ...queue,
    DEAD_LETTER_QUEUE_URL: queueUrlOf('dead-letters'),
    NOTIFICATION_TOPIC_ARN: topicArnOf('notices'),
    GATE_PARAMETER: gateParameter,
    LEDGER_BUCKET: ledgerBucket,
  };
  const limits = {
    perRun: scenario.perRun,
    perHour: scenario.perHour,
    sharePercent: 100,
    shareFrom: 1000,
    tugOfWar: scenario.tugOfWar,
  };
  const settings = new Map<string, FunctionSettings>();
  for (const id of rules.filter(isAskedByConfig)) {
    settings.set(id, {
      environment: {
        ...queue,
        EXEMPTIONS_BUCKET: ledgerBucket,
        RULE_MODE: 'auto',
        RULE_SEVERITY: severities[id] ?? '',
        RULE_GRACE: graces[id] ?? '',
      },
      timeoutMs: 60_000,
      retries: 2,
    });
  }
  for (const { id } of remediators) {
    const mended = rules.filter((rule) => {
      const mend = ruleOf(rule)?.mend;
      return mend !== undefined && 'by' in mend && mend.by === id;
    });
    const own = Object.fromEntries(mended.map((rule) => [rule, parameters[rule] ?? {}]));
    settings.set(`remediator-${id}`, {
      environment: { ...shared, RULE_PARAMETERS: JSON.stringify(own), BREAKER_LIMITS: JSON.stringify(limits) },
      timeoutMs: remediatorSeconds * 1000,
      retries: 0,
    });
  }
  settings.set('coordinator', {
    environment: {
      ...shared,
      REMEDIATORS: JSON.stringify(Object.fromEntries(remediators.map(({ id }) => [id, `${prefix}-remediator-${id}`]))),
      REMEDIATOR_SECONDS: String(remediatorSeconds),
    },
    timeoutMs: scenario.pollMs + remediatorSeconds * 1000 + settleMs,
    retries: 0,
    forgetsFailures: true,
    concurrency: scenario.overlap ? 2 : 1,
  });
  /** Of what judges a resource as it is, and not as AWS Config has seen it. */
  const judging = {
    ...queue,
    LEDGER_BUCKET: ledgerBucket,
    RULE_PARAMETERS: JSON.stringify(parameters),
    RULE_MODES: '{}',
    RULE_SEVERITIES: JSON.stringify(severities),
    GRACE_PERIODS: JSON.stringify(graces),
    CONFIG_RULE_PREFIX: `${prefix}-`,
    COORDINATOR: `${prefix}-coordinator`,
  };
  settings.set('fast-path', {
    environment: {
      ...judging,
      OWN_ROLE_ARNS: JSON.stringify(
        remediators.map(({ id }) => `arn:aws:iam::${accountId}:role/${roleNameOf(`remediator-${id}`)}`),
      ),
      NOTIFICATION_TOPIC_ARN: topicArnOf('notices'),
    },
    timeoutMs: 60_000,
    retries: 2,
  });
  settings.set('sweep', {
    environment: {
      ...judging,
      SWEEP_FUNCTION: `${prefix}-sweep`,
      WATCH_OWN_ACCOUNT: 'true',
    },
    timeoutMs: 900_000,
    retries: 2,
  });
  settings.set('notifier', {
    environment: {
      SLACK_WEBHOOK_PARAMETER: '/operator/slack',
      SLACK_ROUTES: '[]',
      OWNER_TAG: 'owner',
      RULE_SEVERITIES: JSON.stringify(Object.fromEntries(rules.map((id) => [`${prefix}-${id}`, severities[id]]))),
      OUTBOX_URL: queueUrlOf('outbox'),
      OUTBOX_DEAD_LETTERS_URL: queueUrlOf('outbox-dead-letters'),
      LEDGER_BUCKET: ledgerBucket,
      REPORTS_TOPIC_ARN: '',
      RULE_PARAMETERS: JSON.stringify(parameters),
    },
    timeoutMs: 90_000,
    retries: 0,
    concurrency: 2,
  });
  return settings;
}

/** Everything of the stack that is not a function, by an operator with the rights to it. */
export async function deploy(scenario: Scenario, exemptions: readonly object[], calls: RawCalls): Promise<void> {
  const config = (operation: string, input: object): Promise<string> =>
    calls.json('config', `StarlingDoveService.${operation}`, input);
  for (const name of queueNames) {
    await calls.json('sqs', 'AmazonSQS.CreateQueue', { QueueName: `${prefix}-${name}`, Attributes: queueAttributes });
  }
  for (const name of ['notices', 'config'] as const) {
    await calls.query('sns', { Action: 'CreateTopic', Version: snsVersion, Name: `${prefix}-${name}` });
    const filter = {
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: '{"messageType":["ComplianceChangeNotification"]}',
    };
    const attributes = Object.entries({ RawMessageDelivery: 'true', ...(name === 'config' ? filter : {}) });
    await calls.query('sns', {
      Action: 'Subscribe',
      Version: snsVersion,
      TopicArn: topicArnOf(name),
      Protocol: 'sqs',
      Endpoint: queueArnOf('outbox'),
      ...Object.fromEntries(
        attributes.flatMap(([key, value], at) => [
          [`Attributes.entry.${at + 1}.key`, key],
          [`Attributes.entry.${at + 1}.value`, value],
        ]),
      ),
    });
  }
  await calls.s3('PUT', `/${ledgerBucket}`, undefined, { body: createBucketBody });
  const accounts = [{ id: accountId, name: accountId, mode: 'auto', regions: [region] }];
  const kept: Readonly<Record<string, object>> = {
    [safetyKey]: initialSafetyState,
    [graceKey]: initialGraceState,
    [noOpsKey]: initialNoOpTally,
    [declaredKey]: { version: 1, maxDays: 90, tagExemptions: false, exemptions },
    [addedKey]: { version: 1, exemptions: [] },
    [accountsKey]: { version: 1, hub: { accountId, region }, prefix, accounts },
  };
  for (const [key, content] of Object.entries(kept)) {
    await calls.s3('PUT', `/${ledgerBucket}/${key}`, undefined, { body: JSON.stringify(content) });
  }
  const parameters = [
    { Name: '/operator/slack', Value: webhookUrl, Type: 'SecureString' },
    { Name: gateParameter, Value: String(scenario.gateOpen), Type: 'String' },
  ];
  for (const parameter of parameters) await calls.json('ssm', 'AmazonSSM.PutParameter', parameter);
  const roleARN = `arn:aws:iam::${accountId}:role/recorder`;
  await config('PutConfigurationRecorder', {
    ConfigurationRecorder: { name: 'default', roleARN, recordingGroup: { allSupported: true } },
  });
  await config('PutDeliveryChannel', {
    DeliveryChannel: { name: 'default', s3BucketName: ledgerBucket, snsTopicARN: topicArnOf('config') },
  });
  await config('StartConfigurationRecorder', { ConfigurationRecorderName: 'default' });
  for (const id of scenario.rules.filter(isAskedByConfig)) {
    const rule = ruleOf(id);
    if (rule === undefined) throw new Error(`there is no rule ${id}`);
    const types = ['ConfigurationItemChangeNotification', 'OversizedConfigurationItemChangeNotification'] as const;
    await config('PutConfigRule', {
      ConfigRule: {
        ConfigRuleName: `${prefix}-${id}`,
        InputParameters: JSON.stringify(ruleParametersOf(scenario, id)),
        Scope: { ComplianceResourceTypes: [rule.resourceType] },
        Source: {
          Owner: 'CUSTOM_LAMBDA',
          SourceIdentifier: functionArnOf(id),
          SourceDetails: types.map((MessageType) => ({ EventSource: 'aws.config', MessageType })),
        },
      },
    });
  }
}
