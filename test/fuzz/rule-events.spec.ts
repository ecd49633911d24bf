import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { emptyContext } from '../../contract/context.ts';
import { Failure } from '../../contract/failure.ts';
import type { ResourceOf, ResourceType } from '../../contract/resource.ts';
import type { Remediator } from '../../remediators/remediator.ts';
import { s3AccountRemediator } from '../../remediators/s3-account.ts';
import { s3BucketRemediator } from '../../remediators/s3-bucket.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { accountBlockKind } from '../../resources/account-block-kind.ts';
import { bucketKind } from '../../resources/bucket-kind.ts';
import { parseConfigurationItem } from '../../resources/configuration-item.ts';
import { rethrow } from '../../resources/reader.ts';
import type { ResourceKind } from '../../resources/resource-kind.ts';
import { securityGroupKind } from '../../resources/security-group-kind.ts';
import { createRuleHandler } from '../../rules/handler.ts';
import { rules } from '../../rules/registry.ts';
import { isJudgedByConfig, type Rule } from '../../rules/rule.ts';
import { s3AccountPublicAccessBlock } from '../../rules/s3-account-public-access-block.ts';
import { s3BucketAclsDisabled } from '../../rules/s3-bucket-acls-disabled.ts';
import { s3BucketEncryption } from '../../rules/s3-bucket-encryption.ts';
import { s3BucketLogging } from '../../rules/s3-bucket-logging.ts';
import { s3BucketPublicAccess } from '../../rules/s3-bucket-public-access.ts';
import { s3BucketPublicAccessBlock } from '../../rules/s3-bucket-public-access-block.ts';
import { s3BucketTlsOnly } from '../../rules/s3-bucket-tls-only.ts';
import { s3BucketVersioning } from '../../rules/s3-bucket-versioning.ts';
import { securityGroupAuthorizedPorts } from '../../rules/security-group-authorized-ports.ts';
import { securityGroupDefaultClosed } from '../../rules/security-group-default-closed.ts';
import { securityGroupOpenEgress } from '../../rules/security-group-open-egress.ts';
import { securityGroupRestrictedPorts } from '../../rules/security-group-restricted-ports.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';
import { answering, type Call, batchTaken } from '../support/aws.ts';
import { exemption } from '../support/exemptions.ts';
import { exemptionBucket } from '../support/exemption-bucket.ts';
import { givenParameters } from '../support/given-parameters.ts';
import { changeEvent, oversizedEvent, scheduledEvent } from '../support/rule-events.ts';
import { bent } from './support/bent.ts';
import { answerOf, type Ended, fuzz } from './support/fuzz.ts';
import { apiItems, streamItems } from './support/items.ts';
import { assertNoSecret, loggedAs, loggedBy, withSecrets } from './support/secrets.ts';

/** Whose rule it is, as AWS Config says it: the account's of what changed. */
function ownedBy(item: unknown): Record<string, unknown> {
  const accountId: unknown = Object(item)['awsAccountId'];
  return { accountId, configRuleArn: `arn:aws:config:eu-west-1:${String(accountId)}:config-rule/config-rule-abc123` };
}

/** Events of each kind, with the parameters that the rule cannot do without. */
function eventsOf(rule: Parameters<typeof givenParameters>[0]): readonly unknown[] {
  const ruleParameters = JSON.stringify(givenParameters(rule));
  return [
    ...streamItems.map((item) => changeEvent(item, { ...ownedBy(item), ruleParameters })),
    changeEvent(streamItems[0], { ruleParameters: '{"ports":"22,3389"}' }),
    oversizedEvent({}, { ruleParameters }),
    oversizedEvent({ resourceType: 'AWS::S3::Bucket', resourceId: 'holiday-photos' }, { ruleParameters }),
    ...Array.from({ length: 6 }, () => scheduledEvent({ ruleParameters })),
  ];
}

const neighbours = ['neighbour-1', 'neighbour-2'] as const;
const gone = 'reported-before-and-gone';

