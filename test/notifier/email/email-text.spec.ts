import { assert } from 'chai';
import * as fc from 'fast-check';
import { code, linkTo, said, words } from '../../../notifier/draft.ts';
import { emailLimits } from '../../../notifier/email/email.ts';
import { foreign, plainSpans, subjectOf, wordsOf, wrapped } from '../../../notifier/email/email-text.ts';

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
);

describe('subjectOf', () => {
  const cases: [string, string][] = [
    ['plain', 'plain'],
    ['Müller & Søn', 'Muller & S?n'],
    ['two\r\nBcc: evil@example.org', 'two Bcc: evil@example.org'],
    ['\u202Eback\u0000', '?back?'],
    ['OK → ALARM', 'OK -> ALARM'],
    ['x'.repeat(99), 'x'.repeat(99)],
    ['x'.repeat(100), `${'x'.repeat(96)}...`],
    [`${'x'.repeat(95)}  y${'z'.repeat(9)}`, `${'x'.repeat(95)}...`],
  ];
  for (const [text, subject] of cases) {
    it(`makes ${JSON.stringify(text.slice(0, 30))}… of ${text.length} characters one that SNS takes`, () => {
      assert.equal(subjectOf(text), subject);
    });
  }

  it('is printable ASCII below 100 characters, whatever it is made of', () => {
    fc.assert(
      fc.property(anything, (text) => {
        assert.match(subjectOf(`configmend: ${text}`), /^configmend:[\x20-\x7E]{0,88}$/);
      }),
    );
  });
});

describe('foreign', () => {
  const cases: [string, string][] = [
    ['web frontend', 'web frontend'],
    ['a\nTo undo it: rm -rf /', 'a To undo it: rm -rf /'],
    ['https://evil.example', 'https[:]//evil.example'],
    ['\u202Eback', '\uFFFDback'],
    ['\uFFFE\uFFFF\uD800', '\uFFFD\uFFFD\uFFFD'],
    ['arn:aws:s3:::über', 'arn:aws:s3:::über'],
  ];
  for (const [text, shown] of cases) {
    it(`shows ${JSON.stringify(text)} as ${JSON.stringify(shown)}`, () => {
      assert.equal(foreign(text), shown);
    });
  }

  it('is on one line, of so many characters at most, and whole if it is shorter', () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 50 }), (text, room) => {
        const shown = foreign(text, room);
        assert.notMatch(shown, /[\p{Cc}\p{Cs}\u2028\u2029\u202E]/u);
        assert.isAtMost(shown.length, room);
      }),
    );
    assert.equal(foreign('abcdef', 4), 'abc…');
  });

  it('has room for the longest ARN of a principal', () => {
    const arn = `arn:aws-us-gov:iam::111122223333:role/${'p'.repeat(512)}/${'r'.repeat(64)}`;

    assert.equal(foreign(arn), arn);
  });
});

describe('wrapped', () => {
  it('breaks prose, and neither commands nor ARNs', () => {
    const spans = [
      words('Run '),
      code('configmend restore 20261120T101530Z-d9574994.1'),
      words(' to have it all back.'),
    ];

    assert.deepEqual(wrapped(wordsOf(spans), '', '  '), [
      'Run configmend restore 20261120T101530Z-d9574994.1 to have it all back.',
    ]);
    assert.deepEqual(wrapped(wordsOf([words('It says so, and now it is time: '), ...spans]), '', '  '), [
      'It says so, and now it is time: Run',
      '  configmend restore 20261120T101530Z-d9574994.1 to have it all back.',
    ]);
  });

  it('leaves out a link that no mail could carry, and keeps what it leads to', () => {
    const long = `https://eu-west-1.console.aws.amazon.com/${'x'.repeat(1000)}`;

    assert.equal(plainSpans([linkTo(long, 'its page')]), 'its page');
    assert.equal(plainSpans([linkTo('https://a.example/', 'its page')]), 'its page <https://a.example/>');
  });

  it('loses no word, and makes no line that a mail cannot carry, whatever it is given', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anything, fc.constant('😀'.repeat(700)))), (texts) => {
        const given = wordsOf(texts.flatMap((text) => [said(text), words(' ')]));

        const lines = wrapped(given, '  ', '      ');

        for (const line of lines) {
          assert.isBelow(Buffer.byteLength(line), emailLimits.lineBytes);
          assert.notMatch(line, /^\S/u);
        }
        const bare = (text: string) => text.replaceAll(/\s/gu, '');
        assert.equal(bare(lines.join('')), bare(given.join('')));
      }),
    );
  });
});
