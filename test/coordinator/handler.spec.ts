import { assert } from 'chai';
import { handler } from '../../coordinator/handler.ts';
import { assertRejects } from '../support/assert-rejects.ts';

const settings = {
  QUEUE_URL: 'https://sqs/remediation',
  DEAD_LETTER_QUEUE_URL: 'https://sqs/dead',
  NOTIFICATION_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:notices',
  GATE_PARAMETER: '/configmend/enable_auto_response',
  LEDGER_BUCKET: 'ledger',
  REMEDIATORS: '{"security-group":"configmend-remediator-security-group"}',
  REMEDIATOR_SECONDS: '60',
};
const minute = { getRemainingTimeInMillis: () => 60_000 };

describe('the Lambda of the coordinator', () => {
  const before = { ...process.env };
  beforeEach(() => Object.assign(process.env, settings));
  afterEach(() => {
    for (const name of Object.keys(settings)) delete process.env[name];
    Object.assign(process.env, before);
  });

  for (const name of Object.keys(settings)) {
    it(`does not start without ${name}`, async () => {
      process.env[name] = '';

      const tenMinutes = { getRemainingTimeInMillis: () => 600_000 };

      await assertRejects(handler({}, tenMinutes), 'SETTING_MISSING', name);
    });
  }

  for (const value of ['soon', '0', '-1', 'Infinity', '60s']) {
    it(`does not start with REMEDIATOR_SECONDS=${value}, instead of having no time for ever`, async () => {
      process.env['REMEDIATOR_SECONDS'] = value;

      await assertRejects(handler({}, minute), 'SETTING_INVALID', `REMEDIATOR_SECONDS="${value}"`);
    });
  }

  for (const value of ['{', '[]x', '{"toaster":"f"}', '{"security-group":7}']) {
    it(`does not start with REMEDIATORS=${value}`, async () => {
      process.env['REMEDIATORS'] = value;

      await assertRejects(handler({}, minute), 'SETTING_INVALID', 'REMEDIATORS');
    });
  }

  it('says so where a remediator needs more time than the coordinator has', async () => {
    const failure = await assertRejects(handler({}, minute), 'SETTING_INVALID', 'leaves no time');

    assert.include(failure.message, 'REMEDIATOR_SECONDS=60');
  });
});
