import { writeReport } from './report-file.ts';
import type { ShownSweep } from './sweep-shown.ts';
import { sweepTable } from './sweep-table.ts';
import type { Terminal } from './terminal.ts';

/**
 * As data in a file, and the tables; without a file (`true`) as data in place of the tables. `above` and `below` go with the tables.
 * Rejects with FILE_NOT_WRITTEN once the tables are printed.
 */
export async function printSweep(
  shown: ShownSweep,
  json: string | true | undefined,
  terminal: Pick<Terminal, 'out' | 'paint' | 'columns'>,
  { above, below }: { readonly above?: string; readonly below?: string },
): Promise<void> {
  const data = JSON.stringify(shown, null, 2);
  if (json === true) return terminal.out(data);
  const texts = [above, sweepTable(shown, terminal), below].filter((text) => text !== undefined && text !== '');
  terminal.out(texts.join('\n\n'));
  if (json !== undefined) await writeReport(json, data);
}
