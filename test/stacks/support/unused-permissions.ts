import type { AccessDecision } from '../../../local/iam/authoriser.ts';
import { matchesAction } from '../../../local/iam/evaluate-policy.ts';
import { parsePolicy, type PolicyDocument } from '../../../local/iam/policy-document.ts';
import { matchesResource } from '../../../local/iam/wildcard.ts';

/** One action on one resource pattern that a role is allowed. */
export interface Permission {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

/** Every action of every Allow with each of its resources, so far as no decision was made by it. */
export function unusedPermissions(
  policies: ReadonlyMap<string, readonly PolicyDocument[]>,
  decisions: readonly AccessDecision[],
): Permission[] {
  return [...policies].flatMap(([role, documents]) =>
    documents.flatMap(parsePolicy).flatMap(({ effect, actions, resources }, statement) => {
      if (effect === 'Deny') return [];
      const made = decisions.filter((one) => one.allowed && one.role === role && one.statement === statement);
      return actions.patterns
        .flatMap((action) => resources.patterns.map((resource) => ({ role, action, resource })))
        .filter(
          ({ action, resource }) =>
            !made.some((one) => matchesAction(action, one.action) && matchesResource(resource, one.resource)),
        );
    }),
  );
}

/** The documents without an action, wherever it is allowed. */
export function withoutAction(documents: readonly PolicyDocument[], action: string): PolicyDocument[] {
  return documents.map(
    (document) =>
      JSON.parse(JSON.stringify(document), (name, value: unknown) => {
        if (!Array.isArray(value)) return value;
        if (name === 'Action') return value.filter((one) => one !== action);
        return name === 'Statement' ? value.filter((one) => one.Action.length > 0) : value;
      }) as PolicyDocument,
  );
}
