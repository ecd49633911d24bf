import {
  ConfigServiceClient,
  DescribeComplianceByConfigRuleCommand,
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
  readonly findings: readonly { readonly resourceId: string; readonly annotation: string }[];
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
    let compliant = 0;
    const findings: { resourceId: string; annotation: string }[] = [];
    for await (const page of paginateGetComplianceDetailsByConfigRule({ client: config }, { ConfigRuleName })) {
      for (const result of page.EvaluationResults ?? []) {
        const resourceId = result.EvaluationResultIdentifier?.EvaluationResultQualifier?.ResourceId ?? '';
        if (result.ComplianceType === 'COMPLIANT') compliant += 1;
        if (result.ComplianceType === 'NON_COMPLIANT')
          findings.push({ resourceId, annotation: result.Annotation ?? '' });
      }
    }
    const verdict = ComplianceByConfigRules?.[0]?.Compliance?.ComplianceType ?? 'INSUFFICIENT_DATA';
    byRule.push({ rule: id, verdict, compliant, nonCompliant: findings.length, findings });
  }
  return byRule;
}
