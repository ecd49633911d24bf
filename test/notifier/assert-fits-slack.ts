import { assert } from 'chai';
import type { SlackBlock, SlackMessage } from '../../notifier/slack-message.ts';

const ownLink =
  /<https:\/\/[a-z0-9-]+\.console\.(?:aws\.amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn)\/[^|<>\s]*\|[^<>]+>/gu;

/** Every text of a message that Slack reads as mrkdwn. */
export function mrkdwnTexts(message: SlackMessage): string[] {
  const texts = message.blocks.filter((block) => block.type !== 'header').flatMap(textsOf);
  return [message.text, ...texts];
}

/** Slack's documented limits, and that nothing in it is markup but what the notifier itself wrote. */
export function assertFitsSlack(message: SlackMessage): void {
  assertLength(message.text, 4000, 'text');
  assert.isAtMost(message.blocks.length, 50);
  for (const block of message.blocks) assertBlock(block);
  const total = message.blocks.flatMap(textsOf).reduce((sum, text) => sum + text.length, 0);
  assert.isAtMost(total, 12_000, 'all blocks together');
  for (const text of mrkdwnTexts(message)) assertInert(text);
}

function assertBlock(block: SlackBlock): void {
  switch (block.type) {
    case 'header':
      assertLength(block.text.text, 150, 'header');
      assert.notMatch(block.text.text, /[<>\n]|\p{Cs}/u, 'header');
      return;
    case 'section':
      assert.isTrue(block.text !== undefined || block.fields !== undefined, 'a section has text or fields');
      if (block.text !== undefined) assertLength(block.text.text, 3000, 'section');
      assert.isAtMost(block.fields?.length ?? 1, 10, 'fields');
      assert.isAtLeast(block.fields?.length ?? 1, 1, 'fields');
      for (const field of block.fields ?? []) assertLength(field.text, 2000, 'field');
      return;
    case 'context':
      assert.isAtMost(block.elements.length, 10, 'context');
      assert.isAtLeast(block.elements.length, 1, 'context');
      for (const text of textsOf(block)) assertLength(text, 3000, 'context element');
  }
}

function textsOf(block: SlackBlock): string[] {
  switch (block.type) {
    case 'header':
      return [block.text.text];
    case 'section':
      return [
        ...(block.text === undefined ? [] : [block.text.text]),
        ...(block.fields ?? []).map((field) => field.text),
      ];
    case 'context':
      return block.elements.map((element) => ('text' in element ? element.text : ''));
  }
}

function assertLength(text: string, most: number, what: string): void {
  assert.isAtLeast(text.length, 1, `${what} is empty`);
  assert.isAtMost(text.length, most, `${what} is too long`);
}

function assertInert(text: string): void {
  const rest = text.replaceAll(ownLink, '');
  assert.notMatch(rest, /[<>]/u, 'markup that is not ours');
  assert.notMatch(text, /&(?!(?:amp|lt|gt);)/u, 'an ampersand that is no entity');
  assert.notMatch(text, /\p{Cs}/u, 'half a surrogate pair');
  const fences = text.split('```').length - 1;
  assert.include([0, 2], fences, 'a code block that was closed from within');
  if (fences === 2) assert.isTrue(text.endsWith('\n```'), 'text after a code block');
}
