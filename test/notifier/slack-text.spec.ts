import { assert } from 'chai';
import type { SlackBlock } from '../../notifier/slack-message.ts';
import { renderPlain } from '../../notifier/slack-text.ts';

const section = (text: string): SlackBlock => ({ type: 'section', text: { type: 'mrkdwn', text } });
const plain = (...blocks: SlackBlock[]) => renderPlain({ text: 'fallback', blocks });

describe('renderPlain', () => {
  const texts: [string, string, string][] = [
    ['bold', '*Why:* because', '  Why: because'],
    ['inline code as it is', '`a *b* :x:`', '  a *b* :x:'],
    ['links with their address', '<https://x.example/a?b=1&amp;c=2|sg-1>', '  sg-1 (https://x.example/a?b=1&c=2)'],
    ['entities once', '&amp;lt; &lt;!channel&gt; &amp;', '  &lt; <!channel> &'],
    [
      'code blocks indented, and nothing in them undone',
      '*T*\n```\n- *a* `b`\n+ &lt;c\n```',
      '  T\n    - *a* `b`\n    + <c',
    ],
    ['our emoji outside of code', ':x: `:x:`', '  ❌ :x:'],
  ];
  for (const [name, mrkdwn, expected] of texts) {
    it(`shows ${name}`, () => {
      assert.equal(plain(section(mrkdwn)), expected);
    });
  }

  it('shows fields as a column', () => {
    const fields = ['*A*\n1', '*Longer*\n`2`', '… and 3 more'].map((text) => ({ type: 'mrkdwn' as const, text }));

    assert.equal(plain({ type: 'section', fields }), '  A             1\n  Longer        2\n  … and 3 more');
  });

  it('shows heading and small print', () => {
    const text = plain(
      { type: 'header', text: { type: 'plain_text', text: ':wrench: Mended' } },
      {
        type: 'context',
        elements: [
          { type: 'mrkdwn', text: 'one' },
          { type: 'mrkdwn', text: '`two`' },
        ],
      },
    );

    assert.equal(text, '🔧 Mended\n  one\n  two');
  });

  it('shows the fallback where there are no blocks', () => {
    assert.equal(plain(), 'fallback');
  });
});
