import { randomBytes } from 'node:crypto';
import { Failure } from '../contract/failure.ts';
import { addExemptions, type AddDeps } from '../exemptions/add-exemptions.ts';
import { describeExemption, momentText } from '../exemptions/describe-exemption.ts';
import { describeSelection, describeTarget } from '../exemptions/exemption-words.ts';
import { exemptionFaults } from './exemption-faults.ts';
import { ledgerBucket } from './ledger-bucket.ts';
import { ledgerClient } from './ledger-client.ts';
import { onOneLine } from './plain-text.ts';
import type { Terminal } from './terminal.ts';
import { useEndpoint } from './use-endpoint.ts';

/** The fields of an exemption as they are given on a command line. */
export interface AddExemptionOptions {
  readonly id?: string;
  readonly rule: string;
  readonly resource?: string;
  readonly account?: string;
  readonly region?: string;
  readonly tag?: string;
  readonly port?: string;
  readonly cidr?: string;
  readonly sid?: string;
  readonly grantee?: string;
  readonly permission?: string;
  readonly setting?: string;
  readonly owner: string;
  readonly reason: string;
  readonly ticket?: string;
  readonly until?: Date;
  /** In milliseconds. */
  readonly for?: number;
  readonly bucket?: string;
  readonly json?: boolean;
}

/**
 * Adds one exemption to the list beside the declared one, in force at once. Rejects with USAGE, EXEMPTION_INVALID or what
 * `addExemptions` rejects with; then nothing was written.
 */
export async function addExemption(
  options: AddExemptionOptions,
  terminal: Terminal,
  now = new Date(),
  deps = depsOf(options),
): Promise<number> {
  const { until, for: lasting, bucket: _bucket, json, ...fields } = options;
  const ends = until ?? (lasting === undefined ? undefined : new Date(now.getTime() + lasting));
  if (ends === undefined) throw new Failure('USAGE', 'give --until or --for: no exemption is for ever');
  const entry = {
    id: `added-${momentText(now).slice(0, 10)}-${randomBytes(3).toString('hex')}`,
    ...fields,
    created: toSecond(now),
    expires: toSecond(ends),
    createdBy: 'added',
  };
  const { valid, faults } = exemptionFaults([entry], Infinity);
  const [exemption] = valid;
  if (exemption === undefined) {
    throw new Failure('EXEMPTION_INVALID', faults.map(({ message }) => message).join('; '));
  }
  await addExemptions([exemption], deps);
  terminal.out(
    json === true
      ? JSON.stringify(exemption, null, 2)
      : onOneLine(
          `${exemption.id}: ${exemption.rule}, ${describeTarget(exemption)} of ${describeSelection(exemption)}: ${describeExemption(exemption, ends)}`,
        ),
  );
  return 0;
}

function toSecond(moment: Date): string {
  return moment.toISOString().replace(/\.\d+/, '');
}

function depsOf({ bucket }: AddExemptionOptions): AddDeps {
  useEndpoint(undefined);
  return {
    s3: ledgerClient(),
    bucket: ledgerBucket(bucket),
    now: () => new Date(),
  };
}
