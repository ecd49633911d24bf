import * as v from 'valibot';
import type { Violation } from '../contract/violation.ts';
import { compareRules } from '../resources/rule-identity.ts';
import type { Rule } from './rule.ts';

const reason = 'the default group of a VPC has to be empty';

/**
 * The group that a VPC begins with has a rule of any kind, those that AWS itself puts there among them: its members to each other,
 * and everything outward (VPC user guide, "Default security groups for your VPCs"). Whoever names no group uses this one, so what
 * it opens, it opens by accident. It is told by its name, which EC2 reserves for it. Outside a VPC (EC2-Classic, in old items)
 * there is none to close.
 */
export const securityGroupDefaultClosed = {
  id: 'security-group-default-closed',
  resourceType: 'AWS::EC2::SecurityGroup',
  severity: 'medium',
  enabledByDefault: true,
  summary: 'The default group of a VPC has a rule, inbound or outbound.',
  risk: 'What is launched without a group of its own lands in this one, and gets by accident whatever its rules open.',
  triggers: ['change'],
  iamActions: [],
  mend: {
    by: 'security-group',
    summary: 'Revokes all rules of the default group; whatever still uses the group loses the traffic they allowed.',
  },
  parameters: {},
  parameterSchema: v.strictObject({}),
  evaluate: ({ id, name, vpcId, rules }): Violation[] => {
    if (vpcId === null || rules.length === 0) return [];
    if (name === '') return [{ kind: 'undecided', subject: `group ${id}`, reason: 'its name is not known' }];
    if (name !== 'default') return [];
    return rules.toSorted(compareRules).map((rule) => ({ kind: 'unwanted-rule', rule, reason }));
  },
} satisfies Rule<'AWS::EC2::SecurityGroup', object>;
