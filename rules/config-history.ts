import {
  type ConfigServiceClient,
  GetResourceConfigHistoryCommand,
  paginateGetComplianceDetailsByConfigRule,
  paginateGetComplianceDetailsByResource,
  type ResourceType as ConfigResourceType,
} from '@aws-sdk/client-config-service';
import { Failure } from '../contract/failure.ts';
import type { ResourceIdentity } from '../contract/resource.ts';
import { endingPages } from '../aws/ending-pages.ts';
import { understood } from '../aws/understood.ts';
import { type ConfigurationItem, parseConfigurationItem } from '../resources/configuration-item.ts';
import type { ItemSummary } from './rule-event.ts';

/**
 * The item that an oversized notification stands for: the newest one not later than its capture time (AWS Config Developer
 * Guide, "Example Functions": laterTime, limit 1). Throws READ_FAILED when AWS has none.
 */
export async function fetchItem(
  config: Pick<ConfigServiceClient, 'send'>,
  summary: ItemSummary,
): Promise<ConfigurationItem> {
  const newest = new GetResourceConfigHistoryCommand({
    resourceType: summary.resourceType as ConfigResourceType,
    resourceId: summary.resourceId,
    laterTime: new Date(summary.captureTime),
    limit: 1,
  });
  const item = await understood('AWS Config', async () => (await config.send(newest)).configurationItems?.[0]);
  if (item !== undefined) return parseConfigurationItem(item);
  throw new Failure('READ_FAILED', `AWS Config has no item of ${summary.resourceId} at ${summary.captureTime}`, {
    ids: { resourceId: summary.resourceId, accountId: summary.accountId },
    transient: true,
  });
}

/** Every resource id that the Config rule has a verdict for; one that it said is not applicable has none. */
export function reportedBefore(config: ConfigServiceClient, configRuleName: string): Promise<string[]> {
  return understood('AWS Config', () => readReported(config, configRuleName));
}

async function readReported(config: ConfigServiceClient, configRuleName: string): Promise<string[]> {
  const ids: string[] = [];
  const pages = paginateGetComplianceDetailsByConfigRule(
    { client: config, pageSize: 100 },
    { ConfigRuleName: configRuleName },
  );
  for await (const page of endingPages(pages, ({ NextToken }) => NextToken)) {
    for (const result of page.EvaluationResults ?? []) {
      const id = result.EvaluationResultIdentifier?.EvaluationResultQualifier?.ResourceId;
      if (id !== undefined && result.ComplianceType !== 'NOT_APPLICABLE') ids.push(id);
    }
  }
  return ids;
}

/** Whether AWS Config's verdict so far is that the resource violates the Config rule. */
export function violatedBefore(
  config: ConfigServiceClient,
  configRuleName: string,
  of: Pick<ResourceIdentity, 'type' | 'id'>,
): Promise<boolean> {
  return understood('AWS Config', () => readViolated(config, configRuleName, of));
}

async function readViolated(
  config: ConfigServiceClient,
  configRuleName: string,
  { type, id }: Pick<ResourceIdentity, 'type' | 'id'>,
): Promise<boolean> {
  const pages = paginateGetComplianceDetailsByResource(
    { client: config },
    { ResourceType: type, ResourceId: id, ComplianceTypes: ['NON_COMPLIANT'] },
  );
  for await (const { EvaluationResults = [] } of endingPages(pages, ({ NextToken }) => NextToken)) {
    const names = EvaluationResults.map(
      ({ EvaluationResultIdentifier }) => EvaluationResultIdentifier?.EvaluationResultQualifier?.ConfigRuleName,
    );
    if (names.includes(configRuleName)) return true;
  }
  return false;
}
