import {
  ConfigServiceClient,
  DescribeComplianceByConfigRuleCommand,
  type EvaluationResult,
  paginateGetComplianceDetailsByConfigRule,
} from '@aws-sdk/client-config-service';
import type { LocalAccount } from '../../local/local-account.ts';
import type { Deployment } from '../../local/deploy-pipeline.ts';
import { storyRules } from './story-rules.ts';

export interface RuleCompliance {
  readonly rule: string;
  readonly verdict: string;
  readonly compliant: number;
  readonly nonCompliant: number;
  readonly findings: readonly Annotated[];
  /** What is compliant with an annotation, which says until when, by whom and why it is exempt. */
  readonly exempt: readonly Annotated[];
}

export interface Annotated {
  readonly resourceId: string;
  readonly annotation: string;
}

export interface Verdict {
  readonly compliance: string;
  readonly annotation: string;
}

/** What AWS Config says now, asked through its own API. */
export async function readCompliance(account: LocalAccount, deployment: Deployment): Promise<RuleCompliance[]> {
  const config = new ConfigServiceClient(account.clientConfig());
  const byRule: RuleCompliance[] = [];
  for (const id of storyRules) {
    const ConfigRuleName = deployment.configRuleName(id);
    const { ComplianceByConfigRules } = await config.send(
      new DescribeComplianceByConfigRuleCommand({ ConfigRuleNames: [ConfigRuleName] }),
    );
    const results: EvaluationResult[] = [];
    for await (const page of paginateGetComplianceDetailsByConfigRule({ client: config }, { ConfigRuleName })) {
      results.push(...(page.EvaluationResults ?? []));
    }
    const compliant = results.filter(({ ComplianceType }) => ComplianceType === 'COMPLIANT');
    const findings = results.filter(({ ComplianceType }) => ComplianceType === 'NON_COMPLIANT').map(annotated);
    byRule.push({
      rule: id,
      verdict: ComplianceByConfigRules?.[0]?.Compliance?.ComplianceType ?? 'INSUFFICIENT_DATA',
      compliant: compliant.length,
      nonCompliant: findings.length,
      findings,
      exempt: compliant.map(annotated).filter(({ annotation }) => annotation !== ''),
    });
  }
  return byRule;
}

/** AWS Config's verdict by a rule on one resource. */
export async function readVerdict(
  account: LocalAccount,
  deployment: Deployment,
  rule: string,
  resourceId: string,
): Promise<Verdict> {
  const config = new ConfigServiceClient(account.clientConfig());
  const ConfigRuleName = deployment.configRuleName(rule);
  for await (const page of paginateGetComplianceDetailsByConfigRule({ client: config }, { ConfigRuleName })) {
    const result = page.EvaluationResults?.find((one) => annotated(one).resourceId === resourceId);
    if (result !== undefined) {
      return { compliance: result.ComplianceType ?? '', annotation: result.Annotation ?? '' };
    }
  }
  return { compliance: 'INSUFFICIENT_DATA', annotation: '' };
}

function annotated({ EvaluationResultIdentifier, Annotation }: EvaluationResult): Annotated {
  const { ResourceId = '' } = EvaluationResultIdentifier?.EvaluationResultQualifier ?? {};
  return { resourceId: ResourceId, annotation: Annotation ?? '' };
}
