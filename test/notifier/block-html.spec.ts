import type { MrkdwnElement } from '@slack/types';
import { assert } from 'chai';
import * as fc from 'fast-check';
import { blockKitCss, blockKitHtml } from '../../notifier/block-html.ts';
import { emoji } from '../../notifier/emoji.ts';
import { mrkdwnHtml, plainTextHtml } from '../../notifier/mrkdwn-html.ts';

const mrkdwn = (text: string): MrkdwnElement => ({ type: 'mrkdwn', text, verbatim: true });
const wrench = '<span class="slack-emoji" data-emoji="wrench" role="img" aria-label="wrench">🔧</span>';
const link = (url: string, label: string): string =>
  `<a href="${url}" target="_blank" rel="noopener noreferrer">${label}</a>`;

describe('mrkdwnHtml', () => {
  const cases: [string, string, string][] = [
    ['words', 'plain words', 'plain words'],
    ['bold', '*bold* and *more*', '<strong>bold</strong> and <strong>more</strong>'],
    ['italic and strike', '_one_ ~two~', '<em>one</em> <del>two</del>'],
    ['one in the other', '*a _b_ c*', '<strong>a <em>b</em> c</strong>'],
    ['code', '`a*b*c`', '<code>a*b*c</code>'],
    ['code within bold', '*a `b*` c*', '<strong>a <code>b*</code> c</strong>'],
    ['marks within words', 'a_b_c 2*3*4 ~x', 'a_b_c 2*3*4 ~x'],
    ['marks around blanks', '* a * _ b _', '* a * _ b _'],
    ['marks on different lines', '*a\nb*', '*a<br>b*'],
    ['a link', '<https://a.example/?x=1&amp;y=2|the page>', link('https://a.example/?x=1&amp;y=2', 'the page')],
    ['a bare link', '<https://a.example>', link('https://a.example', 'https://a.example')],
    ['a link within bold', '*see <https://a.example|a>*', `<strong>see ${link('https://a.example', 'a')}</strong>`],
    ['entities', '1 &lt; 2 &amp;&amp; 3 &gt; 2', '1 &lt; 2 &amp;&amp; 3 &gt; 2'],
    ['an entity that was escaped itself', '&amp;lt;', '&amp;lt;'],
    ['lines', 'one\ntwo', 'one<br>two'],
    ['our emoji', ':wrench: done', `${wrench} done`],
    ['an emoji that is not ours', ':party_parrot:', ':party_parrot:'],
    ['a time', '10:15:30', '10:15:30'],
    ['a code block', '*Why*\n```\n- a\n+ b\n```', '<strong>Why</strong><pre>- a\n+ b</pre>'],
    ['a code block full of marks', '```*a* `b` <c|d> &lt;e&gt;```', '<pre>*a* `b` &lt;c|d&gt; &lt;e&gt;</pre>'],
    ['two code blocks', '```a```\n```b```', '<pre>a</pre><pre>b</pre>'],
    ['a code block that does not end', '```a', '```a'],
  ];
  for (const [name, text, html] of cases) {
    it(`shows ${name}`, () => {
      assert.equal(mrkdwnHtml(text), html);
    });
  }

  const hostile: [string, string, string][] = [
    ['a tag', '<script>alert(1)</script>', 'scriptalert(1)/script'],
    ['an escaped tag', '&lt;img src=x onerror=alert(1)&gt;', '&lt;img src=x onerror=alert(1)&gt;'],
    ['a script as a link', '<javascript:alert(1)|click>', 'click'],
    ['data as a link', '<data:text/html,x|click>', 'click'],
    ['plain HTTP as a link', '<http://a.example|click>', 'click'],
    [
      'a link that breaks out of its attribute',
      '<https://a.example/"onclick="x|a>',
      link('https://a.example/&quot;onclick=&quot;x', 'a'),
    ],
    ['a label with a tag', '<https://a.example|&lt;b&gt;>', link('https://a.example', '&lt;b&gt;')],
    ['code with a tag', '`&lt;b&gt;"`', '<code>&lt;b&gt;&quot;</code>'],
    ['a mention of all', '<!channel>', '<span class="slack-mention">@channel</span>'],
    ['a mention with a label', '<!subteam^S1|&lt;b&gt;>', '<span class="slack-mention">&lt;b&gt;</span>'],
    ['a mention of somebody', '<@U012>', '<span class="slack-mention">@U012</span>'],
    ['control characters', 'a\u0000b\uD800', 'a\uFFFDb\uFFFD'],
  ];
  for (const [name, text, html] of hostile) {
    it(`makes nothing of ${name}`, () => {
      assert.equal(mrkdwnHtml(text), html);
    });
  }

  it('writes no element, attribute or link but its own, whatever it is given', () => {
    const text = fc.string({
      unit: fc.constantFrom(
        '<',
        '>',
        '|',
        '&',
        '"',
        "'",
        '`',
        '```',
        '*',
        '_',
        '~',
        '\n',
        ':',
        'https://x',
        'b',
        '!',
        '@',
        '&lt;',
        ' ',
      ),
      maxLength: 60,
    });
    const own =
      /<\/?(?:strong|em|del|code|pre|a|span)>|<br>|<a href="https:[^"<>]*" target="_blank" rel="noopener noreferrer">|<span class="slack-mention">/gu;
    fc.assert(
      fc.property(text, (given) => assert.notMatch(mrkdwnHtml(given).replaceAll(own, ''), /[<>"']/u)),
      { numRuns: 500 },
    );
  });

  it('takes no longer than it should for thousands of marks that nothing closes', () => {
    const started = performance.now();

    mrkdwnHtml(' *a'.repeat(1000));
    mrkdwnHtml('`'.repeat(3000));
    mrkdwnHtml('<'.repeat(3000));

    assert.isBelow(performance.now() - started, 2000);
  });
});

describe('plainTextHtml', () => {
  it('shows marks as they are, and our emoji', () => {
    assert.equal(plainTextHtml(':wrench: *a* <b> & c'), `${wrench} *a* &lt;b&gt; &amp; c`);
  });

  it('knows every emoji that heads a message', () => {
    for (const [shortcode, character] of Object.values(emoji)) {
      assert.include(plainTextHtml(shortcode), `>${character}</span>`);
    }
  });
});

describe('blockKitHtml', () => {
  it('shows each block in its own class', () => {
    const html = blockKitHtml({
      text: 'not shown',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: 'Head <1>', emoji: true } },
        { type: 'section', text: mrkdwn('*text*') },
        { type: 'section', fields: [mrkdwn('*Label*\nvalue'), mrkdwn('two')] },
        { type: 'divider' },
        { type: 'context', elements: [mrkdwn('small'), mrkdwn('print')] },
      ],
    });

    assert.equal(
      html,
      [
        '<h4 class="slack-header">Head &lt;1&gt;</h4>',
        '<div class="slack-section"><div class="slack-text"><strong>text</strong></div></div>',
        '<div class="slack-section"><div class="slack-fields"><div class="slack-field"><strong>Label</strong><br>value</div><div class="slack-field">two</div></div></div>',
        '<hr class="slack-divider">',
        '<div class="slack-context"><p>small</p><p>print</p></div>',
      ].join(''),
    );
  });

  it('shows the text of a message that has no blocks', () => {
    assert.equal(
      blockKitHtml({ text: 'only *text*', blocks: [] }),
      '<div class="slack-section"><div class="slack-text">only <strong>text</strong></div></div>',
    );
  });

  it('comes with a look for every class', () => {
    for (const name of ['header', 'section', 'fields', 'context', 'divider', 'emoji', 'mention', 'blocks']) {
      assert.include(blockKitCss, `.slack-${name}`);
    }
  });
});
