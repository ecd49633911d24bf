import { csv } from '../csv.ts';
import { accountName } from '../members.ts';
import { callsOf, isExempt, type ScanReport, severityOf } from './scan-report.ts';

const header = [
  'compliance',
  'severity',
  'rule',
  'resourceType',
  'resourceId',
  'accountId',
  'region',
  'exempt',
  'annotation',
  'mendedBy',
  'scannedAt',
  'accountName',
];

/** One row of each verdict, then one of each thing that could not be read (`UNREAD`), so that no gap passes for compliant. */
export function scanCsv({ evaluations, errors, partial, at, members }: ScanReport): string {
  const scannedAt = at.toISOString();
  const verdicts = evaluations.map((evaluation) => [
    evaluation.compliance,
    severityOf(evaluation),
    evaluation.rule,
    evaluation.resourceType,
    evaluation.resourceId,
    evaluation.accountId,
    evaluation.region,
    isExempt(evaluation) ? 'yes' : 'no',
    evaluation.annotation,
    evaluation.compliance === 'NON_COMPLIANT' ? callsOf(evaluation) : undefined,
    scannedAt,
    accountName(members, evaluation.accountId),
  ]);
  const gaps = [...errors, ...(partial === undefined ? [] : [{ message: partial }])].map((error) => [
    'UNREAD',
    undefined,
    undefined,
    'of' in error ? error.of?.resourceType : undefined,
    'resourceId' in error ? error.resourceId : undefined,
    'of' in error ? error.of?.accountId : undefined,
    'of' in error ? error.of?.region : undefined,
    'no',
    error.message,
    undefined,
    scannedAt,
    'of' in error && error.of !== undefined ? accountName(members, error.of.accountId) : undefined,
  ]);
  return csv(header, [...verdicts, ...gaps]);
}
