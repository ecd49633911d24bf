import * as v from 'valibot';
import type { JsonOperation } from '../json-protocol.ts';
import type { Regional } from '../service.ts';
import { configPage, invalidParameter, limit, nextToken, readConfigInput, ruleNames } from './input.ts';
import { resourceKey, type ResourceName } from './item.ts';
import { type ConfigRule, type ConfigState, type EvaluationResult, ruleNamed, rulesNamed } from './state.ts';

const types = v.optional(
  v.pipe(v.array(v.picklist(['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE', 'INSUFFICIENT_DATA'])), v.maxLength(3)),
  [],
);
const ByRuleInput = v.strictObject({ ConfigRuleNames: ruleNames, ComplianceTypes: types, NextToken: nextToken });
const ByResourceInput = v.strictObject({
  ResourceType: v.optional(v.string()),
  ResourceId: v.optional(v.string()),
  ComplianceTypes: types,
  Limit: limit(10),
  NextToken: nextToken,
});
const DetailsByRuleInput = v.strictObject({
  ConfigRuleName: v.string(),
  ComplianceTypes: types,
  Limit: limit(10),
  NextToken: nextToken,
});
const DetailsByResourceInput = v.strictObject({
  ResourceType: v.optional(v.string(), ''),
  ResourceId: v.optional(v.string(), ''),
  ComplianceTypes: types,
  NextToken: nextToken,
});

/** How many contributors are counted before the count is said to be capped. */
const contributorCap = 25;
const byRulePageSize = 25;
const byResourcePageSize = 100;

interface Compliance {
  readonly ComplianceType: 'COMPLIANT' | 'NON_COMPLIANT' | 'INSUFFICIENT_DATA';
  readonly ComplianceContributorCount?: { readonly CappedCount: number; readonly CapExceeded: boolean };
}

/** Compliance queries. A result of NOT_APPLICABLE counts for nothing, but is listed among the details. */
export function complianceOperations(states: Regional<ConfigState>): Record<string, JsonOperation> {
  return {
    DescribeComplianceByConfigRule(raw, caller) {
      const input = readConfigInput(ByRuleInput, raw);
      const described = rulesNamed(states.of(caller), input.ConfigRuleNames)
        .map((rule) => ({ ConfigRuleName: rule.name, Compliance: fold([...rule.results.values()]) }))
        .filter(({ Compliance }) => asked(input.ComplianceTypes, Compliance.ComplianceType));
      const { items, nextToken } = configPage(described, 'compliance by rule', byRulePageSize, input.NextToken);
      return { ComplianceByConfigRules: items, NextToken: nextToken };
    },
    DescribeComplianceByResource(raw, caller) {
      const input = readConfigInput(ByResourceInput, raw);
      if (input.ResourceId !== undefined && input.ResourceType === undefined) {
        throw invalidParameter('ResourceId needs a ResourceType.');
      }
      const described = [...resultsByResource(states.of(caller)).values()]
        .filter(
          ({ resource }) =>
            (input.ResourceType ?? resource.resourceType) === resource.resourceType &&
            (input.ResourceId ?? resource.resourceId) === resource.resourceId,
        )
        .map(({ resource, results }) => ({
          ResourceType: resource.resourceType,
          ResourceId: resource.resourceId,
          Compliance: fold(results),
        }))
        .filter(({ Compliance }) => asked(input.ComplianceTypes, Compliance.ComplianceType));
      const { items, nextToken } = configPage(described, 'compliance by resource', input.Limit, input.NextToken);
      return { ComplianceByResources: items, NextToken: nextToken };
    },
    GetComplianceDetailsByConfigRule(raw, caller) {
      const input = readConfigInput(DetailsByRuleInput, raw);
      forbidInsufficientData(input.ComplianceTypes);
      const rule = ruleNamed(states.of(caller), input.ConfigRuleName);
      const results = [...rule.results.values()].filter((result) =>
        asked(input.ComplianceTypes, result.complianceType),
      );
      const { items, nextToken } = configPage(results, `details of ${rule.name}`, input.Limit, input.NextToken);
      return { EvaluationResults: items.map((result) => describe(rule, result)), NextToken: nextToken };
    },
    GetComplianceDetailsByResource(raw, caller) {
      const input = readConfigInput(DetailsByResourceInput, raw);
      forbidInsufficientData(input.ComplianceTypes);
      if (input.ResourceType === '' || input.ResourceId === '') {
        throw invalidParameter('ResourceType and ResourceId must be given.');
      }
      const key = resourceKey({ resourceType: input.ResourceType, resourceId: input.ResourceId });
      const results = rulesNamed(states.of(caller), undefined).flatMap((rule) => {
        const result = rule.results.get(key);
        return result !== undefined && asked(input.ComplianceTypes, result.complianceType)
          ? [describe(rule, result)]
          : [];
      });
      const { items, nextToken } = configPage(results, `details of ${key}`, byResourcePageSize, input.NextToken);
      return { EvaluationResults: items, NextToken: nextToken };
    },
  };
}

function resultsByResource(state: ConfigState): Map<string, { resource: ResourceName; results: EvaluationResult[] }> {
  const found = new Map<string, { resource: ResourceName; results: EvaluationResult[] }>();
  for (const rule of state.rules.values()) {
    for (const [key, result] of rule.results) {
      if (result.complianceType === 'NOT_APPLICABLE') continue;
      const entry = found.get(key) ?? { resource: result, results: [] };
      found.set(key, entry);
      entry.results.push(result);
    }
  }
  return found;
}

/** One violation is enough; the contributors are the results that decide. */
function fold(results: readonly EvaluationResult[]): Compliance {
  const violations = results.filter(({ complianceType }) => complianceType === 'NON_COMPLIANT').length;
  if (violations > 0) {
    const ComplianceContributorCount = {
      CappedCount: Math.min(contributorCap, violations),
      CapExceeded: violations > contributorCap,
    };
    return { ComplianceType: 'NON_COMPLIANT', ComplianceContributorCount };
  }
  const compliant = results.some(({ complianceType }) => complianceType === 'COMPLIANT');
  return { ComplianceType: compliant ? 'COMPLIANT' : 'INSUFFICIENT_DATA' };
}

function asked(wanted: readonly string[], complianceType: string): boolean {
  return wanted.length === 0 || wanted.includes(complianceType);
}

function forbidInsufficientData(wanted: readonly string[]): void {
  if (wanted.includes('INSUFFICIENT_DATA')) {
    throw invalidParameter('INSUFFICIENT_DATA cannot be used as a ComplianceType for filtering results.');
  }
}

function describe(rule: ConfigRule, result: EvaluationResult): object {
  return {
    EvaluationResultIdentifier: {
      EvaluationResultQualifier: {
        ConfigRuleName: rule.name,
        ResourceType: result.resourceType,
        ResourceId: result.resourceId,
        EvaluationMode: 'DETECTIVE',
      },
      OrderingTimestamp: result.orderingTimestamp / 1000,
    },
    ComplianceType: result.complianceType,
    ResultRecordedTime: result.recordedAt / 1000,
    ConfigRuleInvokedTime: result.invokedAt / 1000,
    Annotation: result.annotation,
  };
}
