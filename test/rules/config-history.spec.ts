import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { assert } from 'chai';
import { fetchItem, reportedBefore, violatedBefore } from '../../rules/config-history.ts';
import { securityGroupFromItem } from '../../resources/security-group-from-item.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, inputsOf, inTurn } from '../support/aws.ts';
import { groupItem, inApiForm } from '../support/rule-events.ts';

const summary = {
  resourceType: 'AWS::EC2::SecurityGroup',
  resourceId: 'sg-1',
  accountId: '123456789012',
  captureTime: '2026-11-20T10:00:00.123Z',
  status: 'OK',
};

const config = (answers: Record<string, unknown>) =>
  answering(new ConfigServiceClient({ region: 'eu-west-1' }), answers);

describe('fetchItem', () => {
  it('asks for the newest item not later than the notification, and reads it from API form', async () => {
    const apiItem = {
      ...inApiForm(groupItem()),
      configurationItemCaptureTime: new Date(summary.captureTime),
    };
    const { client, calls } = config({ GetResourceConfigHistory: { configurationItems: [apiItem] } });

    const item = await fetchItem(client, summary);

    assert.deepEqual(inputsOf(calls, 'GetResourceConfigHistory'), [
      {
        resourceType: 'AWS::EC2::SecurityGroup',
        resourceId: 'sg-1',
        laterTime: new Date('2026-11-20T10:00:00.123Z'),
        limit: 1,
      },
    ]);
    assert.equal(item.captureTime, '2026-11-20T10:00:00.123Z');
    assert.lengthOf(securityGroupFromItem(item).rules, 2);
  });

  for (const answer of [{}, { configurationItems: [] }]) {
    it(`throws, to be tried again, where AWS answers ${JSON.stringify(answer)}`, async () => {
      const { client } = config({ GetResourceConfigHistory: answer });

      const failure = await assertRejects(fetchItem(client, summary), 'READ_FAILED', 'no item of sg-1');

      assert.isTrue(failure.transient);
    });
  }

  it('throws with a code where the SDK trips over the answer', async () => {
    const { client } = config({ GetResourceConfigHistory: new TypeError('items.map is not a function') });

    const failure = await assertRejects(fetchItem(client, summary), 'READ_FAILED', 'a form that is not known');

    assert.isTrue(failure.transient);
  });
});

describe('reportedBefore', () => {
  const result = (ResourceId: string, ComplianceType = 'COMPLIANT') => ({
    ComplianceType,
    EvaluationResultIdentifier: { EvaluationResultQualifier: { ResourceId } },
  });

  it('lists every resource of the rule, page by page', async () => {
    const { client, calls } = config({
      GetComplianceDetailsByConfigRule: inTurn(
        { EvaluationResults: [result('sg-1'), result('sg-2', 'NON_COMPLIANT')], NextToken: 'more' },
        { EvaluationResults: [result('sg-3')] },
      ),
    });

    assert.deepEqual(await reportedBefore(client, 'the-rule'), ['sg-1', 'sg-2', 'sg-3']);
    assert.deepEqual(
      inputsOf(calls, 'GetComplianceDetailsByConfigRule').map(({ ConfigRuleName, NextToken }) => [
        ConfigRuleName,
        NextToken,
      ]),
      [
        ['the-rule', undefined],
        ['the-rule', 'more'],
      ],
    );
  });

  it('passes over what was already said to be not applicable', async () => {
    const { client } = config({
      GetComplianceDetailsByConfigRule: { EvaluationResults: [result('sg-1', 'NOT_APPLICABLE'), result('sg-2')] },
    });

    assert.deepEqual(await reportedBefore(client, 'the-rule'), ['sg-2']);
  });
});

describe('violatedBefore', () => {
  const resource = { type: 'AWS::EC2::SecurityGroup', id: 'sg-1' } as const;
  const verdictOf = (ConfigRuleName: string) => ({
    EvaluationResultIdentifier: { EvaluationResultQualifier: { ConfigRuleName } },
  });

  it('is so where the rule’s own verdict is among the resource’s violations, on whatever page', async () => {
    const { client, calls } = config({
      GetComplianceDetailsByResource: inTurn(
        { EvaluationResults: [verdictOf('another-rule')], NextToken: 'more' },
        { EvaluationResults: [verdictOf('the-rule')] },
      ),
    });

    assert.isTrue(await violatedBefore(client, 'the-rule', resource));
    assert.deepInclude(inputsOf(calls, 'GetComplianceDetailsByResource')[0], {
      ResourceType: 'AWS::EC2::SecurityGroup',
      ResourceId: 'sg-1',
      ComplianceTypes: ['NON_COMPLIANT'],
    });
  });

  it('is not so where only others say that it violates', async () => {
    const { client } = config({ GetComplianceDetailsByResource: { EvaluationResults: [verdictOf('another-rule')] } });

    assert.isFalse(await violatedBefore(client, 'the-rule', resource));
    assert.isFalse(await violatedBefore(config({ GetComplianceDetailsByResource: {} }).client, 'the-rule', resource));
  });
});
