import { EC2Client } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { exemptionFaults } from '../../cli/exemption-faults.ts';
import { Failure } from '../../contract/failure.ts';
import type { LedgerEntry } from '../../contract/ledger-entry.ts';
import { exemptionReader } from '../../exemptions/read-exemptions.ts';
import { renderTelling } from '../../notifier/render-telling.ts';
import { createSlackSender } from '../../notifier/slack.ts';
import { createSecurityGroupReader } from '../../resources/security-group-reader.ts';
import { readLiveRules } from '../../resources/security-group-rule.ts';
import { createLedger, ledgerKey } from '../../safety/ledger.ts';
import { readHistory } from '../../safety/ledger-history.ts';
import { exemptionBucket } from '../support/exemption-bucket.ts';
import { exemption } from '../support/exemptions.ts';
import { complianceChange } from '../support/notices.ts';
import { objectBucket } from '../support/object-bucket.ts';
import { ruleId } from '../support/recorded-changes.ts';
import { action, entry, entryId } from '../support/restore.ts';
import { bucket } from '../support/buckets.ts';
import { groupId } from '../support/security-groups.ts';
import { answering } from './support/answering.ts';
import { groupsAnswer, groupXmlOf, rulesAnswer } from './support/aws-answers.ts';
import { answerOf } from './support/fuzz.ts';
import { costsWhatItWeighs, hostile } from './support/hostile.ts';
import { secrets } from './support/secrets.ts';
import { address, each } from './support/worked-group.ts';

/** Some 200 bytes each. */
const exemptions = (count: number) =>
  each(count, (at) => exemption({ id: `e-${at}`, resource: `sg-${at}`, port: '22', cidr: address(at) }));
const files = exemptionBucket();
const readExemptions = exemptionReader(files.client, 'ledger');

/** Some 400 bytes each. */
const record = (count: number): string =>
  JSON.stringify(entry(each(count, (at) => action({ id: `${entryId}.${at}` }))));
const policyOf = (bytes: number): string => JSON.stringify({ Statement: [], Id: 'x'.repeat(bytes) });
const recordOfText = (bytes: number): string =>
  JSON.stringify(entry([action({ before: bucket({ policy: policyOf(bytes) }) })]) satisfies LedgerEntry);
const kept = objectBucket();
const ledger = createLedger(kept.client, 'ledger');
const day = { since: new Date('2026-11-20T00:00:00Z'), until: new Date('2026-11-21T00:00:00Z') };

async function readRecord(text: string): Promise<void> {
  kept.objects.set(ledgerKey(entryId), text);
  await answerOf(() => ledger.read(entryId));
  await readHistory(kept.client, 'ledger', day);
}

const where = { accountId: '123456789012', region: 'eu-west-1', partition: 'aws' };
const ec2 = answering();
const client = new EC2Client(ec2.config);

async function readGroup(body: string): Promise<void> {
  ec2.answer(() => ({ status: 200, body }));
  const { found } = await createSecurityGroupReader(client, where).read([groupId]);
  assert.isTrue(found.has(groupId));
}

async function readRules(body: string): Promise<void> {
  ec2.answer(() => ({ status: 200, body }));
  assert.isNotEmpty((await readLiveRules(client, [groupId])).get(groupId));
}

const range = (at: number): string =>
  `<item><cidrIp>${address(at)}</cidrIp><description>rule ${at}</description></item>`;
const permissionXml = (at: number, ranges: string): string =>
  `<item><ipProtocol>tcp</ipProtocol><fromPort>${at}</fromPort><toPort>${at}</toPort><ipRanges>${ranges}</ipRanges></item>`;
const groupOfPorts = (count: number): string =>
  groupsAnswer(groupXmlOf(groupId, each(count, (at) => permissionXml(at, range(at))).join('')));
const groupOfRanges = (count: number): string =>
  groupsAnswer(groupXmlOf(groupId, permissionXml(22, each(count, range).join(''))));
const ruleXml = (at: number): string =>
  `<item><securityGroupRuleId>${ruleId(at)}</securityGroupRuleId><groupId>${groupId}</groupId><isEgress>false</isEgress><ipProtocol>tcp</ipProtocol><fromPort>${at}</fromPort><toPort>${at}</toPort><cidrIpv4>${address(at)}</cidrIpv4></item>`;

const { webhookUrl } = secrets;
const message = renderTelling(complianceChange());

/** Refused for good, with this answer. */
async function posted(body: string): Promise<void> {
  const fetch = (): Promise<Response> => Promise.resolve(new Response(body, { status: 403 }));
  const ended = await answerOf(() => createSlackSender({ webhookUrl, fetch }).send(message));
  assert.instanceOf(ended, Failure);
}

describe('what is read costs no more than it weighs', function () {
  costsWhatItWeighs([
    hostile(
      'an exemption file of 1 MB',
      2500,
      (count) => ({ version: 1, exemptions: exemptions(count) }),
      async (file) => {
        files.set('exemptions/added.json', file);
        assert.equal((await readExemptions()).kind, 'read');
      },
    ),
    hostile(
      '20,000 exemptions of which nothing is right',
      10_000,
      (count) => ({ version: 1, exemptions: each(count, () => ({ id: 1 })) }),
      async (file) => {
        files.set('exemptions/added.json', file);
        assert.equal((await readExemptions()).kind, 'unreadable');
      },
    ),
    hostile('an exemption file of 1 MB, checked', 2500, exemptions, (file) => exemptionFaults(file, 90)),
    hostile('a ledger record of 1 MB of actions', 1000, record, readRecord),
    hostile('a ledger record of 1 MB that is one text', 500_000, recordOfText, readRecord),
    hostile(
      'a ledger record of 100,000 actions that are none',
      50_000,
      (count) => JSON.stringify({ actions: each(count, () => 1) }),
      readRecord,
    ),
    hostile('the answer of EC2 about a group of 1,000 rules', 500, groupOfPorts, readGroup),
    hostile('the answer of EC2 about 1,000 sources of one port', 500, groupOfRanges, readGroup),
    hostile(
      'the answer of EC2 of 1,000 rules by id',
      500,
      (count) => rulesAnswer(each(count, ruleXml).join('')),
      readRules,
    ),
    hostile('an answer of Slack of 1 MB', 500_000, (bytes) => 'x'.repeat(bytes), posted),
    hostile('an answer of Slack of 1 MB of spaces', 500_000, (bytes) => `${' \n'.repeat(bytes / 2)}x`, posted),
    hostile(
      'an answer of Slack of 1 MB that is our address',
      500_000,
      (bytes) => webhookUrl.repeat(bytes / webhookUrl.length),
      posted,
    ),
  ]);
});
