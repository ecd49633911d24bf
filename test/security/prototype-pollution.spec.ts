import { assert } from 'chai';
import { exemptionFaults } from '../../cli/exemption-faults.ts';
import { readScanInput } from '../../cli/scan-input.ts';
import { accountsReader } from '../../accounts/read-accounts.ts';
import { parseInstruction } from '../../coordinator/read-message.ts';
import { exemptionReader } from '../../exemptions/read-exemptions.ts';
import { parseApiCall } from '../../fast-path/api-call.ts';
import { notifierSettings } from '../../notifier/notifier-settings.ts';
import { outboxMessages } from '../../notifier/outbox-event.ts';
import { parseEvent } from '../../notifier/parse-event.ts';
import { readPolicy } from '../../publicness/policy-document.ts';
import { judgesFrom } from '../../remediators/judges.ts';
import { parseConfigurationItem } from '../../resources/configuration-item.ts';
import { fromItem } from '../../resources/from-item.ts';
import { rules } from '../../rules/registry.ts';
import { parseRuleEvent } from '../../rules/rule-event.ts';
import { createLedger, ledgerKey } from '../../safety/ledger.ts';
import { createSafetyStore } from '../../safety/safety-store.ts';
import { initialSafetyState } from '../../contract/safety-state.ts';
import { answerOf } from '../fuzz/support/fuzz.ts';
import { apiItems, streamItems } from '../fuzz/support/items.ts';
import { accountsOf } from '../support/accounts.ts';
import { apiCallEvent } from '../support/api-calls.ts';
import { allow, policy } from '../support/buckets.ts';
import { exemption } from '../support/exemptions.ts';
import { exemptionBucket } from '../support/exemption-bucket.ts';
import { instruction } from '../support/instructions.ts';
import { configMessage, outcomeNotice, snsEvent } from '../support/notices.ts';
import { outboxEvent } from '../support/outbox.ts';
import { entry, entryId } from '../support/restore.ts';
import { changeEvent } from '../support/rule-events.ts';

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
