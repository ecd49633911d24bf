import { AwsError } from './aws-error.ts';
import type { RequestContext } from './iam/condition.ts';
import { parseResourcePolicy, resourceDecision, type ResourceStatement } from './iam/resource-policy.ts';
import type { Caller } from './service.ts';

/** An action such as `sqs:SendMessage` on a resource. */
export interface PolicyQuestion {
  readonly action: string;
  /** An ARN. */
  readonly resource: string;
  readonly context?: RequestContext;
}

/**
 * Whether a resource's policy lets a caller of another account do something: some statement allows it and none denies it. Whether the
 * caller's own account lets it is asked elsewhere, by the policies of its role. Throws NotImplemented for a policy that cannot be judged here.
 */
export function policyAllows(
  policy: string | undefined,
  caller: Caller,
  { action, resource, context = {} }: PolicyQuestion,
): boolean {
  if (policy === undefined) return false;
  return resourceDecision(statementsOf(policy, resource), caller, { action, resource, context }).effect === 'allow';
}

function statementsOf(policy: string, resource: string): ResourceStatement[] {
  try {
    return parseResourcePolicy(JSON.parse(policy));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new AwsError(
      'NotImplemented',
      `the local account cannot judge the policy of ${resource}: ${error.message}`,
      501,
    );
  }
}
