import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter/index.js';
import type { Deployment } from './deployment.ts';

/** The one place that says whether anything may be changed; schedule, coordinator and remediators follow it. */
export function gate({ stack, variables }: Deployment): SsmParameter {
  return new SsmParameter(stack, 'gate', {
    name: `/${variables.name_prefix.stringValue}/enable_auto_response`,
    description: 'configmend changes resources only while this reads true.',
    type: 'String',
    value: '${var.enable_auto_response ? "true" : "false"}',
  });
}
