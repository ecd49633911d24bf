import type { ContextBlock, HeaderBlock, SectionBlock } from '@slack/types';

export type SlackBlock = HeaderBlock | SectionBlock | ContextBlock;

/**
 * One message as an incoming webhook takes it: `text` is what notifications and screen readers show instead of the
 * blocks.
 */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

/**
 * Slack's limits, in UTF-16 code units of the text as sent, escapes included (Slack: "Block Kit reference", "Formatting
 * text for app surfaces"). `total`, the text of all blocks together, is not documented: past roughly 13,000 Slack
 * answers msg_blocks_too_long.
 */
export const slackLimits = {
  text: 4000,
  blocks: 50,
  header: 150,
  section: 3000,
  fields: 10,
  field: 2000,
  contextElements: 10,
  total: 12_000,
} as const;
