import { SSMClient } from '@aws-sdk/client-ssm';
import { assert } from 'chai';
import { gateAskedEvery, parameterGate } from '../../safety/gate.ts';
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

describe('the gate, asked every two seconds', () => {
  const asking = (...answers: readonly (boolean | Error)[]) => {
    let [asked, at] = [0, Date.parse('2026-11-20T12:00:00Z')];
    const answer = async (): Promise<boolean> => {
      const one = answers[asked++] ?? false;
      if (one instanceof Error) throw one;
      return one;
    };
    const gate = gateAskedEvery(2000, answer, () => new Date(at));
    return { gate, asked: () => asked, wait: (ms: number) => void (at += ms) };
  };

  it('is asked again once its answer is two seconds old, and not before', async () => {
    const { gate, asked, wait } = asking(true, false);

    const first = [await gate(), await gate()];
    wait(1999);
    const stillFresh = await gate();
    wait(1);

    assert.deepEqual([...first, stillFresh, await gate()], [true, true, true, false]);
    assert.equal(asked(), 2);
  });

  it('is asked once by all who ask meanwhile', async () => {
    const { gate, asked } = asking(true, false);

    assert.deepEqual(await Promise.all([gate(), gate(), gate()]), [true, true, true]);
    assert.equal(asked(), 1);
  });

  it('keeps no answer for long where the clock is put back', async () => {
    const { gate, wait } = asking(true, false);

    await gate();
    wait(-60_000);

    assert.isFalse(await gate());
  });

  it('rejects as the gate does', async () => {
    const { gate } = asking(new Error('no'));

    assert.equal(await gate().catch(String), 'Error: no');
  });
});
