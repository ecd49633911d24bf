import type { KnownDifference } from './known-difference.ts';

export const tableBegins = '<!-- table: written by `npm run test:moto` -->';
export const tableEnds = '<!-- end of table -->';

/** The list as people read it, for the document. */
export function knownDifferencesTable(known: readonly KnownDifference[]): string {
  const rows = known.map(({ operations, what, right, source }) => [
    operations.map((operation) => `\`${operation}\``).join(', '),
    what,
    right === 'local' ? 'the local account' : right,
    source,
  ]);
  const lines = [['operation', 'what differs', 'who is right', 'decided by'], ['---', '---', '---', '---'], ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}

/** The document with the table in its place. Throws where it has none. */
export function withTable(text: string, table: string): string {
  const [from, to] = [text.indexOf(tableBegins), text.indexOf(tableEnds)];
  if (from < 0 || to < from) throw new Error('the document has no place for the table');
  return `${text.slice(0, from + tableBegins.length)}\n\n${table}\n\n${text.slice(to)}`;
}
