import { assert } from 'chai';
import * as fc from 'fast-check';
import { code, said, words } from '../../notifier/draft.ts';
import { escapeWithin, fencedLine, plainWithin, renderSpans } from '../../notifier/mrkdwn.ts';

const link = { kind: 'link', url: 'https://eu-west-1.console.aws.amazon.com/x?a=1&b=2', label: 'sg-1' } as const;

describe('escapeWithin', () => {
  const cases: [string, number, string][] = [
    ['plain', 5, 'plain'],
    ['plain', 4, 'pla…'],
    ['plain', 1, '…'],
    ['plain', 0, ''],
    ['', 0, ''],
    ['a&b<c>d', 100, 'a&amp;b&lt;c&gt;d'],
    ['&lt;', 100, '&amp;lt;'],
    ['a<b', 6, 'a&lt;b'],
    ['a<b', 5, 'a…'],
    ['<<<', 8, '&lt;…'],
    ['<<', 8, '&lt;&lt;'],
    ['a😀b', 4, 'a😀b'],
    ['a😀b', 3, 'a…'],
    ['😀😀', 3, '😀…'],
    ['😀', 1, '…'],
  ];
  for (const [text, room, expected] of cases) {
    it(`makes ${JSON.stringify(expected)} of ${JSON.stringify(text)} in ${room} characters`, () => {
      assert.equal(escapeWithin(text, room), expected);
    });
  }

  it('stays within its room and never splits an entity or a surrogate pair', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('&', '<', '>', '😀', 'a', ' ') }), fc.nat(60), (text, room) => {
        const escaped = escapeWithin(text, room);

        assert.isAtMost(escaped.length, room);
        assert.match(escaped, /^(?:&(?:amp|lt|gt);|[^&<>\p{Cs}])*$/u);
      }),
    );
  });
});

describe('plainWithin', () => {
  const cases: [string, number, string][] = [
    ['bucket a', 150, 'bucket a'],
    ['bucket a', 7, 'bucket…'],
    ['a😀', 2, 'a…'],
    ['<!channel> & co', 150, '‹!channel› & co'],
    ['two\nlines', 150, 'two lines'],
  ];
  for (const [text, room, expected] of cases) {
    it(`shows ${JSON.stringify(text)} in ${room} characters as ${JSON.stringify(expected)}`, () => {
      assert.equal(plainWithin(text, room), expected);
    });
  }
});

describe('renderSpans', () => {
  const hostile: [string, string, string][] = [
    ['a mention', '<!channel>', '&lt;!channel&gt;'],
    ['a link', '<https://evil.example|sg-1>', '&lt;https://evil.example|sg-1&gt;'],
    ['bold text', 'a *b* c', '`a *b* c`'],
    ['italic text', '_a_', '`_a_`'],
    ['struck text', '~a~', '`~a~`'],
    ['inline code', 'a `b` c', "`a 'b' c`"],
    ['an emoji', 'arn:aws:iam::1:role/x', '`arn:aws:iam::1:role/x`'],
    ['a quotation', '> a', '`&gt; a`'],
    ['line breaks', ' a\n\r\n\tb ', 'a b'],
    ['a reversed reading direction', 'a\u202Eb', 'a\uFFFDb'],
    ['an invisible character', 'a\u200Bb', 'a\uFFFDb'],
    ['a control character', 'a\u0007b', 'a\uFFFDb'],
    ['half a surrogate pair', 'a\uD83Db', 'a\uFFFDb'],
    ['nothing', '', ''],
  ];
  for (const [name, text, expected] of hostile) {
    it(`shows ${name} in somebody else's text letter by letter`, () => {
      assert.equal(renderSpans([said(text)], 100), expected);
    });
  }

  it('keeps code within its backticks', () => {
    assert.equal(renderSpans([code('a`b\nc<')], 100), "`a'b c&lt;`");
    assert.equal(renderSpans([code('')], 100), '');
  });

  it('writes links of ours, with the ampersand escaped and a label that cannot close them', () => {
    const rendered = renderSpans([{ ...link, label: '`a>b`' }], 200);

    assert.equal(rendered, "<https://eu-west-1.console.aws.amazon.com/x?a=1&amp;b=2|'a&gt;b'>");
  });

  it('shows the label alone where the link does not fit', () => {
    assert.equal(renderSpans([link], 40), '`sg-1`');
  });

  it('gives a link without a label one', () => {
    assert.match(renderSpans([{ ...link, label: '' }], 200), /\|link>$/);
  });

  it('cuts inside of the span that no longer fits', () => {
    assert.equal(renderSpans([words('abc '), code('defgh')], 9), 'abc `de…`');
    assert.equal(renderSpans([{ kind: 'bold', text: 'abcdef' }], 6), '*abc…*');
  });

  it('puts an ellipsis in the place of the spans that no longer fit', () => {
    assert.equal(renderSpans([words('abc'), code('d'), words('e')], 5), 'abc…');
    assert.equal(renderSpans([words('abcde'), words('')], 4), 'ab…');
  });

  it('shows nothing after what was cut', () => {
    assert.equal(renderSpans([code('abcdefgh'), words('ij')], 8), '`abcd…`');
    assert.equal(renderSpans([words('abcde'), words('f')], 5), 'abc…');
    assert.equal(renderSpans([words('abcd'), words('f')], 5), 'abcdf');
  });

  it('stays within its room', () => {
    const text = fc.string({ unit: fc.constantFrom('&', '<', '`', '*', '😀', 'a', ' ', '\n') });
    const span = fc.oneof(
      fc.record({ kind: fc.constantFrom('words', 'bold', 'said', 'code'), text }),
      fc.record({ kind: fc.constant('link' as const), url: fc.constant(link.url), label: text }),
    );
    fc.assert(
      fc.property(fc.array(span), fc.nat(200), (spans, room) => {
        assert.isAtMost(renderSpans(spans, room).length, room);
      }),
    );
  });
});

describe('fencedLine', () => {
  it('cannot close the code block it stands in', () => {
    assert.equal(fencedLine('a ``` <!here> ````', 100), "a ''' &lt;!here&gt; ''''");
  });

  it('leaves one or two backticks alone', () => {
    assert.equal(fencedLine('a `b` ``c``', 100), 'a `b` ``c``');
  });

  it('says that a line which is mostly white space was cut', () => {
    assert.equal(fencedLine(`a${' '.repeat(1000)}b`, 10), 'a…');
  });
});
