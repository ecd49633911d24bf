import { inspect } from 'node:util';
import { assert } from 'chai';
import { membershipOf, accountWords } from '../../accounts/membership.ts';
import { classifyError } from '../../aws/classify-error.ts';
import { bindRules } from '../../cli/bind-rules.ts';
import { explainReason } from '../../cli/dead-letters/explain.ts';
import { exemptionFaults } from '../../cli/exemption-faults.ts';
import { readScanInput } from '../../cli/scan-input.ts';
import { accountsReader } from '../../accounts/read-accounts.ts';
import { Failure } from '../../contract/failure.ts';
import { initialNoOpTally, type NoOpTally, noOpsSince, withNoOps } from '../../contract/no-op-tally.ts';
import { parseInstruction } from '../../coordinator/read-message.ts';
import { exemptionReader } from '../../exemptions/read-exemptions.ts';
import { selects } from '../../exemptions/selects.ts';
import { parseApiCall } from '../../fast-path/api-call.ts';
import { watchedType } from '../../fast-path/watched-calls.ts';
import { aboutOf } from '../../notifier/about.ts';
import { baselineLines } from '../../notifier/email/baseline.ts';
import { notifierSettings } from '../../notifier/notifier-settings.ts';
import { outboxMessages } from '../../notifier/outbox-event.ts';
import { parseEvent } from '../../notifier/parse-event.ts';
import { readPolicy } from '../../publicness/policy-document.ts';
import { judgesFrom } from '../../remediators/judges.ts';
import { parseConfigurationItem } from '../../resources/configuration-item.ts';
import { fromItem } from '../../resources/from-item.ts';
import { ruleOf, rules } from '../../rules/registry.ts';
import { parseRuleEvent } from '../../rules/rule-event.ts';
import { createLedger, ledgerKey } from '../../safety/ledger.ts';
import { createSafetyStore } from '../../safety/safety-store.ts';
import { initialSafetyState } from '../../contract/safety-state.ts';
import { answerOf } from '../fuzz/support/fuzz.ts';
import { apiItems, streamItems } from '../fuzz/support/items.ts';
import { accountsOf } from '../support/accounts.ts';
import { apiCallEvent } from '../support/api-calls.ts';
import { awsError } from '../support/aws.ts';
import { allow, itemAcl, policy, streamItem } from '../support/buckets.ts';
import { exemption } from '../support/exemptions.ts';
import { exemptionBucket } from '../support/exemption-bucket.ts';
import { accountId, groupIdentity, instruction, region } from '../support/instructions.ts';
import { complianceChange, configMessage, outcomeNotice, snsEvent } from '../support/notices.ts';
import { outboxEvent } from '../support/outbox.ts';
import { entry, entryId } from '../support/restore.ts';
import { changeEvent, groupItem, permission } from '../support/rule-events.ts';

const poisons: readonly (readonly [string, unknown])[] = [
  ['__proto__', { polluted: true, isAdmin: true }],
  ['constructor', { prototype: { polluted: true } }],
  ['prototype', { polluted: true }],
  ['__proto__.polluted', true],
  ['toString', 'polluted'],
  ['hasOwnProperty', 'polluted'],
];

/** The same with that key in every object, also within JSON that a string holds. */
function poisoned(value: unknown, [key, poison]: readonly [string, unknown]): unknown {
  if (typeof value === 'string' && /^[[{]/.test(value))
    return JSON.stringify(poisoned(JSON.parse(value), [key, poison]));
  if (Array.isArray(value)) return value.map((element) => poisoned(element, [key, poison]));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, poisoned(member, [key, poison])]);
  return Object.fromEntries([...members, [key, poison]]) as unknown;
}

const bucket = exemptionBucket();
const ledgerOf = (key: string, content: unknown): void => bucket.set(key, content);
const declared = { version: 1, maxDays: 90, tagExemptions: true, exemptions: [exemption()] };

