import * as v from 'valibot';

const Check = v.object({
  check_id: v.string(),
  check_name: v.string(),
  file_path: v.string(),
  resource: v.string(),
});
const Report = v.object({
  results: v.object({
    passed_checks: v.array(Check),
    failed_checks: v.array(Check),
    skipped_checks: v.array(Check),
    parsing_errors: v.array(v.string()),
  }),
});

/** One resource that one of checkov's checks objects to. */
export interface Finding {
  /** `CKV_AWS_18`. */
  readonly check: string;
  /** What the check asks for. */
  readonly asks: string;
  /** The folder that the plan was in. */
  readonly stack: string;
  /** `aws_s3_bucket.ledger`. */
  readonly resource: string;
}

export interface Scan {
  readonly findings: readonly Finding[];
  readonly passed: readonly Finding[];
  /** Of the stacks in which checkov found anything to judge. */
  readonly stacks: ReadonlySet<string>;
}

/**
 * What `checkov --output json` says of one framework. Throws for anything else, for a file that checkov could not read and for a
 * check that it skipped by itself: what was not judged is not sound.
 */
export function parseScan(text: string): Scan {
  const { results } = v.parse(Report, JSON.parse(text));
  if (results.parsing_errors.length > 0) throw new Error(`checkov could not read ${results.parsing_errors.join(', ')}`);
  const [skipped] = results.skipped_checks;
  if (skipped !== undefined) throw new Error(`checkov skipped ${skipped.check_id}: only justified-findings.ts may`);
  const [passed, findings] = [results.passed_checks.map(finding), results.failed_checks.map(finding)];
  return {
    findings,
    passed,
    stacks: new Set([...passed, ...findings].map(({ stack }) => stack)),
  };
}

function finding({
  check_id: check,
  check_name: asks,
  file_path: path,
  resource,
}: v.InferOutput<typeof Check>): Finding {
  return { check, asks, stack: path.replace(/^\//, '').replace(/\/[^/]*$/, ''), resource };
}
