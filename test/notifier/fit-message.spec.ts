import type { MrkdwnElement } from '@slack/types';
import { assert } from 'chai';
import * as fc from 'fast-check';
import type { Draft, DraftBlock } from '../../notifier/draft.ts';
import { code, said, words } from '../../notifier/draft.ts';
import { fitMessage, sizeOf } from '../../notifier/fit-message.ts';
import type { SlackMessage } from '../../notifier/slack-message.ts';
import { assertFitsSlack, mrkdwnTexts } from './assert-fits-slack.ts';

const huge = '<&>`*_\u{1F600}\n'.repeat(20_000);
const draftOf = (...blocks: DraftBlock[]): Draft => ({ summary: [words('summary')], blocks });
const line = (text: string): DraftBlock => ({ kind: 'line', spans: [said(text)] });
const fence = (lines: string[]): DraftBlock => ({ kind: 'fence', title: 'Lines', groups: [{ prefix: '', lines }] });
const manyGroups = (count: number): DraftBlock => ({
  kind: 'fence',
  title: 'x',
  groups: Array.from({ length: count }, () => ({ prefix: '- ', lines: [huge] })),
});
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `item ${index + 1}`);

describe('fitMessage', () => {
  it('leaves a small message whole', () => {
    const message = fitMessage(
      draftOf(
        { kind: 'header', text: 'Heading' },
        line('A sentence.'),
        { kind: 'fields', fields: [{ label: 'Region', value: [code('eu-west-1')] }] },
        fence(['one', 'two']),
        { kind: 'bullets', title: 'Notes', items: ['first', 'second'] },
        { kind: 'context', parts: [[words('small print')]] },
      ),
    );

    const mrkdwn = (text: string): MrkdwnElement => ({ type: 'mrkdwn', text, verbatim: true });
    const expected: SlackMessage = {
      text: 'summary',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: 'Heading', emoji: true } },
        { type: 'section', text: mrkdwn('A sentence.') },
        { type: 'section', fields: [mrkdwn('*Region*\n`eu-west-1`')] },
        { type: 'section', text: mrkdwn('*Lines*\n```\none\ntwo\n```') },
        { type: 'section', text: mrkdwn('*Notes*\n• first\n• second') },
        { type: 'context', elements: [mrkdwn('small print')] },
      ],
    };
    assert.deepEqual(message, expected);
  });

  it('leaves out what is empty, without a word', () => {
    const message = fitMessage(
      draftOf(
        line('A sentence.'),
        { kind: 'line', spans: [] },
        { kind: 'fields', fields: [] },
        fence([]),
        { kind: 'bullets', title: 'Notes', items: [] },
        { kind: 'context', parts: [] },
      ),
    );

    assert.lengthOf(message.blocks, 1);
  });

  const oversized: [string, Draft][] = [
    ['a summary', { summary: [said(huge), code(huge)], blocks: [] }],
    ['a heading', draftOf({ kind: 'header', text: huge })],
    ['a sentence', draftOf(line(huge))],
    ['many sentences', draftOf(...Array.from({ length: 200 }, () => line(huge)))],
    ['a field', draftOf({ kind: 'fields', fields: [{ label: huge, value: [code(huge)] }] })],
    [
      'many fields',
      draftOf({ kind: 'fields', fields: Array.from({ length: 30 }, () => ({ label: 'a', value: [said(huge)] })) }),
    ],
    ['a line', draftOf(fence([huge]))],
    ['many lines', draftOf(fence(Array.from({ length: 10_000 }, () => huge)))],
    ['many lists', draftOf(...Array.from({ length: 60 }, () => fence(Array.from({ length: 90 }, () => huge))))],
    ['many groups', draftOf(manyGroups(400))],
    [
      'a list for which the sentences leave too little',
      draftOf(...Array.from({ length: 11 }, () => line(huge)), manyGroups(100)),
    ],
    ['a bullet', draftOf({ kind: 'bullets', title: huge, items: [huge] })],
    ['many bullets', draftOf({ kind: 'bullets', title: 'x', items: Array.from({ length: 500 }, () => huge) })],
    ['small print', draftOf({ kind: 'context', parts: Array.from({ length: 40 }, () => [said(huge)]) })],
  ];
  for (const [name, draft] of oversized) {
    it(`cuts ${name} to Slack's limits`, () => {
      assertFitsSlack(fitMessage(draft));
    });
  }

  const counted: [string, DraftBlock, string][] = [
    ['lines', fence(numbered(40)), 'item 15\n… and 25 more\n```'],
    ['bullets', { kind: 'bullets', title: 'Notes', items: numbered(12) }, '• item 10\n• … and 2 more'],
    [
      'fields',
      { kind: 'fields', fields: numbered(12).map((label) => ({ label, value: [words('x')] })) },
      '… and 3 more',
    ],
    ['small print', { kind: 'context', parts: numbered(11).map((text) => [words(text)]) }, '… and 2 more'],
  ];
  for (const [name, block, ending] of counted) {
    it(`counts the ${name} that it leaves out`, () => {
      const texts = mrkdwnTexts(fitMessage(draftOf(block)));

      assert.isTrue(texts.at(-1)?.endsWith(ending), texts.at(-1));
    });
  }

  it('cuts every group of lines on its own, so that none pushes out another', () => {
    const groups = ['- ', '+ '].map((prefix) => ({ prefix, lines: Array.from({ length: 50 }, () => 'x'.repeat(500)) }));

    const [, text = ''] = mrkdwnTexts(fitMessage(draftOf({ kind: 'fence', title: 'Diff', groups })));

    assert.match(text, /^- x{239}…$/mu);
    assert.match(text, /^\+ x{239}…$/mu);
    assert.match(text, /^- … and \d+ more$/mu);
    assert.match(text, /^\+ … and \d+ more$/mu);
  });

  it('places sentences before lists, and counts the lists that no longer fit', () => {
    const long = Array.from({ length: 15 }, () => 'x'.repeat(230));
    const undo = `Undo: ${'x'.repeat(500)}`;
    const lists = Array.from({ length: 6 }, () => fence(long));

    const texts = mrkdwnTexts(fitMessage(draftOf(...lists, line(undo))));

    assert.equal(texts.at(-2), undo);
    assert.equal(texts.at(-1), '… and 2 more parts left out: too long for Slack');
  });

  it('makes fields and small print smaller, rather than leave them out, where sentences took the room', () => {
    const long = 'x'.repeat(2000);
    const sentences = Array.from({ length: 9 }, () => line(long));
    const fields: DraftBlock = {
      kind: 'fields',
      fields: numbered(10).map((label) => ({ label, value: [words(long)] })),
    };
    const context: DraftBlock = { kind: 'context', parts: numbered(10).map(() => [words(long)]) };

    for (const block of [fields, context]) {
      const texts = mrkdwnTexts(fitMessage(draftOf(...sentences, block)));

      assert.lengthOf(texts, 1 + 9 + 10);
    }
  });

  it('keeps to fifty blocks and counts the rest', () => {
    const message = fitMessage(draftOf(...numbered(60).map(line)));

    assert.lengthOf(message.blocks, 50);
    assert.equal(mrkdwnTexts(message).at(-1), '… and 11 more parts left out: too long for Slack');
  });

  it('uses all fifty where they are enough', () => {
    const message = fitMessage(draftOf(...numbered(50).map(line)));

    assert.equal(mrkdwnTexts(message).at(-1), 'item 50');
  });

  it('fits any draft', () => {
    const text = fc.string({
      unit: fc.constantFrom('<', '!', '&', '`', '```', '*', '😀', '\uD83D', '\n', 'word '),
      maxLength: 900,
    });
    const spans = fc.array(fc.record({ kind: fc.constantFrom('said', 'code'), text }), { maxLength: 4 });
    const block: fc.Arbitrary<DraftBlock> = fc.oneof(
      fc.record({ kind: fc.constant('header' as const), text }),
      fc.record({ kind: fc.constant('line' as const), spans }),
      fc.record({
        kind: fc.constant('fields' as const),
        fields: fc.array(fc.record({ label: fc.constant('Label'), value: spans }), { maxLength: 14 }),
      }),
      fc.record({
        kind: fc.constant('fence' as const),
        title: fc.constant('Title'),
        groups: fc.array(fc.record({ prefix: fc.constantFrom('- ', ''), lines: fc.array(text) }), { maxLength: 4 }),
      }),
      fc.record({ kind: fc.constant('bullets' as const), title: fc.constant('Title'), items: fc.array(text) }),
      fc.record({ kind: fc.constant('context' as const), parts: fc.array(spans, { maxLength: 14 }) }),
    );
    fc.assert(
      fc.property(spans, fc.array(block, { maxLength: 70 }), (summary, blocks) => {
        assertFitsSlack(fitMessage({ summary, blocks }));
      }),
      { numRuns: 60 },
    );
  });
});

describe('sizeOf', () => {
  it('counts every text of a block', () => {
    const { blocks } = fitMessage(
      draftOf(
        { kind: 'header', text: 'four' },
        { kind: 'fields', fields: [{ label: 'a', value: [words('b')] }] },
        {
          kind: 'context',
          parts: [[words('ab')], [words('c')]],
        },
      ),
    );

    assert.deepEqual(blocks.map(sizeOf), [4, 5, 3]);
  });
});
