import type { Plan } from '../../contract/plan.ts';
import type { Violation } from '../../contract/violation.ts';
import { describePorts } from '../../exposure/describe-rule.ts';
import { nameStatement } from '../../publicness/describe-statement.ts';
import { describeViolation } from '../../rules/annotation.ts';

/**
 * What is exposed to whom, without the rule or statement that exposes it: `tcp 22 from the whole IPv4 internet`, `tcp 25 to …`. Of a
 * statement, what the plan quotes of it. Anything that exposes nothing is told as annotations tell it.
 */
export function exposureWords(violation: Violation, { before }: Pick<Plan, 'before'>): string {
  switch (violation.kind) {
    case 'exposed-ports': {
      const { protocol, ports, rule, reachedBy } = violation;
      return `${protocol} ${describePorts(ports)} ${rule.direction === 'ingress' ? 'from' : 'to'} ${reachedBy}`;
    }
    case 'public-grant':
      return `${violation.grant.permission} by ACL to ${violation.audience}`;
    case 'public-statement': {
      const opening = `${nameStatement(violation)} allows `;
      const quoted = before.find((line) => line.startsWith(opening));
      return quoted === undefined ? describeViolation(violation) : allowed(quoted.slice(opening.length));
    }
    default:
      return describeViolation(violation);
  }
}

function allowed(terms: string): string {
  const everyone = /^everyone (?!but )/;
  return everyone.test(terms) ? terms.replace(everyone, 'to everyone: ') : `to ${terms}`;
}
