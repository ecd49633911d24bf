import { EC2Client } from '@aws-sdk/client-ec2';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { assert } from 'chai';
import { CommanderError } from 'commander';
import '../../cli/quiet-sdk.ts';
import { createProgram } from '../../cli/program.ts';
import { Failure, type FailureCode } from '../../contract/failure.ts';
import { exemptionReader } from '../../exemptions/read-exemptions.ts';
import { renderTelling } from '../../notifier/render-telling.ts';
import { createSlackSender } from '../../notifier/slack.ts';
import { createQueue } from '../../queue/queue.ts';
import { createSecurityGroupReader } from '../../resources/security-group-reader.ts';
import { parameterGate } from '../../safety/gate.ts';
import { createLedger, ledgerKey } from '../../safety/ledger.ts';
import { printed } from '../support/cli.ts';
import { exemption } from '../support/exemptions.ts';
import { exemptionBucket } from '../support/exemption-bucket.ts';
import { complianceChange } from '../support/notices.ts';
import { objectBucket } from '../support/object-bucket.ts';
import { action, entry, entryId } from '../support/restore.ts';
import { groupId } from '../support/security-groups.ts';
import { answering } from './support/answering.ts';
import { groupsAnswer, groupsXml, groupXml } from './support/aws-answers.ts';
import { deep } from './support/bent.ts';
import { withSubcommands } from './support/cli-words.ts';
import { answerOf } from './support/fuzz.ts';
import { assertNoSecret, secrets } from './support/secrets.ts';

type Case = readonly [what: string, input: unknown];

const aws = answering();
const json = answering('application/x-amz-json-1.0');
const where = { accountId: '123456789012', region: 'eu-west-1', partition: 'aws' };
const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/q';

async function readList(content: unknown): Promise<unknown> {
  const bucket = exemptionBucket();
  bucket.set('exemptions/added.json', content);
  const reading = await exemptionReader(bucket.client, 'ledger')();
  if (reading.kind === 'unreadable') throw reading.failure;
  return reading.list;
}

function readEntry(content: unknown): Promise<unknown> {
  return createLedger(objectBucket({ [ledgerKey(entryId)]: content }).client, 'ledger').read(entryId);
}

async function readGroup(body: unknown): Promise<unknown> {
  aws.answer(() => ({ status: 200, body: String(body) }));
  const { failed, found } = await createSecurityGroupReader(new EC2Client(aws.config), where).read([groupId]);
  const failure = failed.get(groupId);
  if (failure !== undefined) throw failure;
  return found;
}

function received(body: unknown): Promise<unknown> {
  json.answer(() => ({ status: 200, body: String(body) }));
  const options = { queueUrl, deadLetterQueueUrl: queueUrl, holdSeconds: 30 };
  return createQueue(new SQSClient(json.config), options).receive(0);
}

function gate(body: unknown): Promise<unknown> {
  json.answer(() => ({ status: 200, body: String(body) }));
  return parameterGate(new SSMClient(json.config), '/gate')();
}

function post(answer: unknown): Promise<unknown> {
  const fetch = (): Promise<Response> =>
    answer instanceof Error ? Promise.reject(answer) : Promise.resolve((answer as () => Response)());
  const sender = createSlackSender({ webhookUrl: secrets.webhookUrl, wait: () => Promise.resolve(), fetch });
  return sender.send(renderTelling(complianceChange()));
}
const answered =
  (status: number, body: string, headers = {}) =>
  (): Response =>
    new Response(body, { status, headers });

const list = (...exemptions: readonly unknown[]): unknown => ({ version: 1, exemptions });
const record = (overrides: object): unknown => ({ ...entry(), ...overrides });

