import {
  type ConfigServiceClient,
  type EvaluationResult,
  paginateGetComplianceDetailsByConfigRule,
} from '@aws-sdk/client-config-service';
import pMap from 'p-map';
import { compareTexts } from '../resources/rule-identity.ts';
import type { Compliance, JudgedResource, JudgingRule, RuleVerdict } from './console-data.ts';
import { type DeployedRule, unreadConfig } from './deployed-rules.ts';

const readsAtOnce = 4;

/** What is known of a resource beside its verdicts. */
export interface KnownAs {
  readonly name?: string;
  readonly about?: string;
}

/** AWS Config's own verdicts by these rules. Rejects with READ_FAILED and the next step. */
export async function readCompliance(
  config: ConfigServiceClient,
  deployed: readonly DeployedRule[],
  known: ReadonlyMap<string, KnownAs>,
): Promise<Omit<Compliance, 'trend'>> {
  const rows = new Map<string, { readonly row: JudgedResource; readonly verdicts: Record<string, RuleVerdict> }>();
  const found = await pMap(deployed, ({ name }) => verdictsOf(config, name), { concurrency: readsAtOnce }).catch(
    (cause: unknown) => Promise.reject(unreadConfig(cause)),
  );
  for (const [at, { rule }] of deployed.entries()) {
    for (const result of found[at] ?? []) {
      const { ResourceId: id = '' } = result.EvaluationResultIdentifier?.EvaluationResultQualifier ?? {};
      const key = `${rule.resourceType}/${id}`;
      const verdicts = rows.get(key)?.verdicts ?? {};
      verdicts[rule.id] = verdictOf(result);
      rows.set(key, { row: { type: rule.resourceType, id, ...known.get(id), verdicts }, verdicts });
    }
  }
  const judging = deployed.map(({ rule: { id, summary, severity, resourceType } }): JudgingRule => ({
    id,
    summary,
    severity,
    resourceType,
  }));
  return {
    rules: judging,
    resources: worstFirst(
      [...rows.values()].map(({ row }) => row),
      judging,
    ),
  };
}

async function verdictsOf(client: ConfigServiceClient, ConfigRuleName: string): Promise<EvaluationResult[]> {
  const results: EvaluationResult[] = [];
  const input = { ConfigRuleName, Limit: 100 };
  for await (const { EvaluationResults = [] } of paginateGetComplianceDetailsByConfigRule({ client }, input)) {
    results.push(...EvaluationResults.filter(({ ComplianceType }) => ComplianceType !== 'NOT_APPLICABLE'));
  }
  return results;
}

function verdictOf({ ComplianceType, Annotation = '', ResultRecordedTime }: EvaluationResult): RuleVerdict {
  return {
    status: statusOf(ComplianceType, Annotation),
    ...(Annotation === '' ? {} : { annotation: Annotation }),
    ...(ResultRecordedTime === undefined ? {} : { at: ResultRecordedTime.toISOString() }),
  };
}

/** The rules annotate what is COMPLIANT only where an exemption makes it so. */
function statusOf(type: EvaluationResult['ComplianceType'], annotation: string): RuleVerdict['status'] {
  if (type === 'NON_COMPLIANT') return 'breaks';
  if (type !== 'COMPLIANT') return 'unknown';
  return annotation === '' ? 'compliant' : 'exempt';
}

const severities = ['critical', 'high', 'medium', 'low'] as const;

function worstFirst(resources: readonly JudgedResource[], judging: readonly JudgingRule[]): JudgedResource[] {
  const severityOf = new Map(judging.map(({ id, severity }) => [id, severities.indexOf(severity)]));
  const rank = ({ verdicts }: JudgedResource): number => {
    const all = Object.entries(verdicts);
    const broken = all.flatMap(([id, { status }]) => (status === 'breaks' ? (severityOf.get(id) ?? 0) : []));
    if (broken.length > 0) return Math.min(...broken);
    return all.some(([, { status }]) => status === 'exempt') ? severities.length : severities.length + 1;
  };
  return resources.toSorted(
    (one, other) => rank(one) - rank(other) || compareTexts(one.name ?? one.id, other.name ?? other.id),
  );
}