const boundaries: readonly (readonly [string, unknown, (given: unknown) => unknown])[] = [
  ['rule events', changeEvent(streamItems[3]), (event) => parseRuleEvent(event)],
  ['items of the stream', streamItems[3], (item) => fromItem(parseConfigurationItem(item))],
  ['items of the API', apiItems[1], (item) => fromItem(parseConfigurationItem(item))],
  ['queue messages', instruction(), (body) => parseInstruction(JSON.stringify(body))],
  ['CloudTrail events', apiCallEvent(), (event) => parseApiCall(event)],
  ['SNS records', snsEvent(configMessage(), outcomeNotice()), (event) => parseEvent(event)],
  ['outbox records', outboxEvent(outcomeNotice()), (event) => outboxMessages(event)],
  [
    'parameters',
    { 'security-group-restricted-ports': { ports: '22' } },
    (given) => judgesFrom(JSON.stringify(given), rules),
  ],
  ['policies', JSON.parse(policy(allow())), (given) => readPolicy(JSON.stringify(given))],
  ['files to scan', { configurationItems: streamItems }, (content) => readScanInput(content, 'x')],
  ['exemption files', [exemption()], (entries) => exemptionFaults(entries as unknown[], 90)],
  [
    'exemption lists',
    declared,
    (content) => {
      ledgerOf('exemptions/declared.json', content);
      return exemptionReader(bucket.client, 'ledger')();
    },
  ],
  [
    'accounts',
    accountsOf(),
    (content) => {
      ledgerOf('accounts.json', content);
      return accountsReader(bucket.client, 'ledger')();
    },
  ],
  [
    'ledger records',
    entry(),
    (content) => {
      ledgerOf(ledgerKey(entryId), content);
      return createLedger(bucket.client, 'ledger').read(entryId);
    },
  ],
  [
    'safety states',
    initialSafetyState,
    (content) => {
      ledgerOf('safety/state.json', content);
      return createSafetyStore(bucket.client, 'ledger').read();
    },
  ],
  [
    'settings',
    { 's3-bucket-public-access': 'critical' },
    (content) =>
      notifierSettings({
        SLACK_WEBHOOK_PARAMETER: '/x',
        OUTBOX_URL: 'x',
        OUTBOX_DEAD_LETTERS_URL: 'x',
        SLACK_ROUTES: '[]',
        OWNER_TAG: 'owner',
        RULE_SEVERITIES: JSON.stringify(content),
      }),
  ],
];

describe('keys that mean something to JavaScript', () => {
  for (const [what, sample, read] of boundaries) {
    it(`change nothing but themselves in ${what}`, async () => {
      const before = Reflect.ownKeys(Object.prototype);
      for (const poison of poisons) {
        const given = poisoned(sample, poison);

        await answerOf(() => read(given));

        assert.deepEqual(Reflect.ownKeys(Object.prototype), before, poison[0]);
        assert.notProperty({}, 'polluted');
        assert.notProperty([], 'polluted');
        assert.notProperty(() => undefined, 'polluted');
      }
    });

    it(`leave what is well-formed as it is: ${what}`, async () => {
      const ended = await answerOf(() => read(sample));

      assert.notInstanceOf(ended, Error);
    });
  }
});

/** What every object of JavaScript answers to, and never by one of ours. */
const inherited = ['toString', 'constructor', '__proto__', 'hasOwnProperty', 'valueOf', 'isPrototypeOf'];
const unknown = 'noSuchName';

/** An object that has this key itself, `__proto__` as well. */
const keyed = (name: string, value: unknown): Record<string, unknown> => Object.fromEntries([[name, value]]);
const itemOf = (item: unknown): unknown => fromItem(parseConfigurationItem(item));
const aclItem = (grant: object): unknown =>
  streamItem({ supplementary: { AccessControlList: itemAcl({ grantee: 'AllUsers', permission: 'Read', ...grant }) } });
