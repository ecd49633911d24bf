import * as v from 'valibot';
import { Failure } from '../contract/failure.ts';
import { type ExemptionFault, exemptionFaults } from './exemption-faults.ts';
import { stateOf } from './list-exemptions.ts';
import { readJsonFile } from './read-json-file.ts';
import type { Terminal } from './terminal.ts';

export interface CheckExemptionsOptions {
  readonly maxDays?: number;
  readonly json?: boolean;
}

const Entries = v.array(v.unknown());
/** The list itself, or an object that has it: a .tfvars.json file, or an object of the ledger bucket. */
const File = v.union([
  Entries,
  v.looseObject({
    exemptions: Entries,
    exemption_max_days: v.optional(v.number()),
    maxDays: v.optional(v.number()),
  }),
]);

/** Of the variable `exemption_max_days`. */
const defaultMaxDays = 90;

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
  const parsed = v.safeParse(File, await readJsonFile(path));
  if (!parsed.success) {
    throw new Failure('FILE_UNREADABLE', `${path}: it is neither a list of exemptions nor an object that has one`);
  }
  const file = Array.isArray(parsed.output) ? { exemptions: parsed.output } : parsed.output;
  const maxDays = options.maxDays ?? file.maxDays ?? file.exemption_max_days ?? defaultMaxDays;
  const { valid, faults } = exemptionFaults(file.exemptions, maxDays);
  const count = file.exemptions.length;
  if (options.json === true) {
    terminal.out(JSON.stringify({ valid: faults.length === 0, exemptions: count, faults }, null, 2));
  } else {
    for (const fault of faults) terminal.out(`${path}: ${describeFault(fault)}`);
    if (faults.length === 0) terminal.out(`${path}: ${count} ${count === 1 ? 'exemption' : 'exemptions'}, all valid`);
  }
  for (const exemption of valid) {
    if (stateOf(exemption, { maxDays }, now) === 'ended') terminal.warn(`${path}: ${exemption.id} has ended`);
  }
  return faults.length === 0 ? 0 : 2;
}

function describeFault({ index, id, message }: ExemptionFault): string {
  return `exemptions[${index}]${id === undefined ? '' : ` (${id})`}: ${message}`;
}
