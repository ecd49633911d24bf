import type { Exemption } from '../../contract/exemption.ts';
import type { Plan } from '../../contract/plan.ts';
import type { GroupRule } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { applyExemptions, type Sifted } from '../../exemptions/apply-exemptions.ts';
import type { PlanLimits } from '../../remediators/remediator.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { exemption, exemptionList } from './exemptions.ts';
import { applyChange } from './group-simulator.ts';
import { judgedBy } from './judged-by.ts';
import { arbitraryContext, ingress, securityGroup } from './security-groups.ts';

export const ports = 'security-group-restricted-ports';
export const authorised = 'security-group-authorized-ports';
export const closed = 'security-group-default-closed';
export const everything = ingress('-1', null, '0.0.0.0/0', 'temp');
const parameters: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [ports]: { ports: '22,3389,udp:53' },
  [authorised]: { tcpPorts: '80,443' },
  [closed]: {},
};

/** What each rule finds in the group, told apart by the exemptions. */
export function sift(rules: readonly GroupRule[], asking: readonly string[], exemptions: readonly Exemption[]): Sifted {
  const group = securityGroup(rules, { name: 'default' });
  const sifted = asking.map((id) =>
    applyExemptions(
      group,
      id,
      judgedBy(id, rules, { context: arbitraryContext, group: { name: 'default' }, parameters: parameters[id] ?? {} }),
      exemptionList(...exemptions),
      new Date('2026-11-21T00:00:00Z'),
    ),
  );
  return { open: sifted.flatMap(({ open }) => open), exempt: sifted.flatMap(({ exempt }) => exempt) };
}

/** The plan for what is found and not exempt, where it leads to, and what was found. */
export function planned(
  rules: readonly GroupRule[],
  asking: readonly string[],
  exemptions: readonly Exemption[],
  limits: PlanLimits = {},
): { plan: Plan; end: GroupRule[]; open: readonly Violation[] } {
  const { open, exempt } = sift(rules, asking, exemptions);
  const plan = securityGroupRemediator.plan(securityGroup(rules), open, {
    ...limits,
    exempt: exempt.map(({ violation }) => violation),
  });
  return { plan, end: plan.changes.reduce(applyChange, [...rules]), open };
}

/** An exemption from a rule in the account of the tests. */
export function of(rule: string, overrides: Partial<Exemption>): Exemption {
  return exemption({ rule, account: '123456789012', ...overrides });
}
