import { assert } from 'chai';
import * as fc from 'fast-check';
import { history } from '../../cli/history.ts';
import { log } from '../../contract/log.ts';
import type { Notice } from '../../contract/notice.ts';
import { blockKitHtml } from '../../notifier/block-html.ts';
import { renderEmail } from '../../notifier/email/render-email.ts';
import { nothingKnown } from '../../notifier/known.ts';
import { renderTelling } from '../../notifier/render-telling.ts';
import { renderPlain } from '../../notifier/slack-text.ts';
import { treacherousTexts } from '../fuzz/support/bent.ts';
import { loggedBy } from '../fuzz/support/secrets.ts';
import { assertFitsSlack } from '../notifier/assert-fits-slack.ts';
import { printed } from '../support/cli.ts';
import { complianceChange, deadLetterNotice, graceNotice, outcomeNotice } from '../support/notices.ts';
import { action, entry } from '../support/restore.ts';

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
