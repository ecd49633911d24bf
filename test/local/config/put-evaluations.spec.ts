import {
  type ComplianceType,
  DeleteConfigRuleCommand,
  type Evaluation,
  GetComplianceDetailsByConfigRuleCommand,
  PutEvaluationsCommand,
} from '@aws-sdk/client-config-service';
import { assert } from 'chai';
import { groupType, startConfig, type StartedConfig } from '../support/config.ts';
import { assertRefused } from '../support/refusal.ts';

describe('AWS Config PutEvaluations', () => {
  let account: StartedConfig;
  beforeEach(async () => {
    account = await startConfig();
    await account.record();
    await account.rule('open-ports');
    await account.put('sg-1');
  });
  afterEach(() => account.stop());

  const results = async () => {
    const input = { ConfigRuleName: 'open-ports', Limit: 100 };
    const { EvaluationResults = [] } = await account.sdk.send(new GetComplianceDetailsByConfigRuleCommand(input));
    return EvaluationResults;
  };
  const compliance = async () => (await results()).map(({ ComplianceType }) => ComplianceType);
  const evaluation = (index: number): Evaluation => ({
    ComplianceResourceType: groupType,
    ComplianceResourceId: `sg-${index}`,
    ComplianceType: 'COMPLIANT',
    OrderingTimestamp: new Date(account.clock.now()),
  });
  const put = (input: { Evaluations?: Evaluation[]; ResultToken?: string; TestMode?: boolean }) =>
    account.sdk.send(new PutEvaluationsCommand({ ResultToken: account.invoked.at(-1)?.event.resultToken, ...input }));

  it('stores the result with its times and annotation', async () => {
    const OrderingTimestamp = new Date(account.clock.now() - 1_500);

    const { FailedEvaluations } = await account.evaluate({ Annotation: 'tcp/22 open', OrderingTimestamp });

    assert.deepEqual(FailedEvaluations, []);
    const [result] = await results();
    const { ResultRecordedTime, ConfigRuleInvokedTime, ...rest } = result ?? assert.fail('nothing was stored');
    assert.deepEqual(rest, {
      EvaluationResultIdentifier: {
        EvaluationResultQualifier: {
          ConfigRuleName: 'open-ports',
          ResourceType: groupType,
          ResourceId: 'sg-1',
          EvaluationMode: 'DETECTIVE',
        },
        OrderingTimestamp,
      },
      ComplianceType: 'NON_COMPLIANT',
      Annotation: 'tcp/22 open',
    });
    assert.isAtLeast(ResultRecordedTime?.getTime() ?? 0, ConfigRuleInvokedTime?.getTime() ?? Number.POSITIVE_INFINITY);
  });

  it('passes over an older result, and takes one of the same moment', async () => {
    const now = account.clock.now();
    await account.evaluate({ ComplianceType: 'COMPLIANT', OrderingTimestamp: new Date(now) });

    await account.evaluate({ ComplianceType: 'NON_COMPLIANT', OrderingTimestamp: new Date(now - 1) });
    const afterOlder = await compliance();
    await account.evaluate({ ComplianceType: 'NON_COMPLIANT', OrderingTimestamp: new Date(now) });

    assert.deepEqual([afterOlder, await compliance()], [['COMPLIANT'], ['NON_COMPLIANT']]);
  });

  it('takes several batches with one token, of 100 at most', async () => {
    const hundred = Array.from({ length: 100 }, (_, index) => evaluation(index));

    await put({ Evaluations: hundred });
    await put({ Evaluations: [evaluation(100)] });
    await assertRefused(put({ Evaluations: [...hundred, evaluation(100)] }), 'ValidationException');

    const { NextToken } = await account.sdk.send(
      new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: 'open-ports', Limit: 100 }),
    );
    assert.isString(NextToken);
  });

  it('takes no evaluations at all, to end a run', async () => {
    const { FailedEvaluations } = await put({ Evaluations: [] });

    assert.deepEqual(FailedEvaluations, []);
  });

  it('stores nothing in test mode, whatever the token', async () => {
    await put({ Evaluations: [evaluation(1)], ResultToken: 'TESTMODE', TestMode: true });

    assert.deepEqual(await compliance(), []);
  });

  it('refuses a token that it did not hand out', () =>
    assertRefused(put({ ResultToken: 'made-up' }), 'InvalidResultTokenException'));

  it('refuses a token in another region or account', async () => {
    const ResultToken = account.invoked.at(-1)?.event.resultToken;

    for (const elsewhere of [account.client({ region: 'us-east-1' }), account.client({ accountId: '999999999999' })]) {
      await assertRefused(elsewhere.send(new PutEvaluationsCommand({ ResultToken })), 'InvalidResultTokenException');
    }
  });

  it('refuses the token of a deleted rule, also when a rule of that name is back', async () => {
    await account.sdk.send(new DeleteConfigRuleCommand({ ConfigRuleName: 'open-ports' }));
    const ResultToken = account.invoked.at(-1)?.event.resultToken ?? '';

    await assertRefused(put({ Evaluations: [evaluation(1)] }), 'NoSuchConfigRuleException');
    await account.rule('open-ports');
    await assertRefused(put({ Evaluations: [evaluation(1)], ResultToken }), 'InvalidResultTokenException');
  });

  const refused: { name: string; bad: Partial<Evaluation>; code: string }[] = [
    { name: 'an empty annotation', bad: { Annotation: '' }, code: 'ValidationException' },
    { name: 'an annotation of 257 characters', bad: { Annotation: 'x'.repeat(257) }, code: 'ValidationException' },
    { name: 'INSUFFICIENT_DATA', bad: { ComplianceType: 'INSUFFICIENT_DATA' }, code: 'InvalidParameterValueException' },
    { name: 'an unknown compliance', bad: { ComplianceType: 'FINE' as ComplianceType }, code: 'ValidationException' },
    { name: 'an empty resource id', bad: { ComplianceResourceId: '' }, code: 'ValidationException' },
    {
      name: 'a date as text, as code for an older SDK would send it',
      bad: { OrderingTimestamp: '2026-01-01T00:00:00Z' as never },
      code: 'SerializationException',
    },
  ];
  for (const { name, bad, code } of refused) {
    it(`refuses the whole call for ${name}: ${code}`, async () => {
      await assertRefused(put({ Evaluations: [evaluation(1), { ...evaluation(2), ...bad }] }), code);

      assert.deepEqual(await compliance(), []);
    });
  }

  it('takes an annotation of 256 characters', async () => {
    await account.evaluate({ Annotation: 'x'.repeat(256) });

    assert.lengthOf((await results())[0]?.Annotation ?? '', 256);
  });

  it('answers the evaluations that a test refuses in FailedEvaluations, and stores the others', async () => {
    const end = account.config.refuseEvaluations(({ ComplianceResourceId }) => ComplianceResourceId === 'sg-1');

    const { FailedEvaluations } = await put({ Evaluations: [evaluation(1), evaluation(2)] });
    end();
    const afterwards = await put({ Evaluations: [evaluation(1)] });

    assert.deepEqual(FailedEvaluations, [evaluation(1)]);
    assert.deepEqual(afterwards.FailedEvaluations, []);
    assert.lengthOf(await compliance(), 2);
  });
});