/** The Lambda of one rule over clients that note every call, and an account in which two alike have a bent one between them. */
function lambdaOf<T extends ResourceType, P>(rule: Rule<T, P>, kind: ResourceKind<T>, remediator: Remediator<T>) {
  const calls: Call[] = [];
  const resourceOf = (item: unknown): ResourceOf<T> => kind.fromItem(parseConfigurationItem(item));
  const sound = streamItems.find((item) => Object(item)['resourceType'] === kind.resourceType);
  /** The item of what stands between the neighbours, and whether the account was looked through. */
  const account = { between: sound, isListed: false };
  const noted = (operation: string, answer: unknown) => (input: unknown) => {
    calls.push({ operation, input: Object(input) });
    return typeof answer === 'function' ? answer(input) : answer;
  };
  const config = answering(new ConfigServiceClient({ region: 'eu-west-1' }), {
    PutEvaluations: noted('PutEvaluations', {}),
    GetResourceConfigHistory: noted('GetResourceConfigHistory', { configurationItems: [apiItems[0]] }),
    GetComplianceDetailsByConfigRule: noted('GetComplianceDetailsByConfigRule', {
      EvaluationResults: [...neighbours, gone].map((ResourceId) => ({
        EvaluationResultIdentifier: { EvaluationResultQualifier: { ResourceId, ResourceType: kind.resourceType } },
      })),
    }),
  });
  const sqs = answering(new SQSClient({ region: 'eu-west-1' }), {
    SendMessageBatch: noted('SendMessageBatch', batchTaken()),
  });
  const bucket = exemptionBucket([exemption({ account: '999999999999' })]);
  bucket.set('accounts.json', accountsOf(memberAccount()));
  const handle = createRuleHandler(
    rule,
    {
      ...kind,
      createReader: () => ({
        read: () => Promise.reject(new Error('nothing is to be read')),
        async *list(unread = rethrow) {
          account.isListed = true;
          yield { ...resourceOf(sound), id: neighbours[0] };
          try {
            yield resourceOf(account.between);
          } catch (error) {
            if (!(error instanceof Failure)) throw error;
            unread(new Failure('READ_FAILED', 'bent', { ids: { resourceId: 'bent' }, cause: error }));
          }
          yield { ...resourceOf(sound), id: neighbours[1] };
        },
        count: () => Promise.resolve(3),
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
  return { rule: { ...rule }, handle, calls, account };
}

const groups = [securityGroupKind, securityGroupRemediator] as const;
const buckets = [bucketKind, s3BucketRemediator] as const;
const lambdas = [
  lambdaOf(securityGroupRestrictedPorts, ...groups),
  lambdaOf(securityGroupAuthorizedPorts, ...groups),
  lambdaOf(securityGroupDefaultClosed, ...groups),
  lambdaOf(securityGroupOpenEgress, ...groups),
  lambdaOf(s3BucketPublicAccess, ...buckets),
  lambdaOf(s3BucketPublicAccessBlock, ...buckets),
  lambdaOf(s3BucketAclsDisabled, ...buckets),
  lambdaOf(s3BucketTlsOnly, ...buckets),
  lambdaOf(s3BucketEncryption, ...buckets),
  lambdaOf(s3BucketVersioning, ...buckets),
  lambdaOf(s3BucketLogging, ...buckets),
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

const Put = v.looseObject({
  Evaluations: v.array(v.looseObject({ ComplianceResourceId: v.string(), ComplianceType: v.string() })),
});

/** Whatever stands between them, both are judged, and alike; what was reported once and is gone is said to be gone. */
function assertNeighboursJudged(calls: readonly Call[]): void {
  const put = calls.filter(({ operation }) => operation === 'PutEvaluations');
  const verdicts = new Map(
    put
      .flatMap(({ input }) => v.parse(Put, input).Evaluations)
      .map(({ ComplianceResourceId: id, ComplianceType: type }) => [id, type]),
  );
  const [one, other] = neighbours.map((id) => verdicts.get(id));
  assert.include(['COMPLIANT', 'NON_COMPLIANT'], one);
  assert.equal(other, one, 'a neighbour is judged otherwise');
  assert.equal(verdicts.get(gone), 'NOT_APPLICABLE');
}

type Tried = readonly [event: unknown, between: unknown, lambda: (typeof lambdas)[number]];

async function attempt([event, between, lambda]: Tried): Promise<Ended> {
  const { handle, calls, account } = lambda;
  calls.length = 0;
  Object.assign(account, { between, isListed: false });
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
  if (account.isListed) {
    assertNeighboursJudged(calls);
    if (!(outcome instanceof Failure)) return 'good';
    // Lambda is to try again for the one that could not be read.
    assert.include(['READ_FAILED', 'ITEM_UNREADABLE'], outcome.code);
    assertNoSecret(loggedAs(outcome));
    return 'refused';
  }
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
      inputs: fc.oneof(
        ...lambdas.map((lambda) =>
          fc.tuple(withSecrets(bent(eventsOf(lambda.rule))), withSecrets(bent(streamItems)), fc.constant(lambda)),
        ),
      ),
      try: attempt,
    }));

  it('are tried with every rule that AWS Config has judge', () => {
    assert.sameMembers(
      lambdas.map(({ rule }) => rule.id),
      rules.filter(isJudgedByConfig).map(({ id }) => id),
    );
  });
});
