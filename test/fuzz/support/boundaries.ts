/** Each boundary that `npm run fuzz` tries, as the table of the docs names it. A fuzzer of no other name compiles. */
export const boundaries = [
  'CLI arguments',
  'CLI files',
  'CloudTrail events',
  'JSON from AWS',
  'SNS and outbox records',
  'SQS bodies',
  'XML from AWS',
  'answers of STS and Lambda',
  'answers to writes',
  'configuration items (API form)',
  'configuration items (stream form)',
  'console requests',
  'exemption files',
  'ledger records',
  'listings from AWS',
  'parameters',
  'records of the bucket',
  'remediation batches',
  'rule events',
  'sweep events',
  'webhook answers',
] as const;
export type BoundaryName = (typeof boundaries)[number];

/** Inputs of a boundary, for a run of all to be whole. */
export const fullRuns = 10_000;

/** What was tried of one boundary in one run. */
export interface Tried {
  readonly boundary: BoundaryName;
  readonly inputs: number;
  readonly seconds: number;
}

/** Pure. A line for each boundary that was tried too little, or not at all. */
export function tooLittle(tried: readonly Tried[]): string[] {
  const inputsOf = new Map(tried.map(({ boundary, inputs }) => [boundary, inputs]));
  return boundaries.flatMap((boundary) => {
    const inputs = inputsOf.get(boundary) ?? 0;
    return inputs >= fullRuns ? [] : `${boundary}: ${inputs} of ${fullRuns} inputs`;
  });
}
