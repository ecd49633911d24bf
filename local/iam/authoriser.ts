import type { Caller } from '../service.ts';
import { roleArnOf } from '../sts/principal.ts';
import { assertKnownKeys } from './context-keys.ts';
import { denial } from './denial.ts';
import { type AccessRequest, type Decision, evaluatePolicy } from './evaluate-policy.ts';
import { parsePolicy, type PolicyDocument, type Statement } from './policy-document.ts';
import { type AccountFacts, requiredAccess, type RoutedCall } from './required-access.ts';

/** One answer to one action on one resource; a call that needs several has several. */
export interface AccessDecision {
  /** The role's name. */
  readonly role: string;
  /** The role's account. */
  readonly accountId: string;
  readonly service: string;
  readonly operation: string;
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
  /** Position of the statement that decided, over the role's documents in order; absent where none did, or the session's own policy did. */
  readonly statement?: number;
}

/** By a role's ARN, or by its name for a role of the default account. */
export type RolePolicies = ReadonlyMap<string, readonly PolicyDocument[]>;

/** Whether roles may do what they ask for. */
export interface Authoriser {
  /**
   * From now on these roles, of whatever account, may do what their documents allow and nothing else. Any other principal, those that were
   * limited before among them, is not limited, but by the policy that its session was begun with. Throws MalformedPolicyDocument for a document that cannot be judged.
   */
  enforce(rolePolicies: RolePolicies): void;
  /** The same of one role, the others staying as they are; without documents it is not limited any more. */
  enforceRole(roleArn: string, documents: readonly PolicyDocument[] | undefined): void;
  /** Every decision so far, in order. */
  readonly decisions: readonly AccessDecision[];
  /** Throws the error that AWS denies the call with. */
  authorise(call: RoutedCall, caller: Caller): void;
}

export function createAuthoriser(accountId: string, facts: AccountFacts): Authoriser {
  let roles = new Map<string, Statement[]>();
  const decisions: AccessDecision[] = [];
  /** Compared without the path, which a session's ARN does not tell: a name is an account's once (IAM User Guide, "IAM identifiers"). */
  const keyOf = (role: string): string => {
    const [, of = accountId, name = role] = /^arn:[^:]+:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(role) ?? [];
    return `${of}/${name}`;
  };

  return {
    enforce(rolePolicies) {
      roles = new Map([...rolePolicies].map(([role, documents]) => [keyOf(role), documents.flatMap(parsePolicy)]));
    },
    enforceRole(roleArn, documents) {
      if (documents === undefined) roles.delete(keyOf(roleArn));
      else roles.set(keyOf(roleArn), documents.flatMap(parsePolicy));
    },
    decisions,
    authorise(call, caller) {
      const { principalArn, sessionPolicy } = caller;
      const roleArn = roleArnOf(principalArn);
      const statements = roleArn === undefined ? undefined : roles.get(keyOf(roleArn));
      if (roleArn === undefined || (statements === undefined && sessionPolicy === undefined)) return;
      const { service, operation } = call;
      const record = (action: string, resource: string, decision: Decision): void => {
        const by = 'statement' in decision && statements !== undefined ? { statement: decision.statement } : {};
        const [role = '', of] = [roleArn.split('/').at(-1), caller.accountId];
        const allowed = decision.effect === 'allow';
        decisions.push({ role, accountId: of, service, operation, action, resource, allowed, ...by });
      };
      const required = requiredAccess(call, caller, facts);
      if (required === undefined) {
        const action = `${service}:${operation}`;
        record(action, '*', { effect: 'implicit-deny' });
        const reason = 'because local/iam/required-access.ts does not say what the call needs';
        throw denial(service, { principalArn, action, resource: '*', reason });
      }
      for (const request of required) {
        const { action, resource } = request;
        const own = decide(statements, request);
        const session = decide(sessionPolicy, request);
        const limited = own.effect === 'allow' && session.effect !== 'allow';
        record(action, resource, limited ? { effect: 'implicit-deny' } : own);
        const reason = reasonOf(limited ? session : own, action, limited ? 'session' : 'identity-based');
        if (reason !== undefined) throw denial(service, { principalArn, action, resource, reason });
      }
    },
  };
}

/** Policies that are not there limit nothing. */
function decide(statements: readonly Statement[] | undefined, request: AccessRequest): Decision {
  if (statements === undefined) return { effect: 'allow', statement: 0 };
  assertKnownKeys(statements, request);
  return evaluatePolicy(statements, request);
}

function reasonOf(decision: Decision, action: string, kind: 'identity-based' | 'session'): string | undefined {
  switch (decision.effect) {
    case 'allow':
      return undefined;
    case 'explicit-deny':
      return `with an explicit deny in ${kind === 'session' ? 'a session' : 'an identity-based'} policy`;
    case 'implicit-deny':
      return `because no ${kind} policy allows the ${action} action`;
  }
}
