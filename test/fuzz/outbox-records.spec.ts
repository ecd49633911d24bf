import { assert } from 'chai';
import * as fc from 'fast-check';
import { Failure } from '../../contract/failure.ts';
import type { Notice } from '../../contract/notice.ts';
import type { NotifierDeps } from '../../notifier/handler.ts';
import { createHandler } from '../../notifier/handler.ts';
import type { Email } from '../../notifier/email/email.ts';
import { outboxMessages } from '../../notifier/outbox-event.ts';
import { parseEvent } from '../../notifier/parse-event.ts';
import { noKnown } from '../../notifier/read-known.ts';
import { renderTelling } from '../../notifier/render-telling.ts';
import type { SlackMessage } from '../../notifier/slack-message.ts';
import { renderPlain } from '../../notifier/slack-text.ts';
import { assertFitsSlack } from '../notifier/assert-fits-slack.ts';
import { exemption } from '../support/exemptions.ts';
import {
  alarmMessage,
  configMessage,
  deadLetterNotice,
  eventBridgeEvent,
  graceNotice,
  outcomeNotice,
  snsEvent,
} from '../support/notices.ts';
import { outboxRecord } from '../support/outbox.ts';
import { bent, bentText } from './support/bent.ts';
import { answerOf, fuzz } from './support/fuzz.ts';
import { assertNoSecret, withSecrets } from './support/secrets.ts';

const at = '2026-11-20T10:15:30.123Z';
const place = { version: 1, accountId: '111122223333', region: 'eu-west-1', at } as const;
const { resource } = outcomeNotice();
const failure = { code: 'CHANGE_DENIED', message: 'AWS refused', next: 'see configmend dead-letters' };
const counts = { mended: 3, partlyMended: 0, failed: 1, restored: 0, interrupted: 0 };

const notices: readonly Notice[] = [
  outcomeNotice({ notes: ['revoked whole'], evidence: { eventName: 'AuthorizeSecurityGroupIngress', eventId: 'e-1' } }),
  outcomeNotice({ outcome: 'failed', failure }),
  graceNotice(),
  deadLetterNotice({ resource, remediator: 'security-group' }),
  { ...place, kind: 'breaker-tripped', cause: 'more than 20 an hour', runId: 'run-1' },
  { version: 1, kind: 'tug-of-war', resource, violation: 'tcp 22', mends: [{ at, actionId: 'a-1', actor: 'eve' }], at },
  { ...place, kind: 'exemption-expiring', exemption: exemption({ ticket: 'OPS-1' }), expires: at, days: 7 },
  { ...place, kind: 'exemptions-unreadable', failure },
  {
    version: 1,
    kind: 'restored',
    outcome: 'partly-restored',
    actionId: '20261120T120000Z-0000000f.0',
    restores: '20261120T080000Z-00000001.0',
    resource,
    rules: ['security-group-restricted-ports'],
    severity: 'high',
    actor: 'arn:aws:iam::111122223333:user/sam',
    before: ['tcp 22'],
    after: [],
    notes: [],
    exemptUntil: at,
    failure,
    at,
  },
  {
    ...place,
    kind: 'digest',
    since: at,
    gate: 'open',
    breaker: null,
    actions: counts,
    rules: [{ rule: 's3-bucket-public-access', actions: counts, nonCompliant: { resources: 25, orMore: true } }],
    queues: { waiting: 1, deadLetters: 0, failedInvocations: 0, untold: 0, undeliverable: 0 },
    exemptions: [{ id: 'partner', rule: 'r', owner: 'network', expires: at }],
    unread: [],
  },
];

const messages: readonly unknown[] = [...notices, configMessage(), alarmMessage(), eventBridgeEvent(configMessage())];
const { Records } = snsEvent(...messages);
/** As SNS hands it to a queue: the envelope of a notification, or with raw delivery the message alone. */
const bodies: readonly unknown[] = [...Records.map(({ Sns }) => Sns), ...messages];

