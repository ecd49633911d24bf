import type { SlackMessage } from '../../notifier/slack-message.ts';

/** The heading of a message. */
export function headingOf({ blocks }: SlackMessage): string {
  return blocks.flatMap((block) => (block.type === 'header' ? block.text.text : []))[0] ?? '';
}

/** Its labelled values by label, in mrkdwn. */
export function fieldsOf({ blocks }: SlackMessage): Record<string, string> {
  const fields = blocks.flatMap((block) => (block.type === 'section' ? (block.fields ?? []) : []));
  return Object.fromEntries(
    fields.map(({ text }) => {
      const [label = '', ...value] = text.split('\n');
      return [label.replaceAll('*', ''), value.join('\n')];
    }),
  );
}

/** The text that follows a bold label, in mrkdwn; undefined where there is no such label. */
export function partOf({ blocks }: SlackMessage, label: string): string | undefined {
  const start = `*${label}*`;
  const texts = blocks.flatMap((block) => (block.type === 'section' ? (block.text?.text ?? []) : []));
  return texts
    .find((text) => text.startsWith(start))
    ?.slice(start.length)
    .trim();
}

/** The lines of the code block under a title; none where there is no such block. */
export function linesOf(message: SlackMessage, title: string): string[] {
  const block = partOf(message, title);
  return block === undefined
    ? []
    : block
        .replace(/^```\n/, '')
        .replace(/\n```$/, '')
        .split('\n');
}

/** The small print, in mrkdwn. */
export function smallPrintOf({ blocks }: SlackMessage): string[] {
  return blocks.flatMap((block) =>
    block.type === 'context' ? block.elements.flatMap((element) => ('text' in element ? element.text : [])) : [],
  );
}
