import { ConfigConfigRule } from '@cdktf/provider-aws/lib/config-config-rule/index.js';
import { type ITerraformDependable, TerraformIterator } from 'cdktf';
import { type Deployment, regionalName } from './deployment.ts';

/** AWS's own rules beside ours: they judge and mend nothing. */
export function managedRules(deployment: Deployment, recorder: ITerraformDependable): void {
  const each = TerraformIterator.fromList(deployment.variables.managed_rules.listValue);
  new ConfigConfigRule(deployment.stack, 'managed-rule', {
    forEach: each,
    name: `${regionalName(deployment, 'managed')}-\${lower(replace(each.key, "_", "-"))}`,
    source: { owner: 'AWS', sourceIdentifier: each.value },
    dependsOn: [recorder],
  });
}
