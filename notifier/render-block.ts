import type { ContextBlock, MrkdwnElement, SectionBlock } from '@slack/types';
import type { DraftField, Span } from './draft.ts';
import { renderSpans } from './mrkdwn.ts';
import { slackLimits } from './slack-message.ts';

/** A sentence that needs more is not read in a channel; the log has it whole. */
const lineRoom = 1000;
const fieldRoom = 400;
/** Below this a part says nothing. */
const leastRoom = 20;

/** `verbatim` keeps Slack from finding links, channels and mentions in what was only quoted (Slack: "Text object"). */
export function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text: text === '' ? '…' : text, verbatim: true };
}

/** One sentence, at most `room` characters; null where that is too little. */
export function renderLine(spans: readonly Span[], room: number): SectionBlock | null {
  if (room < leastRoom) return null;
  return { type: 'section', text: mrkdwn(renderSpans(spans, Math.min(room, lineRoom))) };
}

/** Labelled values, side by side; the tenth place says how many were left out where there are more than ten. */
export function renderFields(fields: readonly DraftField[], room: number): SectionBlock | null {
  const shown = fields.length > slackLimits.fields ? fields.slice(0, slackLimits.fields - 1) : fields;
  const each = Math.min(fieldRoom, slackLimits.field, Math.floor(room / slackLimits.fields));
  if (each < leastRoom) return null;
  const rendered = shown.map((field) => {
    const label = renderSpans([{ kind: 'bold', text: field.label }], Math.floor(each / 2));
    return mrkdwn(`${label}\n${renderSpans(field.value, each - label.length - 1) || '–'}`);
  });
  if (shown.length < fields.length) rendered.push(mrkdwn(`… and ${fields.length - shown.length} more`));
  return { type: 'section', fields: rendered };
}

/** Small print. */
export function renderContext(parts: readonly (readonly Span[])[], room: number): ContextBlock | null {
  const shown = parts.length > slackLimits.contextElements ? parts.slice(0, slackLimits.contextElements - 1) : parts;
  const each = Math.min(lineRoom, Math.floor((room - leastRoom) / shown.length));
  if (each < leastRoom) return null;
  const elements = shown.map((spans) => mrkdwn(renderSpans(spans, each)));
  if (shown.length < parts.length) elements.push(mrkdwn(`… and ${parts.length - shown.length} more`));
  return { type: 'context', elements };
}
