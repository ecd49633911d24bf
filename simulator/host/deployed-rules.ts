import { ruleOf } from '../../rules/registry.ts';
import { isJudgedByConfig } from '../../rules/rule.ts';
import { accountRule, changeRule, groupRule, restrictedPorts, type Scenario } from './scenario.ts';
import { accountId } from './services.ts';

const userArn = (name: string): string => `arn:aws:iam::${accountId}:user/${name}`;
/** What differs from the defaults, by rule. */
const ruleParameters: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [groupRule]: { ports: restrictedPorts.join(',') },
  [changeRule]: { approvedPrincipals: ['person', 'operator'].map((name) => userArn(name)).join(',') },
  // All the ports that anybody looks at, so that what it closes is what lies between them.
  'security-group-authorized-ports': { tcpPorts: '22,80,443,3389,8443' },
};

export function ruleParametersOf({ publicBuckets }: Scenario, id: string): Readonly<Record<string, string>> {
  return id === accountRule ? { publicBuckets } : (ruleParameters[id] ?? {});
}

/** Whether AWS Config has a rule for it, and so a Lambda. */
export function isAskedByConfig(id: string): boolean {
  const rule = ruleOf(id);
  return rule !== undefined && isJudgedByConfig(rule);
}
