import { SSMClient } from '@aws-sdk/client-ssm';
import { assert } from 'chai';
import { parameterGate } from '../../safety/gate.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, awsError, inputsOf, inTurn } from '../support/aws.ts';

function gateWith(answer: unknown) {
  const { client, calls } = answering(new SSMClient({ region: 'eu-west-1' }), { GetParameter: answer });
  return { gate: parameterGate(client, '/configmend/enable_auto_response'), calls };
}

describe('the gate', () => {
  it('is open where the parameter says true', async () => {
    const { gate, calls } = gateWith({ Parameter: { Value: 'true' } });

    assert.isTrue(await gate());
    assert.deepEqual(inputsOf(calls, 'GetParameter'), [{ Name: '/configmend/enable_auto_response' }]);
  });

  for (const value of ['false', 'TRUE', 'True', ' true', 'true\n', '1', 'yes', '', '"true"', undefined]) {
    it(`is closed where the parameter says ${JSON.stringify(value)}`, async () => {
      const { gate } = gateWith({ Parameter: { Value: value } });

      assert.isFalse(await gate());
    });
  }

  it('is closed where the answer has no parameter', async () => {
    assert.isFalse(await gateWith({}).gate());
  });

  it('is asked anew every time', async () => {
    const { gate } = gateWith(inTurn({ Parameter: { Value: 'true' } }, { Parameter: { Value: 'false' } }));

    assert.deepEqual([await gate(), await gate()], [true, false]);
  });

  for (const name of ['ParameterNotFound', 'AccessDeniedException', 'TimeoutError']) {
    it(`rejects on ${name}: what cannot be known is not open`, async () => {
      const failure = await assertRejects(gateWith(awsError(name)).gate(), 'GATE_UNREADABLE', 'nothing is changed');

      assert.propertyVal(failure.cause, 'name', name);
      assert.deepEqual(failure.ids, { parameter: '/configmend/enable_auto_response' });
      assert.isTrue(failure.transient);
    });
  }
});
