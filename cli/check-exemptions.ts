import { exemptionFaults } from './exemption-faults.ts';
import { describeFault, readExemptionFile } from './exemption-file.ts';
import { stateOf } from './list-exemptions.ts';
import { onOneLine } from './plain-text.ts';
import type { Terminal } from './terminal.ts';

export interface CheckExemptionsOptions {
  readonly maxDays?: number;
  readonly json?: boolean;
}

/**
 * Whether a file would be taken for exemptions. Every entry is looked at, and no credentials are needed. Exit code 0: it would; 2: it
 * would not. Rejects with FILE_UNREADABLE for what is no such file.
 */
export async function checkExemptions(
  path: string,
  options: CheckExemptionsOptions,
  terminal: Terminal,
  now = new Date(),
): Promise<number> {
  const file = await readExemptionFile(path);
  const maxDays = options.maxDays ?? file.maxDays;
  const { valid, faults } = exemptionFaults(file.entries, maxDays);
  const count = file.entries.length;
  if (options.json === true) {
    terminal.out(JSON.stringify({ valid: faults.length === 0, exemptions: count, faults }, null, 2));
  } else {
    // Of a pull request, whose author names the file as well.
    const name = onOneLine(path);
    for (const fault of faults) terminal.out(`${name}: ${describeFault(fault)}`);
    if (faults.length === 0) terminal.out(`${name}: ${count} ${count === 1 ? 'exemption' : 'exemptions'}, all valid`);
  }
  for (const exemption of valid) {
    if (stateOf(exemption, { maxDays }, now) === 'ended') terminal.warn(`${path}: ${exemption.id} has ended`);
  }
  return faults.length === 0 ? 0 : 2;
}