/** The notifier over a Slack that takes everything, and an outbox that notes what becomes of its messages. */
function notifier() {
  const sent: SlackMessage[] = [];
  const emails: Email[] = [];
  const ended = new Map<string, string>();
  const logged: unknown[] = [];
  const deps: NotifierDeps = {
    channel: { parameter: '/configmend/slack', closedUntil: 0, send: async (message) => void sent.push(message) },
    email: { send: async (email) => void emails.push(email), closedUntil: 0, parameters: {} },
    known: noKnown,
    routed: new Map(),
    routes: [],
    ownerTag: 'owner',
    severities: { 's3-bucket-public-access': 'critical' },
    outbox: {
      delete: async (receipts) => receipts.forEach(({ messageId }) => ended.set(messageId, 'deleted')),
      giveBack: async (receipts) => receipts.forEach(({ messageId }) => ended.set(messageId, 'back')),
      passOn: async ({ messageId }) => void ended.set(messageId, 'passed on'),
      deadLetter: async ({ messageId }, _, { code, message }) => void ended.set(messageId, `${code}: ${message}`),
    },
    log: (level, message, fields) => logged.push(level, message, fields),
    now: () => Date.parse('2026-11-20T10:20:00Z'),
  };
  return { handle: createHandler(deps), sent, emails, ended, logged };
}

/** So many hostile bodies are in a batch at once, between two good ones: Lambda hands over ten at most. */
const bodiesAtOnce = 6;
const [first, last] = ['before', 'after'].map((id) => outboxRecord(alarmMessage({ AlarmName: `${id} alarm` }), id));

describe('fuzz: records of SNS and of the outbox', function () {
  it('are told, passed over or told as unreadable, each within Slack’s limits, and the neighbours are told', () =>
    fuzz({
      name: 'SNS and outbox records',
      share: 0.6,
      inputs: fc.array(withSecrets(bentText(bodies)), { minLength: bodiesAtOnce, maxLength: bodiesAtOnce }),
      perRun: bodiesAtOnce,
      async try(given) {
        // Lambda makes the record, and whoever may publish its body alone.
        const hostile = given.map((body, index) => outboxRecord(String(body), `hostile-${index}`));
        const { handle, sent, emails, ended, logged } = notifier();

        const told = await answerOf(() => handle({ Records: [first, ...hostile, last] }));

        assertNoSecret(JSON.stringify([sent, emails, [...ended.values()], logged]));
        // Amazon SNS API, Publish: what it takes for a subject.
        for (const { subject } of emails) assert.match(subject, /^[!-~][ -~]{0,98}$/);
        for (const message of sent) {
          assertFitsSlack(message);
          assertNoSecret(renderPlain(message));
        }
        const texts = sent.map(({ text }) => text).join('\n');
        if (told instanceof Failure) assert.fail(`the batch failed: ${told.message}`);
        assert.include(texts, 'before alarm');
        assert.include(texts, 'after alarm');
        for (const end of ended.values()) assert.notInclude(end, 'MESSAGE_INVALID', 'no message could be made of it');
        assert.deepEqual(told.answer, { batchItemFailures: [] });
        const [one] = outboxMessages({ Records: hostile.slice(0, 1) }) ?? [];
        return one?.announcements.some(({ kind }) => kind === 'unreadable') === true ? 'refused' : 'good';
      },
    }));

  it('of SNS are read one by one, whatever stands beside them', () =>
    fuzz({
      name: 'SNS and outbox records',
      share: 0.4,
      inputs: withSecrets(bent([...messages.map((one) => snsEvent(one, alarmMessage())), ...messages], 4)),
      try(event) {
        const announcements = parseEvent(event);

        for (const announcement of announcements) {
          const message = renderTelling(announcement);
          assertFitsSlack(message);
          assertNoSecret(JSON.stringify(message));
        }
        return announcements.some(({ kind }) => kind !== 'unreadable') ? 'good' : 'refused';
      },
    }));
});
