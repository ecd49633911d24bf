import {
  ConfigServiceClient,
  type EvaluationResult,
  GetComplianceDetailsByResourceCommand,
} from '@aws-sdk/client-config-service';
import type { ResourceType } from '../../../contract/resource.ts';
import type { Pipeline } from './pipeline.ts';

export type Verdict = Pick<EvaluationResult, 'ComplianceType' | 'Annotation'>;

/** What AWS Config answers about a resource now, by one rule; undefined where that rule has said nothing. */
export async function verdictOn(
  { account, deployment }: Pipeline,
  ResourceId: string,
  ruleId: string,
  type: ResourceType = 'AWS::EC2::SecurityGroup',
): Promise<Verdict | undefined> {
  const config = new ConfigServiceClient(account.clientConfig());
  const { EvaluationResults = [] } = await config.send(
    new GetComplianceDetailsByResourceCommand({ ResourceType: type, ResourceId }),
  );
  const found = EvaluationResults.find(
    ({ EvaluationResultIdentifier }) =>
      EvaluationResultIdentifier?.EvaluationResultQualifier?.ConfigRuleName === deployment.configRuleName(ruleId),
  );
  if (found === undefined) return undefined;
  const { ComplianceType, Annotation } = found;
  return {
    ...(ComplianceType === undefined ? {} : { ComplianceType }),
    ...(Annotation === undefined ? {} : { Annotation }),
  };
}
