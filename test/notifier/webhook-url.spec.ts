import type { SSMClient } from '@aws-sdk/client-ssm';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { assert } from 'chai';
import * as sinon from 'sinon';
import { createWebhookUrlSource } from '../../notifier/webhook-url.ts';
import { rejection } from './rejection.ts';

const first = 'https://hooks.slack.com/services/first';
const second = 'https://hooks.slack.com/services/second';
const minute = 60_000;

/** SSM answering one after the other: a value, or an error. */
function source(...answers: (string | undefined | Error)[]) {
  return sourceOf('/configmend/slack', ...answers);
}

function sourceOf(parameter: string, ...answers: (string | undefined | Error)[]) {
  const send = sinon.stub();
  for (const [index, answer] of answers.entries()) {
    if (answer instanceof Error) send.onCall(index).rejects(answer);
    else send.onCall(index).resolves({ Parameter: { Value: answer } });
  }
  const clock = { now: 1_000_000 };
  const client: Pick<SSMClient, 'send'> = { send };
  return { send, clock, ...createWebhookUrlSource({ parameter, client, now: () => clock.now }) };
}

const reference = '/aws/reference/secretsmanager/slack/webhook';
const named = (name: string) => Object.assign(new Error(`${name} happened`), { name });

describe('createWebhookUrlSource', () => {
  it('reads the decrypted parameter', async () => {
    const { read, send } = source(`${first}\n`);

    assert.equal(await read(), first);
    sinon.assert.calledOnceWithExactly(send, sinon.match.instanceOf(GetParameterCommand));
    sinon.assert.calledWithMatch(send, { input: { Name: '/configmend/slack', WithDecryption: true } });
  });

  it('reads nothing before it is asked', () => {
    const { send } = source(first);

    sinon.assert.notCalled(send);
  });

  it('keeps it for five minutes, then sees a rotated one', async () => {
    const { read, send, clock } = source(first, second);
    await read();

    clock.now += 5 * minute - 1;
    assert.equal(await read(), first);
    sinon.assert.calledOnce(send);

    clock.now += 1;
    assert.equal(await read(), second);
    sinon.assert.calledTwice(send);
  });

  it('reads again at once after it was dropped', async () => {
    const { read, drop } = source(first, second);
    await read();

    drop();

    assert.equal(await read(), second);
  });

  it('does not keep a failure', async () => {
    const { read } = source(named('ThrottlingException'), first);
    await rejection(read());

    assert.equal(await read(), first);
  });

  const failures: [string, string | undefined | Error, string, boolean][] = [
    ['no such parameter', named('ParameterNotFound'), 'SETTING_MISSING', false],
    ['no permission', named('AccessDeniedException'), 'READ_FAILED', false],
    ['throttling', named('ThrottlingException'), 'READ_FAILED', true],
    ['a lost connection', new Error('socket hang up'), 'READ_FAILED', true],
    ['no value', undefined, 'SETTING_MISSING', false],
    ['an empty value', ' ', 'SETTING_MISSING', false],
    ['a placeholder', 'hidden-value', 'SETTING_MISSING', false],
    ['plain HTTP', 'http://hidden-value.example/', 'SETTING_MISSING', false],
    ['another protocol', 'file:///hidden-value', 'SETTING_MISSING', false],
  ];
  for (const [name, answer, code, transient] of failures) {
    it(`says what is wrong with ${name}, naming the parameter and not its value`, async () => {
      const failure = await rejection(source(answer).read());

      assert.equal(failure.code, code);
      assert.equal(failure.transient, transient);
      assert.deepEqual(failure.ids, { parameter: '/configmend/slack' });
      assert.include(failure.message, '/configmend/slack');
      assert.notInclude(failure.message, 'hidden-value');
    });
  }

  it('reads a secret by the name that Parameter Store passes through', async () => {
    const { read, send } = sourceOf(reference, first);

    assert.equal(await read(), first);
    sinon.assert.calledWithMatch(send, { input: { Name: reference, WithDecryption: true } });
  });

  const bySecret: [string, string | undefined | Error, string, boolean, RegExp][] = [
    ['no such secret', named('ParameterNotFound'), 'SETTING_MISSING', false, /secret .* does not exist/],
    [
      'no permission for the secret',
      named('ValidationException'),
      'READ_FAILED',
      false,
      /it exists, and secretsmanager:GetSecretValue/,
    ],
    ['no permission for the reference', named('AccessDeniedException'), 'READ_FAILED', false, /ssm:GetParameter/],
    ['throttling', named('ThrottlingException'), 'READ_FAILED', true, /ThrottlingException/],
    ['a secret of bytes', undefined, 'SETTING_MISSING', false, /holds no webhook URL/],
    [
      'a secret of keys and values',
      `{"url":"${first}/hidden-value"}`,
      'SETTING_MISSING',
      false,
      /store it as plain text/,
    ],
    ['a secret of something else', 'hidden-value', 'SETTING_MISSING', false, /holds no webhook URL/],
  ];
  for (const [name, answer, code, transient, says] of bySecret) {
    it(`says what is wrong with ${name}, naming the reference and nothing of what it holds`, async () => {
      const failure = await rejection(sourceOf(reference, answer).read());

      assert.equal(failure.code, code);
      assert.equal(failure.transient, transient);
      assert.match(failure.message, says);
      assert.include(failure.message, reference);
      assert.notInclude(JSON.stringify([failure.message, failure.ids]), 'hidden-value');
      assert.notInclude(failure.message, 'hooks.slack.com');
    });
  }

  for (const url of ['http://127.0.0.1:4010/slack', 'http://[::1]:4010/slack', 'http://localhost:4010/slack']) {
    it(`takes ${url}: loopback does not leave the machine`, async () => {
      assert.equal(await source(url).read(), url);
    });
  }
});
