import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import * as fc from 'fast-check';
import { emptyContext } from '../../contract/context.ts';
import { Failure } from '../../contract/failure.ts';
import type { ResourceType } from '../../contract/resource.ts';
import type { Remediator } from '../../remediators/remediator.ts';
import { s3AccountRemediator } from '../../remediators/s3-account.ts';
import { s3BucketRemediator } from '../../remediators/s3-bucket.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { accountBlockKind } from '../../resources/account-block-kind.ts';
import { bucketKind } from '../../resources/bucket-kind.ts';
import type { ResourceKind } from '../../resources/resource-kind.ts';
import { securityGroupKind } from '../../resources/security-group-kind.ts';
import { createRuleHandler } from '../../rules/handler.ts';
import type { Rule } from '../../rules/rule.ts';
import { s3AccountPublicAccessBlock } from '../../rules/s3-account-public-access-block.ts';
import { s3BucketPublicAccess } from '../../rules/s3-bucket-public-access.ts';
import { s3BucketTlsOnly } from '../../rules/s3-bucket-tls-only.ts';
import { securityGroupRestrictedPorts } from '../../rules/security-group-restricted-ports.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';
import { answering, type Call } from '../support/aws.ts';
import { exemption } from '../support/exemptions.ts';
import { exemptionBucket } from '../support/exemption-bucket.ts';
import { changeEvent, oversizedEvent, scheduledEvent } from '../support/rule-events.ts';
import { bent } from './support/bent.ts';
import { answerOf, type Ended, fuzz } from './support/fuzz.ts';
import { apiItems, streamItems } from './support/items.ts';
import { assertNoSecret, loggedAs, loggedBy, withSecrets } from './support/secrets.ts';

const parameters = { ruleParameters: '{"ports":"22,3389"}' };
/** Whose rule it is, as AWS Config says it: the account's of what changed. */
function ownedBy(item: unknown): Record<string, unknown> {
  const accountId: unknown = Object(item)['awsAccountId'];
  return { accountId, configRuleArn: `arn:aws:config:eu-west-1:${String(accountId)}:config-rule/config-rule-abc123` };
}

const events: readonly unknown[] = [
  ...streamItems.map((item) => changeEvent(item, ownedBy(item))),
  changeEvent(streamItems[0], parameters),
  oversizedEvent(),
  oversizedEvent({ resourceType: 'AWS::S3::Bucket', resourceId: 'holiday-photos' }),
  scheduledEvent(),
];

/** The Lambda of one rule over clients that note every call, and live reads that find nothing. */
function lambdaOf<T extends ResourceType, P>(rule: Rule<T, P>, kind: ResourceKind<T>, remediator: Remediator<T>) {
  const calls: Call[] = [];
  const noted = (operation: string, answer: unknown) => (input: unknown) => {
    calls.push({ operation, input: Object(input) });
    return answer;
  };
  const config = answering(new ConfigServiceClient({ region: 'eu-west-1' }), {
    PutEvaluations: noted('PutEvaluations', {}),
    GetResourceConfigHistory: noted('GetResourceConfigHistory', { configurationItems: [apiItems[0]] }),
    GetComplianceDetailsByConfigRule: noted('GetComplianceDetailsByConfigRule', { EvaluationResults: [] }),
  });
  const sqs = answering(new SQSClient({ region: 'eu-west-1' }), { SendMessageBatch: noted('SendMessageBatch', {}) });
  const bucket = exemptionBucket([exemption({ account: '999999999999' })]);
  bucket.set('accounts.json', accountsOf(memberAccount()));
  const handle = createRuleHandler(
    rule,
    {
      ...kind,
      createReader: () => ({
        read: () => Promise.reject(new Error('nothing is to be read')),
        async *list() {},
        count: () => Promise.resolve(0),
        contextOf: () => Promise.resolve(emptyContext),
        complete: (resource) => Promise.resolve(resource),
        passing: () => [],
      }),
    },
    remediator,
    {
      configIn: () => config.client,
      sqs: sqs.client,
      s3: bucket.client,
      sessions: async (_, accountId) => {
        assert.include(members, accountId, 'the role of a stranger was assumed');
        return {};
      },
      environment: { QUEUE_URL: 'https://sqs/queue', AWS_REGION: 'eu-west-1', EXEMPTIONS_BUCKET: 'ledger' },
    },
  );
  return { handle, calls };
}

const lambdas = [
  lambdaOf(securityGroupRestrictedPorts, securityGroupKind, securityGroupRemediator),
  lambdaOf(s3BucketPublicAccess, bucketKind, s3BucketRemediator),
  lambdaOf(s3BucketTlsOnly, bucketKind, s3BucketRemediator),
  lambdaOf(s3AccountPublicAccessBlock, accountBlockKind, s3AccountRemediator),
];

const members = accountsOf(memberAccount()).accounts.map(({ id }) => id);
const context = { invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:configmend-rule' };
const unreadable = ['EVENT_UNREADABLE', 'ITEM_UNREADABLE', 'PARAMETER_INVALID', 'ACCOUNT_UNKNOWN'];
const reads = ['GetResourceConfigHistory', 'GetComplianceDetailsByConfigRule'];

/** Belongs in one call and nowhere else. */
const token = 'the-token-of-one-invocation';

function withToken(event: unknown): unknown {
  const isToken = typeof event === 'object' && event !== null && 'resultToken' in event && event.resultToken !== '';
  return isToken && typeof event.resultToken === 'string' ? { ...event, resultToken: token } : event;
}

async function attempt([event, lambda]: readonly [unknown, (typeof lambdas)[number]]): Promise<Ended> {
  const { handle, calls } = lambda;
  calls.length = 0;
  let ended: { readonly answer: void } | Failure = { answer: undefined };
  const lines = await loggedBy(async () => {
    ended = await answerOf(() => handle(withToken(event), context));
  });
  const outcome = ended as { readonly answer: void } | Failure;
  const operations = calls.map(({ operation }) => operation).filter((operation) => !reads.includes(operation));
  // The token belongs in the one call that it is for.
  const told = calls.map(({ operation, input }) =>
    JSON.stringify(operation === 'PutEvaluations' ? { ...input, ResultToken: '' } : input),
  );
  assertNoSecret(...lines, ...told);
  for (const text of [...lines, ...told]) assert.notInclude(text, token);
  if (outcome instanceof Failure) {
    assert.include(unreadable, outcome.code);
    assertNoSecret(loggedAs(outcome));
    assert.deepEqual(operations, [], 'something was reported or queued by what could not be read');
    return 'refused';
  }
  assert.include([['PutEvaluations'], ['PutEvaluations', 'SendMessageBatch']].map(String), String(operations));
  return 'good';
}

describe('fuzz: rule events', function () {
  it('are judged and reported, or refused with nothing reported, queued or given away', () =>
    fuzz({
      name: 'rule events',
      inputs: fc.tuple(withSecrets(bent(events)), fc.constantFrom(...lambdas)),
      try: attempt,
    }));
});
