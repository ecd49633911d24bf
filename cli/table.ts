import { styleText } from 'node:util';

/** Left-aligned columns two blanks apart; the last is not padded. Widths count characters, colours excluded. */
export function table(rows: readonly (readonly string[])[], header?: readonly string[]): string {
  const all = header === undefined ? rows : [header, ...rows];
  const widths: number[] = [];
  for (const row of all) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, width(cell))));
  return all
    .map((row) =>
      row
        .map((cell, column) =>
          column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - width(cell)),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/**
 * The table where it fits into so many columns, or nobody said how many there are; else a block per row: the first cells on a line, then a
 * line for each of the others, wrapped, with its heading before it. What has no blank to break at is left as long as it is.
 */
export function fittedTable(
  rows: readonly (readonly string[])[],
  header: readonly string[],
  { columns, titles = 1 }: { readonly columns?: number | undefined; readonly titles?: number },
): string {
  const whole = table(rows, header);
  if (columns === undefined || whole.split('\n').every((line) => width(line) <= columns)) return whole;
  const labels = header.map((heading) => heading.toLowerCase());
  const indent = Math.max(...labels.slice(titles).map((label) => label.length)) + 4;
  return rows
    .map((row) =>
      [
        row.slice(0, titles).join('  ').trimEnd(),
        ...row
          .slice(titles)
          .flatMap((cell, at) =>
            cell === ''
              ? []
              : wrapped(cell, columns - indent).map((line, index) =>
                  (index === 0 ? `  ${labels[titles + at]}` : '').padEnd(indent).concat(line),
                ),
          ),
      ].join('\n'),
    )
    .join('\n\n');
}

function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(' ')) {
    if (line !== undefined && width(line) + 1 + width(word) > columns) {
      lines.push(line);
      line = undefined;
    }
    line = line === undefined ? word : `${line} ${word}`;
  }
  return [...lines, line ?? ''];
}

// oxlint-disable-next-line no-control-regex -- colours are control sequences
const colours = /\u001B\[\d+m/g;

function width(cell: string): number {
  return cell.replaceAll(colours, '').length;
}

export type Colour = 'red' | 'green' | 'yellow' | 'dim' | 'bold';

/** Colours for a terminal only: piped output and NO_COLOR stay plain. */
export function painter(
  stream: { isTTY?: boolean },
  environment = process.env,
): (colour: Colour, text: string) => string {
  const on = stream.isTTY === true && !environment['NO_COLOR'];
  return (colour, text) => (on ? styleText(colour, text, { validateStream: false }) : text);
}
