import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as sinon from 'sinon';
import * as v from 'valibot';
import type { Accounts } from '../../accounts/accounts.ts';
import type { ReaderSessions } from '../../accounts/reader-session.ts';
import { emptyContext } from '../../contract/context.ts';
import type { Failure } from '../../contract/failure.ts';
import type { SecurityGroup } from '../../contract/resource.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import type { ResourceKind } from '../../resources/resource-kind.ts';
import { securityGroupFromItem } from '../../resources/security-group-from-item.ts';
import { createRuleHandler } from '../../rules/handler.ts';
import type { RuleHandlerDeps } from '../../rules/rule-deps.ts';
import { securityGroupRestrictedPorts as rule } from '../../rules/security-group-restricted-ports.ts';
import { accountsOf } from './accounts.ts';
import { answering, type Call, inputsOf, batchTaken } from './aws.ts';
import { exemptionBucket } from './exemption-bucket.ts';
import { accountId, region } from './instructions.ts';

export const ruleEnvironment = {
  QUEUE_URL: 'https://sqs/remediation',
  AWS_REGION: 'eu-west-1',
  EXEMPTIONS_BUCKET: 'ledger',
};

export interface RuleWorld {
  readonly config?: Record<string, unknown>;
  readonly sqs?: Record<string, unknown>;
  readonly environment?: Record<string, string>;
  readonly groups?: readonly SecurityGroup[];
  readonly unread?: readonly Failure[];
  /** What `accounts.json` holds; the hub alone unless said otherwise. */
  readonly accounts?: Accounts | Error;
  readonly sessions?: ReaderSessions;
  /** Whose the function is: the hub's unless said otherwise. */
  readonly ownAccountId?: string;
}

/** A rule's Lambda over clients that answer; every call of AWS Config and SQS is in `calls`, in order. */
export function ruleHandler(given: RuleWorld = {}) {
  const config = answering(new ConfigServiceClient({ region }), {
    PutEvaluations: {},
    GetComplianceDetailsByConfigRule: { EvaluationResults: [] },
    ...given.config,
  });
  const calls: Call[] = config.calls;
  const sqs = answering(new SQSClient({ region }), {
    SendMessageBatch: (input: unknown) => {
      calls.push({ operation: 'SendMessageBatch', input: sqs.calls.at(-1)?.input ?? {} });
      return batchTaken()(input);
    },
    ...given.sqs,
  });
  const createReader = sinon.spy<ResourceKind<'AWS::EC2::SecurityGroup'>['createReader']>(() => ({
    read: () => Promise.reject(new Error('not to be read')),
    async *list(tell) {
      for (const failure of given.unread ?? []) tell?.(failure);
      yield* given.groups ?? [];
    },
    count: () => Promise.resolve(0),
    contextOf: () => Promise.resolve(emptyContext),
    complete: (group) => Promise.resolve(group),
    passing: () => [],
  }));
  const kind = {
    resourceType: 'AWS::EC2::SecurityGroup',
    iamActions: [],
    fromItem: securityGroupFromItem,
    createReader,
  } satisfies ResourceKind<'AWS::EC2::SecurityGroup'>;
  const bucket = exemptionBucket();
  bucket.set('accounts.json', given.accounts ?? accountsOf());
  const configIn = sinon.spy<RuleHandlerDeps['configIn']>(() => config.client);
  const lambda = createRuleHandler(rule, kind, securityGroupRemediator, {
    configIn,
    sqs: sqs.client,
    s3: bucket.client,
    sessions: given.sessions ?? (() => Promise.reject(new Error('no role is to be assumed'))),
    environment: given.environment ?? ruleEnvironment,
  });
  const context = {
    invokedFunctionArn: `arn:aws:lambda:${region}:${given.ownAccountId ?? accountId}:function:configmend-rule`,
  };
  return {
    handle: (event: unknown) => lambda(event, context),
    calls,
    sent: sqs.calls,
    bucket,
    configIn,
    createReader,
    operations: () => calls.map(({ operation }) => operation),
  };
}

const Put = v.object({
  Evaluations: v.array(v.object({ ComplianceType: v.string(), OrderingTimestamp: v.date() })),
});

/** What AWS Config was told, in order. */
export function verdictsOf(calls: readonly Call[]): string[] {
  return inputsOf(calls, 'PutEvaluations').flatMap((input) =>
    v.parse(Put, input).Evaluations.map(({ ComplianceType }) => ComplianceType),
  );
}
