import type { Exemption, ExemptionList } from '../contract/exemption.ts';
import { momentText } from '../exemptions/describe-exemption.ts';
import { describeOrigin, describeSelection, describeTarget } from '../exemptions/exemption-words.ts';
import { dayMs, endOf } from '../exemptions/in-force.ts';
import { type ExemptionReader, exemptionReader } from '../exemptions/read-exemptions.ts';
import { ledgerBucket } from './ledger-bucket.ts';
import { ledgerClient } from './ledger-client.ts';
import { onOneLine } from './plain-text.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';
import { useEndpoint } from './use-endpoint.ts';

export interface ListExemptionsOptions {
  readonly bucket?: string;
  readonly json?: boolean;
}

/** Within so many days its end is near. */
const soonDays = 7;

/** All exemptions there are, the next to end first. Rejects with USAGE or EXEMPTIONS_UNREADABLE; else answers exit code 0. */
export async function listExemptions(
  options: ListExemptionsOptions,
  terminal: Terminal,
  now = new Date(),
  read = readerOf(options),
): Promise<number> {
  const reading = await read();
  if (reading.kind === 'unreadable') throw reading.failure;
  const { list } = reading;
  const listed = list.exemptions
    .map((exemption) => ({
      ...exemption,
      until: endOf(exemption, list).toISOString(),
      state: stateOf(exemption, list, now),
    }))
    .toSorted((one, other) => Date.parse(one.until) - Date.parse(other.until));
  if (options.json === true) {
    const { maxDays, tagExemptions } = list;
    terminal.out(JSON.stringify({ maxDays, tagExemptions, exemptions: listed }, null, 2));
    return 0;
  }
  if (list.tagExemptions) terminal.warn('tags may exempt resources as well; they are not listed here');
  if (listed.length === 0) terminal.out('There are no exemptions.');
  else {
    const header = ['ID', 'STATE', 'UNTIL', 'RULE', 'RESOURCES', 'EXEMPT', 'OWNER', 'TICKET', 'WRITTEN BY'];
    terminal.out(
      table(
        listed.map((exemption) => row(exemption, terminal.paint)),
        header,
      ),
    );
  }
  return 0;
}

export type ExemptionState = 'in force' | 'ends soon' | 'ended' | 'not yet';

export function stateOf(exemption: Exemption, limits: Pick<ExemptionList, 'maxDays'>, now: Date): ExemptionState {
  const left = endOf(exemption, limits).getTime() - now.getTime();
  if (left <= 0) return 'ended';
  if (Date.parse(exemption.created) > now.getTime()) return 'not yet';
  return left <= soonDays * dayMs ? 'ends soon' : 'in force';
}

const colours = { 'in force': 'green', 'ends soon': 'yellow', ended: 'dim', 'not yet': 'dim' } as const;

function row(exemption: Exemption & { until: string; state: ExemptionState }, paint: Terminal['paint']): string[] {
  return [
    exemption.id,
    paint(colours[exemption.state], exemption.state),
    momentText(new Date(exemption.until)),
    exemption.rule,
    onOneLine(describeSelection(exemption)),
    onOneLine(describeTarget(exemption)),
    onOneLine(exemption.owner),
    onOneLine(exemption.ticket ?? '-'),
    describeOrigin(exemption),
  ];
}

function readerOf({ bucket }: ListExemptionsOptions): ExemptionReader {
  useEndpoint(undefined);
  return exemptionReader(ledgerClient(), ledgerBucket(bucket));
}
