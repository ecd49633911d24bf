import {
  type ConfigServiceClient,
  type EvaluationResult,
  paginateGetComplianceDetailsByConfigRule,
} from '@aws-sdk/client-config-service';
import { endingPages } from '../aws/ending-pages.ts';
import pMap from 'p-map';
import { compareTexts } from '../resources/rule-identity.ts';
import { rules } from '../rules/registry.ts';
import type { JudgedResource, JudgingRule, RuleVerdict, ShownPlace } from './console-data.ts';
import { type DeployedRule, unreadConfig } from './deployed-rules.ts';

const readsAtOnce = 4;

/** What is known of a resource beside its verdicts. */
export interface KnownAs {
  readonly name?: string;
  readonly about?: string;
}

/** What AWS Config says in one account and region. */
export interface JudgedPlace {
  readonly rules: readonly JudgingRule[];
  /** Those that break a rule first. */
  readonly resources: readonly JudgedResource[];
}

/** AWS Config's own verdicts by these rules. Rejects with READ_FAILED and the next step. */
export async function readCompliance(
  config: ConfigServiceClient,
  deployed: readonly DeployedRule[],
  known: ReadonlyMap<string, KnownAs>,
  place?: ShownPlace,
): Promise<JudgedPlace> {
  const where = place === undefined ? {} : { place };
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
      rows.set(key, { row: { type: rule.resourceType, id, ...known.get(id), ...where, verdicts }, verdicts });
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

/** Pure. Several places as one: each rule once, and what is of a whole account, which every region judges, with its newest verdicts. */
export function mergedCompliance(places: readonly JudgedPlace[]): JudgedPlace {
  const judging = new Map(places.flatMap(({ rules: of }) => of.map((rule) => [rule.id, rule] as const)));
  const rows = new Map<string, JudgedResource>();
  for (const row of places.flatMap(({ resources }) => resources)) {
    const key = `${row.type}/${row.id}`;
    const known = rows.get(key);
    rows.set(key, known === undefined ? row : { ...known, verdicts: newest(known.verdicts, row.verdicts) });
  }
  const ordered = rules.flatMap(({ id }) => judging.get(id) ?? []);
  return { rules: ordered, resources: worstFirst([...rows.values()], ordered) };
}

function newest(one: JudgedResource['verdicts'], other: JudgedResource['verdicts']): JudgedResource['verdicts'] {
  const newer = Object.entries(other).filter(([id, { at = '' }]) => at > (one[id]?.at ?? ''));
  return { ...one, ...Object.fromEntries(newer) };
}

async function verdictsOf(client: ConfigServiceClient, ConfigRuleName: string): Promise<EvaluationResult[]> {
  const results: EvaluationResult[] = [];
  const input = { ConfigRuleName, Limit: 100 };
  const pages = paginateGetComplianceDetailsByConfigRule({ client }, input);
  for await (const { EvaluationResults = [] } of endingPages(pages, ({ NextToken }) => NextToken)) {
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
