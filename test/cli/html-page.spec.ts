import { createHash } from 'node:crypto';
import { assert } from 'chai';
import * as fc from 'fast-check';
import { htmlPage } from '../../cli/html-page.ts';
import { htmlDiff, htmlFacts, htmlSeverity, htmlTable, htmlWarning } from '../../cli/html-parts.ts';
import { escapeMarkup, markup, styleElement, textOf } from '../../cli/markup.ts';
import { hostile } from '../support/scan-reports.ts';

const at = new Date('2026-11-20T18:00:00.123Z');

describe('markup', () => {
  it('takes what is written for markup and what is interpolated for text', () => {
    assert.equal(
      textOf(markup`<p title="${'"><script>'}">${"a < b & 'c'"}</p>`),
      '<p title="&quot;&gt;&lt;script&gt;">a &lt; b &amp; &#39;c&#39;</p>',
    );
  });

  it('joins lists, writes numbers, and nothing for nothing', () => {
    assert.equal(textOf(markup`${[markup`<b>1</b>`, '<', [2]]}${undefined}${false}`), '<b>1</b>&lt;2');
  });

  it('lets no text through as markup or as a control character, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = escapeMarkup(text);

        assert.notMatch(escaped, /[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
        // oxlint-disable-next-line no-control-regex -- they are what must not be there
        assert.notMatch(escaped, /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/);
      }),
    );
  });

  it('takes no style sheet that could end its element', () => {
    assert.throws(() => styleElement('a{}</style><script>'), TypeError);
  });
});

describe('htmlPage', () => {
  const page = htmlPage({
    title: hostile,
    at,
    lead: htmlWarning(hostile),
    sections: [
      { heading: hostile, body: htmlTable([hostile, { title: 'Count', number: true }], [[hostile, 1]], hostile) },
      { heading: 'Two', body: [htmlFacts([[hostile, hostile]]), htmlDiff([hostile], ['x']), htmlSeverity('high')] },
    ],
  });

  it('lets no name become markup', () => {
    assert.include(page, '&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;');
    assert.notMatch(page, /<script|<\/td><script|onerror|javascript:/i);
    assert.equal(page.match(/<td/g)?.length, 2);
  });

  it('requests nothing and runs nothing: no element that could, and a policy that would not let it', () => {
    assert.notMatch(
      page,
      /<(script|link|img|iframe|object|embed|video|audio|form|base)\b|\bstyle="|\bon\w+="|@import|url\(/i,
    );
    const [, policy = ''] = /Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    assert.include(policy, 'default-src &#39;none&#39;');
    assert.include(policy, `style-src &#39;sha256-${hash}&#39;`);
    assert.notInclude(policy, 'unsafe');
  });

  it('says when it was made, and lists its sections where there are several', () => {
    assert.include(page, '<time datetime="2026-11-20T18:00:00Z">2026-11-20 18:00:00 UTC</time>');
    assert.match(page, /<nav .*<a href="#section-1">.*<a href="#section-2">Two<\/a>/s);
    assert.notInclude(htmlPage({ title: 't', at, sections: [{ heading: 'One', body: 'x' }] }), '<nav');
  });

  it('knows light, dark and print, and repeats a table’s header on every printed page', () => {
    assert.include(page, '@media (prefers-color-scheme: dark)');
    assert.match(page, /@media print.*thead \{ display: table-header-group; \}/s);
  });

  it('closes every element that it opens', () => {
    const open: string[] = [];
    for (const [, slash = '', name = ''] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
      if (name === 'meta') continue;
      if (slash === '') open.push(name);
      else assert.equal(open.pop(), name);
    }
    assert.deepEqual(open, []);
  });
});

describe('htmlDiff', () => {
  it('marks what goes and what comes in colours and in signs', () => {
    assert.equal(
      textOf(htmlDiff(['a', 'b', 'c'], ['a', 'x', 'c'])),
      '<pre class="diff"><span class="kept">  a</span><span class="gone">- b</span><span class="come">+ x</span><span class="kept">  c</span></pre>',
    );
  });
});
