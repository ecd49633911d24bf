import { ConfigConfigRule } from '@cdktf/provider-aws/lib/config-config-rule/index.js';
import type { ITerraformDependable } from 'cdktf';
import { type Deployment, regionalName } from './deployment.ts';

/** AWS's own rules beside ours: they judge and mend nothing. `onlyIf` is a condition, an expression. */
export function managedRules(deployment: Deployment, recorder: ITerraformDependable, onlyIf?: string): void {
  const rule = new ConfigConfigRule(deployment.stack, 'managed-rule', {
    name: `${regionalName(deployment, 'managed')}-\${lower(replace(each.key, "_", "-"))}`,
    source: { owner: 'AWS', sourceIdentifier: '${each.value}' },
    dependsOn: [recorder],
  });
  const which = onlyIf === undefined ? 'var.managed_rules' : `[for id in var.managed_rules : id if ${onlyIf}]`;
  rule.addOverride('for_each', `\${toset(${which})}`);
}
