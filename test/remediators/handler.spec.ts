import { assert } from 'chai';
import * as sinon from 'sinon';
import { createRemediatorHandler } from '../../remediators/handler.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { securityGroupKind } from '../../resources/security-group-kind.ts';
import { rules } from '../../rules/registry.ts';
import { defaultLimits } from '../../safety/limits.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { batch, held, work } from '../support/instructions.ts';

const settings = {
  QUEUE_URL: 'https://sqs/remediation',
  DEAD_LETTER_QUEUE_URL: 'https://sqs/dead',
  NOTIFICATION_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:notices',
  GATE_PARAMETER: '/configmend/enable_auto_response',
  RULE_PARAMETERS: '{}',
  BREAKER_LIMITS: JSON.stringify(defaultLimits),
  LEDGER_BUCKET: 'the-ledger',
};
const context = { invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:remediator' };
const asked = batch([work(held())]);

describe('the Lambda of a remediator', () => {
  const apply = sinon.fake.rejects(new Error('not to be called'));
  const handle = createRemediatorHandler(securityGroupRemediator, securityGroupKind, rules, () => apply);
  const before = { ...process.env };
  beforeEach(() => Object.assign(process.env, settings));
  afterEach(() => {
    for (const name of Object.keys(settings)) delete process.env[name];
    Object.assign(process.env, before);
    sinon.assert.notCalled(apply);
  });

  for (const [what, event, field] of [
    ['nothing', undefined, 'the message'],
    ['another version', { ...asked, version: 2 }, 'version'],
    ['no work', { ...asked, work: [] }, 'work'],
    [
      'an instruction that cannot be read',
      { ...asked, work: [{ ...asked.work[0], messages: [{}] }] },
      'work.0.messages.0',
    ],
    ['a field of a version to come', { ...asked, approvedBy: 'someone' }, 'approvedBy'],
  ] as const) {
    it(`refuses a batch of ${what}, naming the field`, async () => {
      await assertRejects(handle(event, context), 'MESSAGE_INVALID', `remediation batch: ${field}`);
    });
  }

  it('quotes nothing of what it refuses', async () => {
    const failure = await assertRejects(
      handle({ ...asked, runId: { secret: 1 }, version: 'secret' }, context),
      'MESSAGE_INVALID',
    );

    assert.notInclude(failure.message, 'secret');
  });

  for (const name of Object.keys(settings)) {
    it(`does not start without ${name}`, async () => {
      process.env[name] = '';

      await assertRejects(handle(asked, context), 'SETTING_MISSING', name);
    });
  }

  for (const [what, limits, names] of [
    ['no JSON', '{', 'BREAKER_LIMITS is not JSON'],
    ['a limit of none', JSON.stringify({ ...defaultLimits, perRun: 0 }), 'perRun'],
    ['a limit missing', JSON.stringify({ ...defaultLimits, perHour: undefined }), 'perHour'],
  ] as const) {
    it(`does not start with limits that are ${what}`, async () => {
      process.env['BREAKER_LIMITS'] = limits;

      await assertRejects(handle(asked, context), 'SETTING_INVALID', names);
    });
  }

  it('does not start with parameters that it cannot read', async () => {
    process.env['RULE_PARAMETERS'] = '{"security-group-restricted-ports":{"ports":"ssh"}}';

    await assertRejects(handle(asked, context), 'PARAMETER_INVALID', 'ports="ssh"');
  });
});
