import { assert } from 'chai';
import * as fc from 'fast-check';
import { Failure } from '../../contract/failure.ts';
import { answerOf } from '../fuzz/support/fuzz.ts';
import { loggedBy } from '../fuzz/support/secrets.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';
import { inputsOf } from '../support/aws.ts';
import { changeEvent, groupItem, oversizedEvent, scheduledEvent } from '../support/rule-events.ts';
import { ruleHandler } from '../support/rule-handler.ts';

const stranger = '999988887777';
const hub = '123456789012';
const member = memberAccount().id;
const accounts = fc.constantFrom(hub, member, stranger, '', '12', '*', '__proto__');
const regions = fc.constantFrom('eu-west-1', 'us-east-1', 'af-south-1', '', '../x');

/** An event that anybody could send who may invoke the function: each place that names an account names another. */
const forged = fc.record({
  of: fc.constantFrom('change', 'oversized', 'scheduled'),
  resource: accounts,
  owner: fc.oneof(accounts, fc.constantFrom(null, undefined)),
  rule: fc.oneof(accounts, fc.constantFrom(null, undefined)),
  region: regions,
});
type Forged = typeof forged extends fc.Arbitrary<infer T> ? T : never;

function eventOf({ of, resource, owner, rule, region }: Forged): Record<string, unknown> {
  const arn = typeof rule === 'string' ? `arn:aws:config:${region}:${rule}:config-rule/config-rule-abc123` : rule;
  const overrides = { accountId: owner, configRuleArn: arn };
  if (of === 'change') return changeEvent(groupItem({ awsAccountId: resource }), overrides);
  if (of === 'oversized') return oversizedEvent({ awsAccountId: resource }, overrides);
  const invokingEvent = JSON.stringify({
    awsAccountId: resource,
    notificationCreationTime: '2026-11-20T11:00:00.000Z',
    messageType: 'ScheduledNotification',
  });
  return scheduledEvent({ ...overrides, invokingEvent });
}

describe('a forged invocation of a rule', function () {
  it('assumes no role, reports nothing and queues nothing for whoever is no member', () =>
    fc.assert(
      fc.asyncProperty(forged, async (given) => {
        const assumed: string[] = [];
        const { handle, calls, sent } = ruleHandler({
          accounts: accountsOf(memberAccount()),
          config: { GetResourceConfigHistory: { configurationItems: [] } },
          sessions: async (_, accountId) => {
            assumed.push(accountId);
            return {};
          },
        });

        let ended: unknown;
        await loggedBy(async () => {
          ended = await answerOf(() => handle(eventOf(given)));
        });

        assert.notInclude(assumed, stranger);
        for (const accountId of assumed) assert.equal(accountId, given.resource, 'judged with another’s credentials');
        if (given.resource !== stranger && !(ended instanceof Failure)) {
          assert.include([hub, member], given.resource);
          return;
        }
        assert.instanceOf(ended, Failure);
        assert.deepEqual(inputsOf(calls, 'PutEvaluations'), []);
        assert.deepEqual(sent, []);
      }),
      { numRuns: 500 },
    ));

  it('is judged where it is none: the test before would see a role, and a verdict', async () => {
    const roles: string[] = [];
    const { handle, operations } = ruleHandler({
      accounts: accountsOf(memberAccount()),
      sessions: async (_, accountId) => {
        roles.push(accountId);
        return {};
      },
    });
    const own = { of: 'change', resource: member, owner: member, rule: member, region: 'eu-west-1' } as const;

    await loggedBy(() => handle(eventOf(own)));

    assert.deepEqual(roles, [member]);
    assert.deepEqual(operations(), ['PutEvaluations', 'SendMessageBatch']);
  });
});
