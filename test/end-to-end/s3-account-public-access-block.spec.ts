import {
  ConfigServiceClient,
  GetComplianceDetailsByConfigRuleCommand,
  StartConfigRulesEvaluationCommand,
} from '@aws-sdk/client-config-service';
import {
  DeletePublicAccessBlockCommand,
  GetPublicAccessBlockCommand,
  type PublicAccessBlockConfiguration,
  PutPublicAccessBlockCommand,
  S3ControlClient,
} from '@aws-sdk/client-s3-control';
import { assert } from 'chai';
import { drained } from './support/drained.ts';
import { ledgerOf } from './support/ledger.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { changesOf } from './support/requests.ts';
import { told } from './support/told.ts';

const ruleId = 's3-account-public-access-block';
const allOn: PublicAccessBlockConfiguration = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

describe('The public access block of an account, end to end', () => {
  let pipeline: Pipeline;
  let control: S3ControlClient;
  let AccountId = '';
  before(async () => {
    pipeline = await startPipeline({
      open: true,
      rules: [ruleId],
      parameters: { [ruleId]: { publicBuckets: 'none' } },
    });
    const { account } = pipeline;
    const endpoint = account.environment()['AWS_ENDPOINT_URL_S3_CONTROL'] ?? '';
    control = new S3ControlClient({ ...account.clientConfig(), endpoint });
    AccountId = account.accountId;
  });
  after(() => pipeline.stop());
  /** No call of a function was denied for want of a permission in the stack. */
  afterEach(() =>
    assert.deepEqual(
      pipeline.account.decisions.filter(({ allowed }) => !allowed),
      [],
    ),
  );

  const live = async () =>
    (await control.send(new GetPublicAccessBlockCommand({ AccountId }))).PublicAccessBlockConfiguration;
  const verdicts = async () => {
    const config = new ConfigServiceClient(pipeline.account.clientConfig());
    const ConfigRuleName = pipeline.deployment.configRuleName(ruleId);
    const { EvaluationResults = [] } = await config.send(
      new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName }),
    );
    return EvaluationResults.map(({ ComplianceType, Annotation, EvaluationResultIdentifier }) => {
      const { ResourceType, ResourceId } = EvaluationResultIdentifier?.EvaluationResultQualifier ?? {};
      return [ResourceType, ResourceId, ComplianceType, ...(Annotation === undefined ? [] : [Annotation])];
    });
  };
  const violating = (...settings: string[]) => [
    [
      'AWS::S3::AccountPublicAccessBlock',
      AccountId,
      'NON_COMPLIANT',
      `Block Public Access of the account lacks ${settings.join(', ')}`,
    ],
  ];
  const compliant = () => [['AWS::S3::AccountPublicAccessBlock', AccountId, 'COMPLIANT']];
  const four = ['blockPublicAcls', 'ignorePublicAcls', 'blockPublicPolicy', 'restrictPublicBuckets'];
  /** What Slack was told since the last look. */
  const news = (): string[] => {
    const all = told(pipeline, AccountId);
    return all.slice(heard, (heard = all.length));
  };
  let heard = 0;

  it('was never set, and no item says so: the periodic run finds it, and it is mended', async () => {
    const { account } = pipeline;
    const found = await verdicts();
    const [instruction, ...others] = pipeline.queued(AccountId);
    const saidBefore = news();

    const answer = await pipeline.drain();

    assert.deepEqual(found, violating(...four));
    assert.lengthOf(others, 0);
    assert.equal(instruction?.evidence.source, 'sweep');
    assert.deepEqual(instruction?.plan.changes, [
      {
        service: 's3-control',
        operation: 'PutPublicAccessBlock',
        input: { AccountId, PublicAccessBlockConfiguration: allOn },
      },
    ]);
    assert.deepEqual(saidBefore, ['Non-compliant']);
    assert.deepEqual(answer, drained(1, { mended: 1 }));
    assert.deepEqual(await live(), allOn);
    await account.settled();
    assert.deepEqual(await verdicts(), compliant());
    assert.sameMembers(news(), ['Mended', 'Compliant again']);
    const [[opened] = []] = await ledgerOf(pipeline, AccountId);
    assert.propertyVal(opened?.actions[0]?.before, 'publicAccessBlock', null);
  });

  it('loses one setting: the change is found, and the setting is switched on again', async () => {
    await control.send(
      new PutPublicAccessBlockCommand({
        AccountId,
        PublicAccessBlockConfiguration: { ...allOn, RestrictPublicBuckets: false },
      }),
    );
    await pipeline.account.settled();
    const found = await verdicts();

    const answer = await pipeline.drain();

    assert.deepEqual(found, violating('restrictPublicBuckets'));
    assert.deepEqual(answer, drained(1, { mended: 1 }));
    assert.deepEqual(await live(), allOn);
    assert.deepEqual(await verdicts(), compliant());
    assert.sameMembers(news(), ['Non-compliant', 'Mended', 'Compliant again']);
    assert.include(JSON.stringify(pipeline.slack.messages), 'Every public bucket of the account is cut off');
  });

  it('is deleted: that is off, not gone, and is mended', async () => {
    await control.send(new DeletePublicAccessBlockCommand({ AccountId }));
    await pipeline.account.settled();
    const found = await verdicts();

    await pipeline.drain();

    assert.deepEqual(found, violating(...four));
    assert.deepEqual(await live(), allOn);
    assert.deepEqual(await verdicts(), compliant());
    assert.sameMembers(news(), ['Non-compliant', 'Mended', 'Compliant again']);
  });

  it('is off again while nobody records it: the next periodic run finds it, and says it once', async () => {
    const { account } = pipeline;
    await pipeline.record(false);
    await control.send(new DeletePublicAccessBlockCommand({ AccountId }));
    await account.settled();
    const unseen = await verdicts();
    const ConfigRuleNames = [pipeline.deployment.configRuleName(ruleId)];
    const config = new ConfigServiceClient(account.clientConfig());
    await config.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames }));
    await account.settled();

    assert.deepEqual(unseen, compliant());
    assert.deepEqual(await verdicts(), violating(...four));
    assert.deepEqual(news(), ['Non-compliant']);
  });

  it('is set by a person before the run: nothing is left to do, and nobody is told of a mend', async () => {
    await control.send(new PutPublicAccessBlockCommand({ AccountId, PublicAccessBlockConfiguration: allOn }));
    const changes = changesOf(pipeline).length;

    const answer = await pipeline.drain();

    assert.containSubset(answer, { outcomes: { 'nothing-to-do': 1 } });
    assert.lengthOf(changesOf(pipeline), changes);
    assert.deepEqual(news(), []);
    assert.deepEqual([pipeline.queued(), pipeline.deadLetters()], [[], []]);
  });
});
