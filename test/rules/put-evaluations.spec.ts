import { ConfigServiceClient, type Evaluation } from '@aws-sdk/client-config-service';
import { assert } from 'chai';
import * as v from 'valibot';
import { putEvaluations } from '../../rules/put-evaluations.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, awsError, inputsOf, inTurn } from '../support/aws.ts';

const evaluations = (count: number): Evaluation[] =>
  Array.from({ length: count }, (_, index) => ({
    ComplianceResourceType: 'AWS::EC2::SecurityGroup',
    ComplianceResourceId: `sg-${index}`,
    ComplianceType: 'COMPLIANT',
    OrderingTimestamp: new Date('2026-11-20T10:00:00.123Z'),
  }));

const Put = v.object({ ResultToken: v.string(), Evaluations: v.array(v.object({ ComplianceResourceId: v.string() })) });

function setUp(answer: unknown = {}) {
  const { client, calls } = answering(new ConfigServiceClient({ region: 'eu-west-1' }), { PutEvaluations: answer });
  const puts = () =>
    inputsOf(calls, 'PutEvaluations').map((input) =>
      v.parse(Put, input).Evaluations.map(({ ComplianceResourceId }) => ComplianceResourceId),
    );
  return { client, puts, inputs: () => inputsOf(calls, 'PutEvaluations') };
}

const refusing = (...ids: number[]) => ({
  FailedEvaluations: ids.flatMap((id) => evaluations(id + 1).slice(id)),
});

describe('putEvaluations', () => {
  it('reports with the token of the invocation', async () => {
    const { client, inputs } = setUp();

    await putEvaluations(client, 'token', evaluations(2));

    assert.deepEqual(inputs(), [{ ResultToken: 'token', Evaluations: evaluations(2) }]);
  });

  it('sends an empty list, which ends the run of a periodic rule', async () => {
    const { client, inputs } = setUp();

    await putEvaluations(client, 'token', []);

    assert.deepEqual(inputs(), [{ ResultToken: 'token', Evaluations: [] }]);
  });

  for (const [count, sizes] of [
    [100, [100]],
    [101, [100, 1]],
    [250, [100, 100, 50]],
  ] as const) {
    it(`sends ${count} evaluations in ${sizes.length} calls`, async () => {
      const { client, puts } = setUp();

      await putEvaluations(client, 'token', evaluations(count));

      assert.deepEqual(
        puts().map(({ length }) => length),
        [...sizes],
      );
      assert.lengthOf(new Set(puts().flat()), count);
    });
  }

  it('sends again what AWS Config did not store', async () => {
    const { client, puts } = setUp(inTurn(refusing(1), refusing(1), {}));

    await putEvaluations(client, 'token', evaluations(3));

    assert.deepEqual(puts(), [['sg-0', 'sg-1', 'sg-2'], ['sg-1'], ['sg-1']]);
  });

  it('throws with the ids when AWS Config goes on refusing, after all others are reported', async () => {
    const { client, puts } = setUp(inTurn(refusing(7), refusing(7), refusing(7), {}));

    const failure = await assertRejects(
      putEvaluations(client, 'token', evaluations(101)),
      'EVALUATIONS_REJECTED',
      'did not store 1 evaluations: sg-7',
    );

    assert.deepEqual(puts().slice(1), [['sg-7'], ['sg-7'], ['sg-100']]);
    assert.isTrue(failure.transient);
  });

  for (const FailedEvaluations of [
    'some',
    [null],
    [{ ComplianceResourceId: 7 }],
    [{}],
    [{ ComplianceResourceType: 'AWS::EC2::SecurityGroup', ComplianceResourceId: 'sg-of-another' }],
  ]) {
    it(`takes none for stored where AWS Config answers ${JSON.stringify(FailedEvaluations)}`, async () => {
      const { client, puts } = setUp({ FailedEvaluations });

      await assertRejects(putEvaluations(client, 'token', evaluations(2)), 'EVALUATIONS_REJECTED', 'sg-0, sg-1');

      assert.deepEqual(puts(), [
        ['sg-0', 'sg-1'],
        ['sg-0', 'sg-1'],
        ['sg-0', 'sg-1'],
      ]);
    });
  }

  it('takes all for stored where AWS Config says null in the place of those that it refused', async () => {
    const { client, puts } = setUp({ FailedEvaluations: null });

    await putEvaluations(client, 'token', evaluations(2));

    assert.lengthOf(puts(), 1);
  });

  it('sends again what it was given, not what the answer says of it', async () => {
    const [refused] = evaluations(1);
    const bent = { ...refused, ComplianceType: 'NON_COMPLIANT', Annotation: 'forged' };
    const { client, inputs } = setUp(inTurn({ FailedEvaluations: [bent] }, {}));

    await putEvaluations(client, 'token', evaluations(2));

    assert.deepEqual(inputs()[1], { ResultToken: 'token', Evaluations: evaluations(1) });
  });

  it('keeps the token out of what it throws', async () => {
    const { client } = setUp(refusing(0));

    const failure = await assertRejects(putEvaluations(client, 'secret-token', evaluations(1)), 'EVALUATIONS_REJECTED');

    assert.notInclude(JSON.stringify([failure.message, failure.ids, failure.cause]), 'secret-token');
  });

  it('rejects with what AWS throws', async () => {
    const { client } = setUp(awsError('InvalidResultTokenException'));

    const error = await putEvaluations(client, 'token', evaluations(1)).catch((thrown: unknown) => thrown);

    assert.propertyVal(error, 'name', 'InvalidResultTokenException');
  });
});
