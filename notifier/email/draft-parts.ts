import { type Draft, type DraftBlock, said } from '../draft.ts';
import type { EmailLine, EmailPart } from './email-layout.ts';

/** Lines of one list: the ledger has the rest. */
const mostLines = 100;

/** Pure. What a draft says beside what a mail has parts of its own for. */
export function draftParts({ blocks }: Draft): EmailPart[] {
  return blocks.flatMap((block) => partOf(block) ?? []);
}

function partOf(block: DraftBlock): EmailPart | null {
  switch (block.kind) {
    case 'header':
      return null;
    case 'line':
      return block.reported === true || block.spans.length === 0
        ? null
        : { title: null, lines: [{ kind: 'text', spans: block.spans }] };
    case 'fields':
      return {
        title: null,
        lines: block.fields
          .filter(({ reported }) => reported !== true)
          .map(({ label, value }): EmailLine => ({ kind: 'pair', label, value })),
      };
    case 'fence':
      if (block.reported === true) return null;
      return { title: block.title, lines: block.groups.flatMap(({ prefix, lines }) => itemsOf(lines, prefix)) };
    case 'bullets':
      return { title: block.title, lines: itemsOf(block.items, '- ') };
    case 'context':
      return { title: null, lines: block.parts.map((spans): EmailLine => ({ kind: 'text', spans })) };
  }
}

/** Pure. Lines that somebody else wrote, as a list. */
export function itemsOf(lines: readonly string[], mark: string, most: number = mostLines): EmailLine[] {
  const shown = lines.slice(0, most).map((line): EmailLine => ({ kind: 'item', mark, spans: [said(line)] }));
  const left = lines.length - shown.length;
  return left === 0 ? shown : [...shown, { kind: 'item', mark, spans: [said(`… and ${left} more`)] }];
}
