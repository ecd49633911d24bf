import type { ScanEvaluation } from '../../cli/scan-evaluate.ts';
import type { ScanReport } from '../../cli/scan-report/scan-report.ts';
import { rules } from '../../rules/registry.ts';

/** A verdict that violates, with a call that mends it. */
export function violating(given: Partial<ScanEvaluation> = {}): ScanEvaluation {
  return {
    rule: 's3-bucket-versioning',
    resourceType: 'AWS::S3::Bucket',
    resourceId: 'holiday-photos',
    accountId: '111122223333',
    region: 'eu-west-1',
    compliance: 'NON_COMPLIANT',
    annotation: 'versioning is off',
    violations: [{ kind: 'versioning-off', found: 'Off' }],
    plan: [{ service: 's3', operation: 'PutBucketVersioning', input: { Bucket: 'holiday-photos' } }],
    ...given,
  };
}

export function compliant(given: Partial<ScanEvaluation> = {}): ScanEvaluation {
  const { annotation: _, ...evaluation } = violating();
  return { ...evaluation, compliance: 'COMPLIANT', violations: [], plan: [], ...given };
}

export function undecided(given: Partial<ScanEvaluation> = {}): ScanEvaluation {
  return violating({
    rule: 's3-bucket-acls-disabled',
    annotation: 'undecided: object ownership: not recorded',
    violations: [{ kind: 'undecided', subject: 'object ownership', reason: 'not recorded' }],
    plan: [],
    ...given,
  });
}

export function report(evaluations: readonly ScanEvaluation[], given: Partial<ScanReport> = {}): ScanReport {
  return {
    evaluations,
    errors: [],
    rules,
    source: { kind: 'live', accounts: ['111122223333'], regions: ['eu-west-1'] },
    at: new Date('2026-11-20T18:00:00.000Z'),
    ...given,
  };
}

/** A bucket that is known and could not be read. */
export const unreadBucket = {
  resourceId: 'locked-bucket',
  message: 'bucket locked-bucket cannot be read: AccessDenied: no',
  of: { accountId: '111122223333', region: 'eu-west-1', resourceType: 'AWS::S3::Bucket' },
} as const;

/** What somebody may have written into a tag, a description or a policy's Sid. */
export const hostile = `=HYPERLINK("http://evil.example")</td><script>alert('x')</script>\u0000\u001B[2J\u202E"&`;
