import { EventEmitter } from 'node:events';
import { SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import * as fc from 'fast-check';
import { letGo, showBreaker } from '../../cli/breaker.ts';
import { checkExemptions } from '../../cli/check-exemptions.ts';
import { explainDeadLetters, listDeadLetters, returnToQueue } from '../../cli/dead-letters/dead-letters.ts';
import { describeError } from '../../cli/end-of-process.ts';
import { exemptionsOfFile } from '../../cli/exemption-file.ts';
import { history } from '../../cli/history.ts';
import { inspect, type InspectOptions } from '../../cli/inspect/inspect.ts';
import { renderResult } from '../../cli/render-restore.ts';
import { processTerminal, type Terminal } from '../../cli/terminal.ts';
import { log } from '../../contract/log.ts';
import type { Notice } from '../../contract/notice.ts';
import { initialSafetyState, type SafetyState } from '../../contract/safety-state.ts';
import { blockKitHtml } from '../../notifier/block-html.ts';
import { renderEmail } from '../../notifier/email/render-email.ts';
import { nothingKnown } from '../../notifier/known.ts';
import { renderTelling } from '../../notifier/render-telling.ts';
import { renderPlain } from '../../notifier/slack-text.ts';
import { prepareRestore } from '../../restore/prepare-restore.ts';
import { treacherousTexts } from '../fuzz/support/bent.ts';
import { loggedBy } from '../fuzz/support/secrets.ts';
import { assertFitsSlack } from '../notifier/assert-fits-slack.ts';
import { answering, batchTaken, inTurn } from '../support/aws.ts';
import { printed, type TemporaryFiles, temporaryFiles } from '../support/cli.ts';
import { exemption } from '../support/exemptions.ts';
import { deadLetterMessage, inspected, inspectionWith, openGroup } from '../support/inspections.ts';
import { groupIdentity } from '../support/instructions.ts';
import { complianceChange, deadLetterNotice, graceNotice, outcomeNotice } from '../support/notices.ts';
import { action, actionId, entry, restoring } from '../support/restore.ts';
import { memorySafety } from '../support/safety.ts';

/** What somebody may have written where people only read: alone, after a word, in the middle of much. */
const written = fc
  .tuple(
    fc.constantFrom(...treacherousTexts, '<@U1>', '<!here|x>', '*_~`', '&lt;!channel&gt;'),
    fc.constantFrom('', 'web ', 'x'.repeat(120)),
    fc.string({ unit: 'binary', maxLength: 12 }),
  )
  .map(([text, before, after]) => `${before}${text}${after}`);

/** What moves a cursor or turns what is read; a line feed is the program's own. */
const unseen = /(?!\n)[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/u;

/** Every text of a notice that is not this program's own. */
function noticesWith(text: string): Notice[] {
  const resource = {
    ...outcomeNotice().resource,
    id: `sg-${text}`.slice(0, 700),
    arn: text,
    tags: { [text]: text, Name: text },
  };
  const said = { violations: [text, text], before: [text], after: [text], notes: [text], actor: text };
  const failure = { code: 'CHANGE_DENIED', message: text, next: text };
  const evidence = { eventName: text, sourceAddress: text, eventId: text };
  return [
    outcomeNotice({ ...said, resource, rules: [text], evidence, actionId: text }),
    outcomeNotice({ ...said, resource, outcome: 'failed', failure }),
    graceNotice({ ...said, resource, rule: text, evidence }),
    deadLetterNotice({ resource, messageId: text, failure }),
  ];
}

describe('what others wrote', function () {
  it('is no markup, mention or link in Slack, and no page in the console', () =>
    fc.assert(
      fc.property(written, (text) => {
        const tellings = [
          ...noticesWith(text).map((notice) => ({ kind: 'notice', notice }) as const),
          complianceChange({ rule: text, resourceId: text, annotation: text }),
          { kind: 'unreadable', why: text, messageId: text } as const,
        ];
        for (const telling of tellings) {
          const message = renderTelling(telling);
          assertFitsSlack(message);
          assert.notMatch(message.text, /<[!@#]/);
          assert.notMatch(blockKitHtml(message), /<(script|img|iframe|svg|a [^>]*javascript:)/i);
          assert.notMatch(renderPlain(message), unseen);
        }
      }),
      { numRuns: 300 },
    ));

  it('begins no line of its own in an e-mail’s subject, and moves nothing in its body', () =>
    fc.assert(
      fc.property(written, (text) => {
        for (const notice of noticesWith(text)) {
          const { subject, body } = renderEmail({ kind: 'notice', notice }, nothingKnown, {});
          assert.match(subject, /^[!-~][ -~]{0,98}$/);
          assert.notMatch(body, unseen);
        }
      }),
      { numRuns: 100 },
    ));

  it('is one field of one line in the log, and no level or message of it', () =>
    fc.assert(
      fc.asyncProperty(written, async (text) => {
        const lines = await loggedBy(async () =>
          log('info', 'seen', { resourceId: text, [text]: text, level: text, message: text }),
        );

        assert.lengthOf(lines, 1);
        const line: unknown = JSON.parse(lines[0] ?? '');
        assert.deepInclude(line, { level: 'info', message: 'seen' });
      }),
      { numRuns: 300 },
    ));

  it('moves no cursor where history shows it', () =>
    fc.assert(
      fc.asyncProperty(written, async (text) => {
        const terminal = printed();
        const [resource, plan] = [action().resource, action().plan];
        const shown = entry([
          action({
            id: text,
            resource: { ...resource, id: `x${text}`.slice(0, 700) },
            plan: { ...plan, before: [text] },
            failure: text,
            restores: text,
          }),
        ]);
        const unreadable = [{ key: text, reason: text }];

        await history(
          {},
          terminal,
          () => Promise.resolve({ entries: [shown], unreadable }),
          new Date('2026-11-20T12:00:00Z'),
        );

        for (const line of terminal.stdout.join('\n').split('\n'))
          assert.notMatch(line, /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/u);
      }),
      { numRuns: 200 },
    ));
});

/** What a terminal or a CI takes for more than text: what sets a title, clears the screen or ends a line. */
const sequences = ['\u001B]0;x\u0007', '\u001B[2J', '\r', '\n::error::x', '\u0085', '\u2028'];

/** Everything that a command writes, as the process writes it where nobody wants colours. */
async function writtenBy(run: (terminal: Terminal) => Promise<unknown>): Promise<string> {
  const chunks: string[] = [];
  const stream = { isTTY: false, write: (text: string) => chunks.push(text) };
  await run(processTerminal({ stdout: stream, stderr: stream }));
  return chunks.join('');
}

/** Of a trip, a tug-of-war and an interrupted mend, all of it told by messages. */
function heldBack(text: string): SafetyState {
  const at = new Date().toISOString();
  const resource = groupIdentity(`sg-${text}`);
  const mends = [{ at, actionId: text, actor: text }];
  const left = { remediator: 'security-group', abandoned: true } as const;
  return {
    ...initialSafetyState,
    tripped: { at, runId: text, cause: text, told: true },
    inFlight: [{ ...left, entryId: text, actionId: text, resource: text, at }],
    tugsOfWar: [{ resource, violation: text, since: at, mends, told: true }],
  };
}

const running = () => Object.assign(new EventEmitter(), { exit: () => assert.fail('the process was ended') });

function inspecting(text: string, options: InspectOptions, terminal: Terminal): Promise<number> {
  const resource = groupIdentity(`sg-${text}`, { tags: { Name: text } });
  const found = inspectionWith({
    // A field of a spreadsheet may have lines.
    ...(options.csv === true ? {} : { resources: [inspected({ resource, actor: text, accountName: text })] }),
    unreadable: [{ messageId: text, reason: text }],
    notes: [text],
  });
  return inspect(options, terminal, () => Promise.resolve(found), running());
}

/** One that can be returned and one that cannot, whose field is named in the reason. */
function deadLetters(text: string) {
  const body = openGroup({ resource: groupIdentity(`sg-${text}`) });
  const Messages = [
    deadLetterMessage(body, { id: `good ${text}`, code: text, reason: text }),
    deadLetterMessage(JSON.stringify({ ...body, [text]: 1 }), { id: `bad ${text}`, code: text, reason: text }),
  ];
  const { client: sqs } = answering(new SQSClient({ region: 'eu-west-1' }), {
    GetQueueAttributes: { Attributes: {} },
    ReceiveMessage: inTurn({ Messages }, {}),
    ChangeMessageVisibilityBatch: batchTaken(),
  });
  return {
    connect: () => Promise.resolve({ sqs, url: 'https://dead', sourceUrl: () => 'https://queue' }),
    confirm: () => Promise.resolve(false),
    running: running(),
    now: () => new Date('2026-11-20T12:00:00Z'),
  };
}

describe('what others wrote, on a terminal or in the log of a CI', () => {
  let files: TemporaryFiles;
  before(async () => {
    files = await temporaryFiles();
  });
  after(() => files.remove());

  const faulty = (text: string) =>
    files.write(`of ${text}.json`, [{ ...exemption(), id: text }, exemption({ id: 'good' }), { [text]: text }]);

  const shown: readonly (readonly [what: string, show: (text: string, terminal: Terminal) => Promise<unknown>])[] = [
    ['breaker', (text, terminal) => showBreaker({}, terminal, memorySafety(heldBack(text)))],
    ['breaker reset', (text, terminal) => letGo(undefined, {}, terminal, memorySafety(heldBack(text)))],
    ['breaker reset RESOURCE', (text, terminal) => letGo(`sg-${text}`, {}, terminal, memorySafety(heldBack(text)))],
    ['breaker reset of no such RESOURCE', (text, terminal) => letGo(text, {}, terminal, memorySafety())],
    ['inspect', (text, terminal) => inspecting(text, {}, terminal)],
    ['inspect --csv', (text, terminal) => inspecting(text, { csv: true }, terminal)],
    ['inspect --html', (text, terminal) => inspecting(text, { html: files.path('page.html') }, terminal)],
    ['dead-letters', (text, terminal) => listDeadLetters({}, terminal, deadLetters(text))],
    ['dead-letters explain', (text, terminal) => explainDeadLetters([], {}, terminal, deadLetters(text))],
    [
      'dead-letters return',
      (text, terminal) => returnToQueue([`bad ${text}`, text], { yes: true }, terminal, deadLetters(text)),
    ],
    ['exemptions check', async (text, terminal) => checkExemptions(await faulty(text), {}, terminal)],
    [
      'the end of a command whose file of exemptions is faulty',
      async (text, terminal) => {
        const error: unknown = await exemptionsOfFile(await faulty(text)).catch((cause: unknown) => cause);
        terminal.warn(describeError(error));
      },
    ],
    [
      'restore',
      async (text, terminal) => {
        const prepared = await prepareRestore(actionId, restoring().deps);
        const calls = [{ service: 's3', operation: 'PutBucketPolicy', error: text, requestId: text }] as const;
        const live = { ...prepared.live, id: text };
        for (const outcome of ['restored', 'partly-restored', 'failed'] as const) {
          const result = { outcome, actionId, exemptions: [], calls, isConfirmed: false, warnings: [] };
          terminal.out(renderResult(result, { ...prepared, live }, terminal.paint));
        }
      },
    ],
  ];
  for (const [what, show] of shown) {
    it(`moves no cursor and begins no line: ${what}`, async () => {
      const lines = async (text: string): Promise<string[]> =>
        (await writtenBy((terminal) => show(text, terminal))).split('\n');
      // No id of an exemption either.
      const usual = await lines('x_z');

      for (const sequence of sequences) {
        const written = await lines(`x${sequence}z`);

        assert.lengthOf(written, usual.length, JSON.stringify(written));
        for (const line of written) assert.notMatch(line, /[\p{Cc}\p{Zl}\p{Zp}]/u);
      }
      assert.include(usual.join(), 'x_z');
    });
  }
});
