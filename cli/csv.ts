import { stringify } from 'csv-stringify/sync';

/** A number stays a number; what is absent is an empty cell. */
export type CsvCell = string | number | undefined;

/**
 * A header line and one line per row (RFC 4180, with line feeds), without a line feed at the end. A cell that a spreadsheet would
 * take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return) gets an apostrophe before it, as OWASP's
 * "CSV Injection" asks: names and tags are written by whoever may tag a resource, and opened by whoever audits it.
 */
export function csv(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return stringify(
    [header, ...rows].map((row) => row.map((cell) => (typeof cell === 'string' ? legible(cell) : cell))),
    {
      escape_formulas: true,
      eof: false,
    },
  );
}

/** No control characters but those that the format knows how to quote. */
function legible(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is replaced
  return text.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, '\uFFFD');
}
