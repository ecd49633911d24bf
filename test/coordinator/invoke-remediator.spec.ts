import { LambdaClient } from '@aws-sdk/client-lambda';
import { assert } from 'chai';
import { invokeRemediator } from '../../coordinator/invoke-remediator.ts';
import { answering, awsError, inputsOf } from '../support/aws.ts';
import { batch, held, work } from '../support/instructions.ts';

const asked = batch([work(held())]);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const report = { results: [{ resourceId: 'sg-1', outcome: 'mended' as const, detail: '' }] };
const answer = (value: unknown): { Payload: Uint8Array } => ({ Payload: bytes(JSON.stringify(value)) });

async function invoke(given: unknown) {
  const { client, calls } = answering(new LambdaClient({ region: 'eu-west-1' }), { Invoke: given });
  return { invocation: await invokeRemediator(client, 'remediator-security-group', asked), calls };
}

describe('invokeRemediator', () => {
  it('sends the batch as JSON and takes the report', async () => {
    const { invocation, calls } = await invoke(answer(report));

    assert.deepEqual(invocation, { kind: 'answered', report });
    assert.deepEqual(inputsOf(calls, 'Invoke'), [
      { FunctionName: 'remediator-security-group', Payload: Buffer.from(JSON.stringify(asked)) },
    ]);
  });

  it('says what a function threw, without its stack', async () => {
    const thrown = { errorType: 'Failure', errorMessage: 'the gate cannot be read', trace: ['at handler.ts:1'] };

    const { invocation } = await invoke({ FunctionError: 'Unhandled', ...answer(thrown) });

    assert.deepEqual(invocation, { kind: 'crashed', reason: 'Unhandled: Failure: the gate cannot be read' });
  });

  for (const [what, payload] of [
    ['timed out', answer({ errorMessage: 'Task timed out after 60.00 seconds' })],
    ['died without a word', {}],
    ['died with a word that is no JSON', { Payload: bytes('RequestId: 1 Process exited') }],
  ] as const) {
    it(`says that a function that ${what} has crashed`, async () => {
      const { invocation } = await invoke({ FunctionError: 'Unhandled', ...payload });

      assert.equal(invocation.kind, 'crashed');
    });
  }

  for (const [what, given] of [
    ['no payload', {}],
    ['an empty payload', { Payload: bytes('') }],
    ['null, as from a function that returned nothing', answer(null)],
    ['a payload that is no JSON', { Payload: bytes('<html>') }],
    ['a report with an outcome to come', answer({ results: [{ resourceId: 'x', outcome: 'napping', detail: '' }] })],
    ['a report with a field to come', answer({ ...report, tookMs: 7 })],
  ] as const) {
    it(`does not know what became of a batch answered with ${what}: its messages may be settled`, async () => {
      const { invocation } = await invoke(given);

      assert.equal(invocation.kind, 'unknown');
    });
  }

  for (const [name, kind] of [
    ['TooManyRequestsException', 'not-started'],
    ['ResourceConflictException', 'not-started'],
    ['AccessDeniedException', 'crashed'],
    ['ResourceNotFoundException', 'crashed'],
    ['RequestTooLargeException', 'crashed'],
    ['ServiceException', 'unknown'],
    ['TimeoutError', 'unknown'],
    ['ECONNRESET', 'unknown'],
  ] as const) {
    it(`takes ${name} as ${kind}`, async () => {
      const { invocation } = await invoke(awsError(name));

      if (invocation.kind === 'answered') assert.fail('a report came');
      assert.equal(invocation.kind, kind);
      assert.include(invocation.reason, name);
    });
  }
});
