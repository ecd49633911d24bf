import { assert } from 'chai';
import { placeOfRule } from '../../rules/place-of-rule.ts';
import { parseRuleEvent } from '../../rules/rule-event.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { changeEvent, groupItem, oversizedEvent, scheduledEvent } from '../support/rule-events.ts';

const arnOf = (accountId: string, region = 'eu-west-1') =>
  `arn:aws:config:${region}:${accountId}:config-rule/config-rule-abc123`;
const place = (event: unknown) => placeOfRule(parseRuleEvent(event), 'eu-west-1');
const home = { accountId: '123456789012', region: 'eu-west-1' };

describe('placeOfRule', () => {
  for (const [what, event] of [
    ['a change', changeEvent()],
    ['what was too large', oversizedEvent()],
    ['a schedule', scheduledEvent()],
    ['an event that names neither account nor ARN', changeEvent(groupItem(), { accountId: null, configRuleArn: null })],
    ['an event with an ARN alone', changeEvent(groupItem(), { accountId: null })],
  ] as const) {
    it(`knows the place of ${what}`, () => {
      assert.deepEqual(place(event), home);
    });
  }

  it('takes the region of the rule, not that of the function or of what changed', () => {
    const event = changeEvent(groupItem({ awsRegion: 'us-east-1' }), {
      configRuleArn: arnOf('123456789012', 'ap-south-1'),
    });

    assert.deepEqual(place(event), { accountId: '123456789012', region: 'ap-south-1' });
  });

  const secret = 'a-secret';
  for (const [what, event, text] of [
    ['a rule of another account', changeEvent(groupItem(), { accountId: '111122223333' }), 'accountId is not that'],
    [
      'the ARN of another account’s rule',
      changeEvent(groupItem(), { configRuleArn: arnOf('111122223333') }),
      'configRuleArn is not',
    ],
    ['an ARN that is none', changeEvent(groupItem(), { configRuleArn: secret }), 'configRuleArn is not'],
    ['an ARN of no region', changeEvent(groupItem(), { configRuleArn: arnOf('123456789012', '') }), 'no region'],
    ['an account that is none', changeEvent(groupItem({ awsAccountId: secret }), { accountId: secret }), 'no account'],
    ['another account in its text', changeEvent(groupItem(), { accountId: secret }), 'accountId is not that'],
  ] as const) {
    it(`refuses an event with ${what}, and quotes nothing of it`, async () => {
      const failure = await assertRejects(Promise.resolve(event).then(place), 'EVENT_UNREADABLE', text);

      assert.notInclude(JSON.stringify([failure.message, failure.ids]), secret);
    });
  }
});
