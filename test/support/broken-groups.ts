import type { Work } from '../../contract/remediation-batch.ts';
import type { SecurityGroup } from '../../contract/resource.ts';
import { groupIdentity, held, work } from './instructions.ts';
import type { Remediation } from './remediation.ts';
import { ingress, securityGroup } from './security-groups.ts';

export const ssh = ingress('tcp', 22, '0.0.0.0/0');
export const rdp = ingress('tcp', 3389, '0.0.0.0/0');

/** A group with these rules; unless given, with port 22 open to the world. */
export function broken(id: string, ...rules: Parameters<typeof securityGroup>[0]): SecurityGroup {
  return securityGroup(rules.length === 0 ? [ssh] : rules, { id });
}

/** One message that asks for the group. */
export function asked(id = 'sg-1'): Work {
  return work(held({ resource: groupIdentity(id) }));
}

/** The group's rules as they are now. */
export function rulesOf({ live }: Remediation, id = 'sg-1'): unknown {
  const found = live.get(id);
  return found !== undefined && 'rules' in found ? found.rules : undefined;
}