const severities = { 's3-bucket-public-access': 'critical' } as const;
const counted = (tally: NoOpTally, rule: string): NoOpTally =>
  withNoOps(tally, Object.fromEntries([[rule, 1]]), new Date('2026-11-20T12:00:00Z'));
const publicPolicy = { policyText: policy(allow()) };
const groupWith = (protocol: string): Record<string, unknown> => ({
  groupName: 'web',
  groupId: 'sg-1',
  ipPermissions: [permission(protocol, 22, 22, '0.0.0.0/0')],
  ipPermissionsEgress: [],
});

const lookups: readonly (readonly [what: string, look: (name: string) => unknown])[] = [
  ['a rule', (name) => ruleOf(name)],
  ['a rule asked for', (name) => bindRules([name], undefined)],
  ['a rule that parameters are for', (name) => judgesFrom(JSON.stringify(keyed(name, { ports: '22' })), rules)],
  [
    'a parameter of a rule',
    (name) => judgesFrom(JSON.stringify({ 'security-group-restricted-ports': keyed(name, '22') }), rules).size,
  ],
  ['the severity of a verdict', (name) => aboutOf(complianceChange({ rule: name }), severities)],
  ['the baseline of a rule', (name) => baselineLines([name], null, {})],
  ['an account', (name) => membershipOf(accountsOf(), { accountId: name, region })],
  ['the name of an account', (name) => accountWords(accountsOf(), name)],
  ['a region of an account', (name) => membershipOf(accountsOf(), { accountId, region: name })],
  ['a type of resource', (name) => itemOf(groupItem({ resourceType: name }))],
  ['a remediator', (name) => parseInstruction(JSON.stringify({ ...instruction(), remediator: name }))],
  ['a protocol', (name) => itemOf(groupItem({ configuration: groupWith(name) }))],
  ['a grantee', (name) => itemOf(aclItem({ grantee: name }))],
  ['a permission', (name) => itemOf(aclItem({ permission: name }))],
  ['a part of a bucket', (name) => itemOf(streamItem({ supplementary: keyed(name, publicPolicy) }))],
  ['an element of a statement', (name) => readPolicy(policy(allow(keyed(name, 'x'))))],
  ['an element of the only statement', (name) => readPolicy(JSON.stringify({ Statement: allow(keyed(name, 'x')) }))],
  ['a condition', (name) => readPolicy(policy(allow({ Condition: keyed(name, { 'aws:SourceIp': '10.0.0.1' }) })))],
  ['the key of a condition', (name) => readPolicy(policy(allow({ Condition: { StringEquals: keyed(name, 'x') } })))],
  ['a principal', (name) => readPolicy(policy(allow({ Principal: keyed(name, '*') })))],
  ['an event', (name) => watchedType({ eventSource: 'ec2.amazonaws.com', eventName: name })],
  ['the source of an event', (name) => watchedType({ eventSource: name, eventName: 'CreateBucket' })],
  ['the code of an error', (name) => classifyError(awsError(name))],
  ['the code of a dead letter', (name) => explainReason(name)],
  ['a tag that exempts', (name) => selects(exemption({ tag: name }), groupIdentity())],
  ['a tally', (name) => [...noOpsSince(counted(counted(initialNoOpTally, name), name), new Date(0))]],
];

/** What came of it, the name itself aside. */
async function answerTo(look: (name: string) => unknown, name: string): Promise<string> {
  const ended = await answerOf(() => look(name));
  const answer = ended instanceof Failure ? ended : ended.answer;
  const told =
    answer instanceof Failure
      ? `${answer.code} ${answer.message}`
      : inspect(answer, { depth: null, breakLength: Infinity, compact: false });
  return told.replaceAll(new RegExp(name, 'gi'), unknown);
}

describe('names that every object of JavaScript has', () => {
  for (const [what, look] of lookups) {
    it(`are like any other that is not known, for ${what}`, async () => {
      const usual = await answerTo(look, unknown);

      for (const name of inherited) assert.equal(await answerTo(look, name), usual, name);
    });
  }
});
