import {
  type ConfigServiceClient,
  DescribeComplianceByConfigRuleCommand,
  type DescribeComplianceByConfigRuleCommandOutput,
} from '@aws-sdk/client-config-service';
import { endingPages } from '../aws/ending-pages.ts';

/** AWS Config counts to 25 and then says that there are more. */
export interface NonCompliant {
  readonly resources: number;
  readonly orMore: boolean;
}

/** Names of one call (AWS Config API, DescribeComplianceByConfigRule). */
const perCall = 25;

/** What AWS Config calls non-compliant now, by the rule's id; those without are left out. `names` are the Config rules', by id. Rejects with the SDK's error or READ_FAILED. */
export async function nonCompliantByRule(
  config: Pick<ConfigServiceClient, 'send'>,
  names: Readonly<Record<string, string>>,
): Promise<Map<string, NonCompliant>> {
  const ids = new Map(Object.entries(names).map(([id, name]) => [name, id]));
  const found = new Map<string, NonCompliant>();
  const all = [...ids.keys()];
  for (let start = 0; start < all.length; start += perCall) {
    const ConfigRuleNames = all.slice(start, start + perCall);
    const answers = endingPages(pagesOf(config, ConfigRuleNames), ({ NextToken }) => NextToken);
    for await (const { ComplianceByConfigRules = [] } of answers) {
      for (const { ConfigRuleName = '', Compliance } of ComplianceByConfigRules) {
        const { CappedCount = 1, CapExceeded = false } = Compliance?.ComplianceContributorCount ?? {};
        found.set(ids.get(ConfigRuleName) ?? ConfigRuleName, { resources: CappedCount, orMore: CapExceeded });
      }
    }
  }
  return found;
}

/** The SDK's own paginator takes nothing but a whole client. */
async function* pagesOf(
  config: Pick<ConfigServiceClient, 'send'>,
  ConfigRuleNames: string[],
): AsyncGenerator<DescribeComplianceByConfigRuleCommandOutput> {
  let NextToken: string | undefined;
  do {
    const answer = await config.send(
      new DescribeComplianceByConfigRuleCommand({ ConfigRuleNames, ComplianceTypes: ['NON_COMPLIANT'], NextToken }),
    );
    yield answer;
    ({ NextToken } = answer);
  } while (NextToken !== undefined && NextToken !== '');
}