const refused: readonly (readonly [string, FailureCode, (input: unknown) => Promise<unknown>, readonly Case[]])[] = [
  [
    'a file of exemptions',
    'EXEMPTIONS_UNREADABLE',
    readList,
    [
      ['that is empty', ''],
      ['that begins with a byte order mark', '\uFEFF{"version":1,"exemptions":[]}'],
      ['that is a list', [exemption()]],
      ['of a version to come', { ...Object(list()), version: 2 }],
      ['nested 100,000 deep', '['.repeat(100_000)],
      ['with a field more', list({ ...exemption(), approvedBy: 'root' })],
      ['of a day that there is not', list(exemption({ expires: '2026-02-31' }))],
      ['of no end', list({ ...exemption(), expires: undefined })],
      ['of no owner', list(exemption({ owner: '' }))],
      ['of an owner of two lines', list(exemption({ owner: 'sam\nROOT' }))],
      ['of a port in other digits', list(exemption({ port: '٢٢' }))],
      ['of an address that is none', list(exemption({ cidr: '0.0.0.0/33' }))],
      ['with one that can be read beside one that cannot', list(exemption(), { ...exemption(), id: 7 })],
    ],
  ],
  [
    'a record of the ledger',
    'READ_FAILED',
    readEntry,
    [
      ['that is null', null],
      ['that is a list', [entry()]],
      ['of a version to come', record({ version: 3 })],
      ['without actions', record({ actions: undefined })],
      ['whose action is nothing', record({ actions: [null] })],
      ['begun at no time', record({ startedAt: 'now' })],
      ['of an outcome that nobody knows', record({ actions: [{ ...action(), outcome: 'undone' }] })],
      ['whose state before is deep', record({ actions: [{ ...action(), before: deep(1000) }] })],
    ],
  ],
  [
    'an answer of EC2',
    'READ_FAILED',
    readGroup,
    [
      ['that is empty', ''],
      ['that is JSON', '{"SecurityGroups":[]}'],
      ['that is a page of a proxy', '<html><body>Please sign in</body></html>'],
      ['that ends early', groupsXml.slice(0, 400)],
      ['of a port that is text', groupsXml.replaceAll('<fromPort>22', '<fromPort>ssh')],
      ['of a port beyond the last', groupsXml.replaceAll('<toPort>22', '<toPort>65536')],
      ['of an address that is none', groupsXml.replaceAll('0.0.0.0/0', '0.0.0.0/33')],
      ['of a group without an id', groupsAnswer(groupXml('').replace('<groupId></groupId>', ''))],
    ],
  ],
  [
    'an answer of SQS',
    'READ_FAILED',
    received,
    [
      ['that is no JSON', '<html/>'],
      ['that ends early', '{"Messages":['],
      ['of messages that are text', '{"Messages":"none"}'],
      ['of a message that is a number', '{"Messages":[7]}'],
      [
        'of a message that came otherwise than it was sent',
        '{"Messages":[{"MessageId":"m","Body":"{}","MD5OfBody":"0"}]}',
      ],
    ],
  ],
  [
    'an answer of SSM',
    'GATE_UNREADABLE',
    gate,
    [
      ['that is no JSON', '<true/>'],
      ['that ends early', '{"Parameter":{'],
    ],
  ],
  [
    'an answer to the webhook',
    'SLACK_REJECTED',
    post,
    [
      ['that is a page with the address', answered(403, `<a href="${secrets.webhookUrl}">`)],
      ['that leads elsewhere', answered(302, '', { location: secrets.webhookUrl })],
      ['that the address is gone', answered(410, `no ${secrets.webhookToken}`)],
    ],
  ],
  [
    'an answer to the webhook',
    'SLACK_UNAVAILABLE',
    post,
    [
      [
        'that never comes',
        Object.assign(new TypeError(`connect ${secrets.webhookUrl}`), { cause: { code: 'ETIMEDOUT' } }),
      ],
      ['that asks to wait for ever', answered(429, 'slow', { 'retry-after': '9'.repeat(400) })],
      ['that asks to wait since yesterday', answered(429, 'slow', { 'retry-after': '-86400' })],
    ],
  ],
];

const commands: readonly (readonly [what: string, ...words: string[]])[] = [
  ['no such command', 'destroy'],
  ['a command of JavaScript', '__proto__'],
  ['an option of JavaScript', 'scan', '--__proto__=1'],
  ['a port in other digits', 'console', '--port', '٨٠٨٠'],
  ['a port in hex', 'demo', '--port', '0x50'],
  ['a region that climbs', 'scan', '--region', '../eu-west-1'],
  ['an account in other digits', 'history', '--account', '١٢٣٤٥٦٧٨٩٠١٢'],
  ['a day that there is not', 'history', '--since', '2026-02-31'],
  ['a time of no length', 'restore', '20261120T233800Z-0a1b2c3d.0', '--exempt-for', '0d'],
  ['an action that climbs', 'restore', '../../accounts.0', '--yes'],
  ['a rule of JavaScript', 'scan', '--region', 'eu-west-1', '--rule', 'constructor'],
  ['no queue', 'dead-letters', 'list', '--queue', 'file:///etc/passwd'],
  ['a file that is a folder', 'exemptions', 'check', '/'],
  ['a report that is a folder', 'scan', '--region', 'eu-west-1', '--html', '/'],
];

describe('the corpus of bad input at the edges', () => {
  for (const [boundary, code, read, cases] of refused) {
    for (const [what, input] of cases) {
      it(`${boundary} ${what} is refused with ${code}`, async () => {
        const ended = await answerOf(() => read(input));

        assert.instanceOf(ended, Failure);
        assert.propertyVal(ended, 'code', code);
        assertNoSecret(String(ended instanceof Failure ? ended.stack : ''));
      });
    }
  }

  it('an answer of EC2 of a billion laughs is read without them', async () => {
    const laughs = `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(50)}"><!ENTITY b "${'&a;'.repeat(50)}">]>`;

    const found = await readGroup(`${laughs}${groupsXml.replaceAll('temporary', '&b;')}`);

    assert.notInclude(JSON.stringify([...(found as Map<string, unknown>).values()]), 'a'.repeat(50));
  });

  it('an answer of SSM opens the gate by one word, and by none that is like it', async () => {
    const opened: unknown[] = [];
    for (const Value of ['True', ' true', 'true\n', '1', true, ['true'], null])
      opened.push(await gate(JSON.stringify({ Parameter: { Value } })));

    assert.deepEqual(new Set(opened), new Set([false]));
  });

  for (const [what, ...words] of commands) {
    it(`the command line refuses ${what}: ${words.join(' ')}`, async () => {
      const program = createProgram(printed());
      for (const command of withSubcommands(program))
        command.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });

      const ended = await program.parseAsync(words, { from: 'user' }).catch((error: unknown) => error);

      if (ended instanceof CommanderError) assert.equal(ended.exitCode, 1);
      else
        assert.include(['USAGE', 'FILE_UNREADABLE', 'FILE_NOT_WRITTEN'], ended instanceof Failure ? ended.code : ended);
    });
  }
});
