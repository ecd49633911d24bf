import type { Severity } from '../contract/instruction.ts';
import { createSweepStore } from '../sweep/sweep-store.ts';
import { ledgerBucket } from './ledger-bucket.ts';
import { ledgerClient } from './ledger-client.ts';
import { explainLedgerError } from './ledger-error.ts';
import { printSweep } from './sweep-print.ts';
import { exitCodeOfSweep, type ShownSweep } from './sweep-shown.ts';
import { sweepOverview } from './sweep-table.ts';
import type { Terminal } from './terminal.ts';
import { useEndpoint } from './use-endpoint.ts';

export interface SweepLastOptions {
  readonly bucket?: string;
  readonly endpoint?: string;
  readonly json?: string | true;
  readonly failOn?: Severity;
}

/** Shows the newest sweep of the ledger. Exit code as of a sweep; 1 where there has been none. Rejects with USAGE or READ_FAILED. */
export async function sweepLast(options: SweepLastOptions, terminal: Terminal): Promise<number> {
  const bucket = ledgerBucket(options.bucket);
  useEndpoint(options.endpoint);
  const s3 = ledgerClient();
  const found = await createSweepStore(s3, bucket)
    .last()
    .catch((error: unknown) => {
      throw explainLedgerError(error, bucket);
    });
  if (found === undefined) {
    terminal.warn(`${bucket} has no sweep yet: the schedule makes one, or configmend sweep --bucket ${bucket}`);
    return 1;
  }
  const { sweepId, plan, parts } = found;
  const shown: ShownSweep = {
    sweepId,
    startedAt: plan?.startedAt ?? parts[0]?.startedAt ?? '',
    parts,
    missing: (plan?.places ?? []).filter(
      ({ accountId, region }) => !parts.some(({ place }) => place.accountId === accountId && place.region === region),
    ),
    unread: plan === undefined ? ['which places it was to look at is not known'] : [],
  };
  await printSweep(shown, options.json, terminal, { above: sweepOverview(shown, terminal.paint) });
  return exitCodeOfSweep(shown, options.failOn);
}
