type Row = readonly [check: string, resource: string, stack: string];

/** What checkov writes of one framework, as far as it is read. */
export function checkovReport(rows: {
  readonly passed?: readonly Row[];
  readonly failed?: readonly Row[];
  readonly skipped?: readonly Row[];
  readonly unread?: readonly string[];
}): string {
  const checks = (of: readonly Row[] = []): object[] =>
    of.map(([check, resource, stack]) => ({
      check_id: check,
      bc_check_id: null,
      check_name: `Ensure ${check}`,
      check_result: { result: 'FAILED', evaluated_keys: [] },
      file_path: `/${stack}/tfplan.json`,
      resource,
      severity: null,
    }));
  return JSON.stringify({
    check_type: 'terraform_plan',
    results: {
      passed_checks: checks(rows.passed),
      failed_checks: checks(rows.failed),
      skipped_checks: checks(rows.skipped),
      parsing_errors: rows.unread ?? [],
    },
  });
}
