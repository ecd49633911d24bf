import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { Failure } from '../../contract/failure.ts';
import { Instruction } from '../../contract/instruction.ts';
import { answerOf } from '../fuzz/support/fuzz.ts';
import { loggedBy } from '../fuzz/support/secrets.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';
import { type Call, inputsOf } from '../support/aws.ts';
import { asApiItem } from '../support/security-group-forms.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';
import { changeEvent, groupItem, oversizedEvent, scheduledEvent } from '../support/rule-events.ts';
import { ruleHandler } from '../support/rule-handler.ts';

const stranger = '999988887777';
const hub = '123456789012';
const member = memberAccount().id;
const functionRegion = 'eu-west-1';
const accounts = fc.constantFrom(hub, member, member, stranger, '', '12', '*', '__proto__');
const regions = fc.constantFrom('eu-west-1', 'eu-west-1', 'us-east-1', 'af-south-1', '', '../x');
const unsaid = fc.constantFrom(null, undefined, '');

/** An event that anybody could send who may invoke the function: each place that names an account or a region names one of its own. */
interface Forged {
  readonly of: 'change' | 'oversized' | 'scheduled';
  /** Whose the item says that the resource is, and where: in the field that counts, and in its other parts. */
  readonly resource: string;
  readonly region: string;
  readonly within: string;
  /** Whose the event says that the rule is, in either field. */
  readonly owner: string | null | undefined;
  readonly rule: string | null | undefined;
  readonly ruleRegion: string;
}
const arbitraryEvent: fc.Arbitrary<Forged> = fc
  .record({
    of: fc.constantFrom('change' as const, 'change' as const, 'oversized' as const, 'scheduled' as const),
    resource: accounts,
    region: regions,
    within: accounts,
    owner: fc.oneof(accounts, unsaid),
    rule: fc.oneof(accounts, unsaid),
    ruleRegion: regions,
    /** Half of them agree in all but a part, or nearly all would be refused for the first that does not. */
    agreeing: fc.constantFrom('none', 'owner', 'rule', 'both', 'both'),
  })
  .map(({ agreeing, ...given }) => ({
    ...given,
    ...(agreeing === 'owner' || agreeing === 'both' ? { owner: given.resource } : {}),
    ...(agreeing === 'rule' || agreeing === 'both' ? { rule: given.resource } : {}),
  }));

function eventOf({ of, resource, region, within, owner, rule, ruleRegion }: Forged): Record<string, unknown> {
  const arn = rule ? `arn:aws:config:${ruleRegion}:${rule}:config-rule/config-rule-abc123` : rule;
  const overrides = { accountId: owner, configRuleArn: arn };
  const about = {
    awsAccountId: resource,
    awsRegion: region,
    ARN: `arn:aws:ec2:${region}:${within}:security-group/sg-1`,
  };
  if (of === 'change') {
    const { configuration } = groupItem();
    return changeEvent(
      groupItem({ ...about, configuration: { ...Object(configuration), ownerId: within } }),
      overrides,
    );
  }
  if (of === 'oversized') return oversizedEvent(about, overrides);
  const invokingEvent = JSON.stringify({
    awsAccountId: resource,
    notificationCreationTime: '2026-11-20T11:00:00.000Z',
    messageType: 'ScheduledNotification',
  });
  return scheduledEvent({ ...overrides, invokingEvent });
}

/** What AWS answers whoever asks, with the credentials and in the region that he asks with: an open group, of there. */
function judging({ resource, region, rule, ruleRegion }: Forged) {
  const place = { accountId: resource, region: rule ? ruleRegion : functionRegion };
  const group = securityGroup([ingress('tcp', 22, '0.0.0.0/0')], { ...place, id: 'sg-1' });
  const assumed: string[] = [];
  const made = ruleHandler({
    accounts: accountsOf(memberAccount()),
    groups: [group],
    config: { GetResourceConfigHistory: { configurationItems: [asApiItem({ ...group, region })] } },
    sessions: async (_, accountId) => {
      assumed.push(accountId);
      return {};
    },
  });
  return { ...made, assumed, place };
}

const Sent = v.object({ Entries: v.array(v.object({ MessageBody: v.string() })) });

function instructionsIn(sent: readonly Call[]): Instruction[] {
  return inputsOf(sent, 'SendMessageBatch').flatMap((input) =>
    v.parse(Sent, input).Entries.map(({ MessageBody }) => v.parse(Instruction, JSON.parse(MessageBody))),
  );
}

const ours = (accountId: string, region: string): boolean =>
  (accountId === hub && region === functionRegion) ||
  (accountId === member && memberAccount().regions.includes(region));

describe('a forged invocation of a rule', () => {
  it('is refused with a code, or all that it says of account and region is that of what it is about', async () => {
    const ends = { refused: 0, judged: 0, queued: 0 };
    await fc.assert(
      fc.asyncProperty(arbitraryEvent, async (given) => {
        const { handle, calls, sent, assumed, place, configIn } = judging(given);
        let ended: unknown;
        await loggedBy(async () => {
          ended = await answerOf(() => handle(eventOf(given)));
        });

        for (const accountId of assumed) assert.equal(accountId, given.resource, 'judged with another’s credentials');
        if (ended instanceof Failure) {
          assert.match(ended.code, /^[A-Z_]+$/);
          assert.deepEqual(inputsOf(calls, 'PutEvaluations'), []);
          assert.deepEqual(sent, []);
          ends.refused += 1;
          return;
        }
        if (given.owner) assert.equal(given.owner, given.resource);
        if (given.rule) assert.equal(given.rule, given.resource);
        assert.isTrue(ours(place.accountId, place.region), 'it is of an account or region that is not ours');
        assert.deepEqual(
          configIn.args.map(([region]) => region),
          [place.region],
          'a verdict for the rule of another region',
        );
        assert.deepEqual(assumed, given.resource === hub ? [] : [given.resource]);
        for (const { resource } of instructionsIn(sent)) {
          // An item's region is taken as it is given; of one that is not ours the remediator makes no call.
          const region = given.of === 'scheduled' ? place.region : given.region;
          assert.deepEqual([resource.accountId, resource.region], [given.resource, region]);
          ends.queued += 1;
        }
        ends.judged += 1;
      }),
      { numRuns: 800 },
    );
    if (process.env['PROPERTY_PATH'] !== undefined) return;
    for (const [what, times] of Object.entries(ends)) assert.isAbove(times, 50, what);
  });

  it('is judged where it is none: the test before would see a role, and a verdict', async () => {
    const own: Forged = {
      of: 'change',
      resource: member,
      region: 'us-east-1',
      within: member,
      owner: member,
      rule: member,
      ruleRegion: 'us-east-1',
    };
    const { handle, operations, assumed } = judging(own);

    await loggedBy(() => handle(eventOf(own)));

    assert.deepEqual(assumed, [member]);
    assert.deepEqual(operations(), ['PutEvaluations', 'SendMessageBatch']);
  });
});
