import { Failure } from '../contract/failure.ts';

/** The option of every command that works on the ledger bucket. */
export const bucketOption = ['--bucket <name>', 'the ledger bucket (default CONFIGMEND_LEDGER_BUCKET)'] as const;

/** Where ledger, exemptions and the state of the safeguards are: as asked for, else as the environment says. Throws USAGE. */
export function ledgerBucket(
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const bucket = given ?? environment['CONFIGMEND_LEDGER_BUCKET'];
  if (bucket !== undefined && bucket !== '') return bucket;
  const how = 'give --bucket, or set CONFIGMEND_LEDGER_BUCKET, to the stack’s output ledger_bucket';
  throw new Failure('USAGE', `which ledger is not known: ${how}`);
}
