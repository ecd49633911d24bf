import * as v from 'valibot';
import type { ExemptionList } from '../contract/exemption.ts';
import { Failure } from '../contract/failure.ts';
import { type ExemptionFault, exemptionFaults } from './exemption-faults.ts';
import { readJsonFile } from './read-json-file.ts';
import { onOneLine } from './plain-text.ts';

const Entries = v.array(v.unknown());
/** The list itself, or an object that has it: a .tfvars.json file, or an object of the ledger bucket. */
const File = v.union([
  Entries,
  v.looseObject({
    exemptions: Entries,
    exemption_max_days: v.nullish(v.number()),
    maxDays: v.nullish(v.number()),
    tag_exemptions: v.nullish(v.boolean()),
    tagExemptions: v.nullish(v.boolean()),
  }),
]);

/** What a file has of exemptions; whether its entries are any is not known yet. */
export interface ExemptionFile {
  readonly entries: readonly unknown[];
  /** What it says, else the stack's default. */
  readonly maxDays: number;
  readonly tagExemptions: boolean;
}

/** Of the variable `exemption_max_days`. */
const defaultMaxDays = 90;

/** Rejects with FILE_UNREADABLE for what is no such file. */
export async function readExemptionFile(path: string): Promise<ExemptionFile> {
  const parsed = v.safeParse(File, await readJsonFile(path));
  if (!parsed.success) {
    throw new Failure('FILE_UNREADABLE', `${path}: it is neither a list of exemptions nor an object that has one`);
  }
  const file = Array.isArray(parsed.output) ? { exemptions: parsed.output } : parsed.output;
  return {
    entries: file.exemptions,
    maxDays: file.maxDays ?? file.exemption_max_days ?? defaultMaxDays,
    tagExemptions: file.tagExemptions ?? file.tag_exemptions ?? false,
  };
}

/** The list to judge by: all of it or none. Rejects with FILE_UNREADABLE naming the first bad entry. */
export async function exemptionsOfFile(path: string): Promise<ExemptionList> {
  const { entries, maxDays, tagExemptions } = await readExemptionFile(path);
  const { valid, faults } = exemptionFaults(entries, maxDays);
  const [first] = faults;
  if (first === undefined) return { maxDays, tagExemptions, exemptions: valid };
  const all = faults.length === 1 ? '' : ` (configmend exemptions check ${path} names all ${faults.length} faults)`;
  throw new Failure('FILE_UNREADABLE', `${path}: ${describeFault(first)}${all}`);
}

/** On one line: a line that the file itself begins could be a command to the CI that prints it. */
export function describeFault({ index, id, message }: ExemptionFault): string {
  return onOneLine(`exemptions[${index}]${id === undefined ? '' : ` (${id})`}: ${message}`);
}
