import {
  DescribeComplianceByConfigRuleCommand,
  DescribeComplianceByResourceCommand,
  DescribeConfigRuleEvaluationStatusCommand,
  type EvaluationResult,
  GetComplianceDetailsByConfigRuleCommand,
  GetComplianceDetailsByResourceCommand,
} from '@aws-sdk/client-config-service';
import { assert } from 'chai';
import { functionArn, groupType, startConfig, type StartedConfig } from '../support/config.ts';
import { assertRefused } from '../support/refusal.ts';

describe('AWS Config compliance', () => {
  let account: StartedConfig;
  beforeEach(async () => {
    account = await startConfig();
    await account.record();
  });
  afterEach(() => account.stop());

  const rule = async (name: string, verdicts: Record<string, 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE'>) => {
    account.invoked.length = 0;
    await account.rule(name);
    await account.put(`trigger-of-${name}`);
    const token = account.invoked.find(({ event }) => event['configRuleName'] === name)?.event.resultToken;
    for (const [ComplianceResourceId, ComplianceType] of Object.entries(verdicts)) {
      await account.evaluate({ ComplianceResourceId, ComplianceType }, token);
    }
  };
  const ids = (results: readonly EvaluationResult[] = []) =>
    results.map(({ EvaluationResultIdentifier: id }) => id?.EvaluationResultQualifier?.ResourceId);

  it('folds the results of a rule: one violation is enough, NOT_APPLICABLE counts for nothing', async () => {
    await rule('a-mixed', { 'sg-1': 'COMPLIANT', 'sg-2': 'NON_COMPLIANT', 'sg-3': 'NON_COMPLIANT' });
    await rule('b-fine', { 'sg-1': 'COMPLIANT', 'sg-2': 'NOT_APPLICABLE' });
    await rule('c-gone', { 'sg-1': 'NOT_APPLICABLE' });
    await rule('d-new', {});

    const all = await account.sdk.send(new DescribeComplianceByConfigRuleCommand({}));
    const some = await account.sdk.send(new DescribeComplianceByConfigRuleCommand({ ComplianceTypes: ['COMPLIANT'] }));

    assert.deepEqual(all.ComplianceByConfigRules, [
      {
        ConfigRuleName: 'a-mixed',
        Compliance: {
          ComplianceType: 'NON_COMPLIANT',
          ComplianceContributorCount: { CappedCount: 2, CapExceeded: false },
        },
      },
      { ConfigRuleName: 'b-fine', Compliance: { ComplianceType: 'COMPLIANT' } },
      { ConfigRuleName: 'c-gone', Compliance: { ComplianceType: 'INSUFFICIENT_DATA' } },
      { ConfigRuleName: 'd-new', Compliance: { ComplianceType: 'INSUFFICIENT_DATA' } },
    ]);
    assert.deepEqual(
      some.ComplianceByConfigRules?.map(({ ConfigRuleName }) => ConfigRuleName),
      ['b-fine'],
    );
  });

  it('caps the count of contributors at 25', async () => {
    const many = Array.from({ length: 26 }, (_, index) => [`sg-${index}`, 'NON_COMPLIANT'] as const);
    await rule('many', Object.fromEntries(many));

    const { ComplianceByConfigRules } = await account.sdk.send(new DescribeComplianceByConfigRuleCommand({}));

    assert.deepEqual(ComplianceByConfigRules?.[0]?.Compliance?.ComplianceContributorCount, {
      CappedCount: 25,
      CapExceeded: true,
    });
  });

  it('pages through the compliance of more than 25 rules', async () => {
    for (let index = 0; index < 30; index++) await account.rule(`rule-${String(index).padStart(2, '0')}`);

    const first = await account.sdk.send(new DescribeComplianceByConfigRuleCommand({}));
    const second = await account.sdk.send(new DescribeComplianceByConfigRuleCommand({ NextToken: first.NextToken }));

    assert.deepEqual(
      [first, second].map(({ ComplianceByConfigRules }) => ComplianceByConfigRules?.length),
      [25, 5],
    );
    assert.isUndefined(second.NextToken);
  });

  it('folds the results of a resource over its rules', async () => {
    await rule('one', { 'sg-1': 'COMPLIANT', 'sg-2': 'COMPLIANT', 'sg-3': 'NOT_APPLICABLE' });
    await rule('two', { 'sg-1': 'NON_COMPLIANT' });

    const { ComplianceByResources } = await account.sdk.send(
      new DescribeComplianceByResourceCommand({ ResourceType: groupType }),
    );
    const one = await account.sdk.send(
      new DescribeComplianceByResourceCommand({ ResourceType: groupType, ResourceId: 'sg-2' }),
    );

    assert.deepEqual(
      ComplianceByResources?.map(({ ResourceId, Compliance }) => [ResourceId, Compliance?.ComplianceType]),
      [
        ['sg-1', 'NON_COMPLIANT'],
        ['sg-2', 'COMPLIANT'],
      ],
    );
    assert.deepEqual(
      one.ComplianceByResources?.map(({ ResourceId }) => ResourceId),
      ['sg-2'],
    );
  });

  it('pages through details, ten at a time unless told', async () => {
    const twelve = Array.from({ length: 12 }, (_, index) => [`sg-${index}`, 'COMPLIANT'] as const);
    await rule('pages', Object.fromEntries(twelve));
    const details = (input: { NextToken?: string | undefined; Limit?: number }) =>
      account.sdk.send(new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: 'pages', ...input }));

    const first = await details({});
    const second = await details({ NextToken: first.NextToken });

    assert.deepEqual(
      [...ids(first.EvaluationResults), ...ids(second.EvaluationResults)],
      twelve.map(([id]) => id),
    );
    assert.lengthOf(first.EvaluationResults ?? [], 10);
    assert.isUndefined(second.NextToken);
    assert.lengthOf((await details({ Limit: 0 })).EvaluationResults ?? [], 10);
    await assertRefused(details({ Limit: 101 }), 'ValidationException');
    await assertRefused(details({ NextToken: 'made-up' }), 'InvalidNextTokenException');
  });

  it('filters details by compliance, but not by INSUFFICIENT_DATA', async () => {
    await rule('mixed', { 'sg-1': 'COMPLIANT', 'sg-2': 'NON_COMPLIANT', 'sg-3': 'NOT_APPLICABLE' });
    const details = (ComplianceTypes: ('COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE' | 'INSUFFICIENT_DATA')[]) =>
      account.sdk.send(new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: 'mixed', ComplianceTypes }));

    assert.deepEqual(ids((await details(['NON_COMPLIANT'])).EvaluationResults), ['sg-2']);
    assert.deepEqual(ids((await details(['COMPLIANT', 'NOT_APPLICABLE'])).EvaluationResults), ['sg-1', 'sg-3']);
    await assertRefused(details(['INSUFFICIENT_DATA']), 'InvalidParameterValueException');
  });

  it('lists what all rules say of a resource', async () => {
    await rule('one', { 'sg-1': 'COMPLIANT' });
    await rule('two', { 'sg-1': 'NON_COMPLIANT', 'sg-2': 'COMPLIANT' });

    const { EvaluationResults = [] } = await account.sdk.send(
      new GetComplianceDetailsByResourceCommand({ ResourceType: groupType, ResourceId: 'sg-1' }),
    );

    assert.deepEqual(
      EvaluationResults.map((result) => [
        result.EvaluationResultIdentifier?.EvaluationResultQualifier?.ConfigRuleName,
        result.ComplianceType,
      ]),
      [
        ['one', 'COMPLIANT'],
        ['two', 'NON_COMPLIANT'],
      ],
    );
  });

  it('tells when a rule was invoked and evaluated, and why it could not be', async () => {
    await account.rule('status');
    const status = async () => {
      const input = { ConfigRuleNames: ['status'] };
      const output = await account.sdk.send(new DescribeConfigRuleEvaluationStatusCommand(input));
      return output.ConfigRulesEvaluationStatus?.[0] ?? assert.fail('no status');
    };

    const before = await status();
    await account.put('sg-1');
    await account.evaluate();
    const after = await status();
    account.permitted.delete(functionArn);
    await account.put('sg-2');
    const denied = await status();

    assert.isFalse(before.FirstEvaluationStarted);
    assert.isUndefined(before.LastSuccessfulInvocationTime);
    assert.isTrue(after.FirstEvaluationStarted);
    assert.isAtLeast(
      after.LastSuccessfulEvaluationTime?.getTime() ?? 0,
      after.LastSuccessfulInvocationTime?.getTime() ?? Number.POSITIVE_INFINITY,
    );
    assert.isUndefined(after.LastErrorCode);
    assert.equal(denied.LastErrorCode, 'AccessDeniedException');
    assert.instanceOf(denied.LastFailedInvocationTime, Date);
  });
});
