import { AwsError } from '../aws-error.ts';
import type { Caller } from '../service.ts';
import { roleArnOf } from '../sts/principal.ts';
import { denial } from './denial.ts';
import { type AccessRequest, concerns, type Decision, evaluatePolicy } from './evaluate-policy.ts';
import { parsePolicy, type PolicyDocument, type Statement } from './policy-document.ts';
import { type AccountFacts, optionalContextKeys, requiredAccess, type RoutedCall } from './required-access.ts';

/** One answer to one action on one resource; a call that needs several has several. */
export interface AccessDecision {
  /** The role's name. */
  readonly role: string;
  readonly service: string;
  readonly operation: string;
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
  /** Position of the statement that decided, over the role's documents in order; absent where none did. */
  readonly statement?: number;
}

export type RolePolicies = ReadonlyMap<string, readonly PolicyDocument[]>;

/** Whether the account's roles may do what they ask for. */
export interface Authoriser {
  /**
   * From now on these roles of the account may do what their documents allow and nothing else. Any other principal is not limited. Throws
   * MalformedPolicyDocument for a document that cannot be judged.
   */
  enforce(rolePolicies: RolePolicies): void;
  /** Every decision so far, in order. */
  readonly decisions: readonly AccessDecision[];
  /** Throws the error that AWS denies the call with. */
  authorise(call: RoutedCall, caller: Caller): void;
}

export function createAuthoriser(accountId: string, facts: AccountFacts): Authoriser {
  let roles = new Map<string, Statement[]>();
  const decisions: AccessDecision[] = [];

  return {
    enforce(rolePolicies) {
      roles = new Map([...rolePolicies].map(([name, documents]) => [name, documents.flatMap(parsePolicy)]));
    },
    decisions,
    authorise(call, caller) {
      const role = caller.accountId === accountId ? roleArnOf(caller.principalArn)?.split('/').at(-1) : undefined;
      const statements = role === undefined ? undefined : roles.get(role);
      if (role === undefined || statements === undefined) return;
      const { service, operation } = call;
      const record = (action: string, resource: string, decision: Decision): void => {
        const by = 'statement' in decision ? { statement: decision.statement } : {};
        decisions.push({ role, service, operation, action, resource, allowed: decision.effect === 'allow', ...by });
      };
      const { principalArn } = caller;
      const required = requiredAccess(call, caller, facts);
      if (required === undefined) {
        const action = `${service}:${operation}`;
        record(action, '*', { effect: 'implicit-deny' });
        const reason = 'because local/iam/required-access.ts does not say what the call needs';
        throw denial(service, { principalArn, action, resource: '*', reason });
      }
      for (const request of required) {
        const { action, resource } = request;
        assertKnownKeys(statements, request);
        const decision = evaluatePolicy(statements, request);
        record(action, resource, decision);
        const reason = reasonOf(decision, action);
        if (reason !== undefined) throw denial(service, { principalArn, action, resource, reason });
      }
    },
  };
}

/** A condition on what is not known here cannot be judged, be it for or against the call. */
function assertKnownKeys(statements: readonly Statement[], request: AccessRequest): void {
  const known = new Set([...Object.keys(request.context), ...optionalContextKeys].map((key) => key.toLowerCase()));
  for (const { key } of statements.filter((one) => concerns(one, request)).flatMap(({ conditions }) => conditions)) {
    if (known.has(key.toLowerCase())) continue;
    throw new AwsError('NotImplemented', `the local account does not know ${key} of ${request.action}`, 501);
  }
}

function reasonOf(decision: Decision, action: string): string | undefined {
  switch (decision.effect) {
    case 'allow':
      return undefined;
    case 'explicit-deny':
      return 'with an explicit deny in an identity-based policy';
    case 'implicit-deny':
      return `because no identity-based policy allows the ${action} action`;
  }
}
