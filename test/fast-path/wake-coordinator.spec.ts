import { LambdaClient } from '@aws-sdk/client-lambda';
import { assert } from 'chai';
import * as sinon from 'sinon';
import { createWake } from '../../fast-path/wake-coordinator.ts';
import { answering, awsError } from '../support/aws.ts';

function setUp(answer: unknown = {}) {
  const lambda = answering(new LambdaClient({ region: 'eu-west-1' }), { Invoke: answer });
  const report = sinon.spy<(message: string, fields: Record<string, unknown>) => void>(() => undefined);
  const time = { now: 0 };
  return {
    wake: createWake({ lambda: lambda.client, now: () => time.now, report }),
    calls: lambda.calls,
    report,
    time,
  };
}

describe('the wake of the coordinator', () => {
  it('starts it and does not wait for it', async () => {
    const { wake, calls } = setUp();

    await wake('configmend-coordinator');

    assert.deepEqual(calls, [
      {
        operation: 'Invoke',
        input: { FunctionName: 'configmend-coordinator', InvocationType: 'Event', Payload: '{}' },
      },
    ]);
  });

  it('comes once for a burst, and again after five seconds', async () => {
    const { wake, calls, time } = setUp();

    for (const now of [0, 1, 4999, 5000, 9999]) {
      time.now = now;
      await wake('configmend-coordinator');
    }

    assert.lengthOf(calls, 2);
  });

  it('is left to the schedule where it fails', async () => {
    const { wake, report } = setUp(awsError('TooManyRequestsException', { status: 429 }));

    await wake('configmend-coordinator');

    sinon.assert.calledOnceWithMatch(report, 'the coordinator was not started, its schedule will');
  });
});
