import type { AwsSecurityFinding, ComplianceStatus, Resource } from '@aws-sdk/client-securityhub';
import type { Severity } from '../../contract/instruction.ts';
import { isMendable } from '../../contract/violation.ts';
import { partitionOf } from '../../resources/partition.ts';
import { resourceArn } from '../../resources/resource-arn.ts';
import type { RegisteredRule } from '../../rules/registered-rule.ts';
import { isJudgedByConfig } from '../../rules/rule.ts';
import { ruleOf } from '../../rules/registry.ts';
import { accountName } from '../members.ts';
import { plainText } from '../plain-text.ts';
import type { ScanEvaluation } from '../scan-evaluate.ts';
import { findingKey, type Judged } from './finding-key.ts';
import { callsOf, type ScanReport } from './scan-report.ts';
import { unreadVerdicts } from './unread-verdicts.ts';

/**
 * Findings in the AWS Security Finding Format, as BatchImportFindings takes them: at most 100 in a call, those of one account and
 * region in a call made there by that account (Security Hub API, BatchImportFindings; User Guide, "AWS Security Finding Format").
 * What is compliant is in it as PASSED: Security Hub then resolves what it was told before. A resource that is gone is archived. A rule
 * that no scan can judge by has no findings.
 */
export function scanAsff(report: ScanReport, productArn?: string): string {
  return JSON.stringify(securityFindings(report, productArn), null, 2);
}

export function securityFindings(report: ScanReport, productArn?: string): AwsSecurityFinding[] {
  const head: Head = { at: report.at.toISOString(), productArn, nameOf: (id) => accountName(report.members, id) };
  const judged = report.evaluations.flatMap((evaluation) => {
    const rule = ruleOf(evaluation.rule);
    if (rule === undefined || !isJudgedByConfig(rule)) return [];
    return [findingOf(evaluation, rule, verdictOf(evaluation, rule), head)];
  });
  const unread = unreadVerdicts(report).map((missing) => {
    const verdict = { status: 'NOT_AVAILABLE', label: 'INFORMATIONAL', says: missing.reason } as const;
    return findingOf(missing, missing.rule, verdict, head);
  });
  return [...judged, ...unread];
}

/** What all findings of a scan have in common. */
interface Head {
  readonly at: string;
  readonly productArn: string | undefined;
  nameOf(accountId: string): string | undefined;
}

interface Verdict {
  readonly status: ComplianceStatus;
  readonly label: Uppercase<Severity> | 'INFORMATIONAL';
  readonly says: string;
  readonly next?: string;
  readonly isGone?: boolean;
}

function verdictOf(evaluation: ScanEvaluation, rule: RegisteredRule): Verdict {
  const { compliance, annotation } = evaluation;
  switch (compliance) {
    case 'COMPLIANT':
      return { status: 'PASSED', label: 'INFORMATIONAL', says: annotation ?? 'Compliant.' };
    case 'NOT_APPLICABLE':
      return {
        status: 'NOT_AVAILABLE',
        label: 'INFORMATIONAL',
        says: 'The resource is gone, or not recorded.',
        isGone: true,
      };
    case 'NON_COMPLIANT':
      return {
        status: 'FAILED',
        label: labels[rule.severity],
        says: annotation ?? rule.summary,
        next: nextStep(evaluation, rule),
      };
  }
}

const labels = { critical: 'CRITICAL', high: 'HIGH', medium: 'MEDIUM', low: 'LOW' } as const satisfies Record<
  Severity,
  string
>;

function nextStep(evaluation: ScanEvaluation, { mend }: RegisteredRule): string {
  if ('by' in mend && evaluation.plan.length > 0 && evaluation.violations.some(isMendable))
    return `configmend mends it with ${callsOf(evaluation)}. ${mend.summary}`;
  return 'by' in mend ? 'Not mended here: the reason is in the description.' : `Not mended: ${mend.unmendedBecause}`;
}

const types = ['Software and Configuration Checks/AWS Security Best Practices'];

function findingOf(
  judged: Judged,
  rule: RegisteredRule,
  { status, label, says, next, isGone = false }: Verdict,
  { at, productArn, nameOf }: Head,
): AwsSecurityFinding {
  const { accountId, region, resourceId } = judged;
  const severity = { Label: label, Original: rule.severity };
  const name = nameOf(accountId);
  return {
    SchemaVersion: '2018-10-08',
    Id: `configmend/${accountId}/${rule.id}/${findingKey(judged, rule.id)}`,
    ProductArn:
      productArn ?? `arn:${partitionOf(region)}:securityhub:${region}:${accountId}:product/${accountId}/default`,
    ProductName: 'configmend',
    GeneratorId: `configmend/${rule.id}`,
    AwsAccountId: accountId,
    ...(name === undefined ? {} : { AwsAccountName: limited(name, 50) }),
    CreatedAt: at,
    UpdatedAt: at,
    Types: types,
    Severity: severity,
    FindingProviderFields: { Severity: severity, Types: types },
    Title: limited(`${rule.id}: ${resourceId}`, 256),
    Description: limited(says, 1024),
    ...(next === undefined ? {} : { Remediation: { Recommendation: { Text: limited(next, 512) } } }),
    ProductFields: { 'configmend/rule': rule.id, 'configmend/summary': limited(rule.summary, 2048) },
    Resources: [resourceOf(judged)],
    Compliance: { Status: status },
    RecordState: isGone ? 'ARCHIVED' : 'ACTIVE',
  };
}

/** Types and ids as Security Hub's own controls have them (Security Hub User Guide, "Resources"). */
function resourceOf(judged: Judged): Resource {
  const { resourceType, accountId, region } = judged;
  const partition = partitionOf(region);
  const place = isPartition(partition) ? { Partition: partition, Region: region } : { Region: region };
  switch (resourceType) {
    case 'AWS::EC2::SecurityGroup':
      return { Type: 'AwsEc2SecurityGroup', Id: resourceArn(judged), ...place };
    case 'AWS::S3::Bucket':
      return { Type: 'AwsS3Bucket', Id: resourceArn(judged), ...place };
    default:
      return { Type: 'AwsAccount', Id: `AWS::::Account:${accountId}`, ...place };
  }
}

function isPartition(partition: string): partition is 'aws' | 'aws-cn' | 'aws-us-gov' {
  return partition === 'aws' || partition === 'aws-cn' || partition === 'aws-us-gov';
}

/** One line of at most so many UTF-16 units, never half of a surrogate pair; what is cut ends in `…`. */
function limited(text: string, longest: number): string {
  const line = plainText(text);
  return line.length <= longest ? line : `${line.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
