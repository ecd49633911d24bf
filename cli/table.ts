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
