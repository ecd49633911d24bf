import type { STSClient } from '@aws-sdk/client-sts';
import type { Account, Accounts } from '../accounts/accounts.ts';
import { accountWords, menderRoleName, roleArn, sessionTagKeys } from '../accounts/membership.ts';
import { assumeRole, type SessionCredentials } from '../aws/assume-role.ts';
import { errorText } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';
import type { CallsFor } from './apply.ts';
import type { Remediator } from './remediator.ts';
import { changePolicy, readPolicy } from './session-policy.ts';

export interface MemberSessionDeps {
  readonly sts: Pick<STSClient, 'send'>;
  readonly accounts: Accounts;
  /** The member, and the region of it that is worked in. */
  readonly account: Account;
  readonly region: string;
  readonly runId: string;
  readonly remediator: Pick<Remediator, 'id' | 'iamActions'>;
}

/**
 * Sessions of a remediator's role in another account, or in another region of its own. Each may do less than the role: a session for reads
 * changes nothing, and one for changes reaches one resource. Both calls reject with ROLE_NOT_ASSUMED, naming account, role and next step.
 */
export interface MemberSessions {
  /** The account as people know it. */
  readonly words: string;
  readonly region: string;
  readonly roleArn: string;
  /** One for all reads. */
  forReads(): Promise<SessionCredentials>;
  /** One for each action; its tags say which it is and by which rules. */
  forChanges(action: CallsFor): Promise<SessionCredentials>;
}

export function createMemberSessions(deps: MemberSessionDeps): MemberSessions {
  const { sts, accounts, account, region, remediator } = deps;
  const arn = roleArn(accounts, account.id, menderRoleName(accounts.prefix, remediator.id));
  const shared = { arn, sessionName: sessionName(deps.runId), externalId: accounts.externalId };
  const assume = async (more: { policy: string; tags?: Record<string, string> }): Promise<SessionCredentials> => {
    try {
      return await assumeRole(sts, { ...shared, ...more });
    } catch (cause) {
      throw notAssumed(deps, arn, cause);
    }
  };
  let reading: Promise<SessionCredentials> | undefined;
  return {
    words: accountWords(accounts, account.id),
    region,
    roleArn: arn,
    forReads: () => (reading ??= assume({ policy: readPolicy(remediator.iamActions, account.id, region) })),
    forChanges: ({ id, resource, rules }) =>
      assume({
        policy: changePolicy(remediator.iamActions, resource),
        tags: { [sessionTagKeys.action]: id, [sessionTagKeys.rule]: ruleTag(rules) },
      }),
  };
}

/** At most 64 of letters, digits and `_+=,.@-` (STS API, AssumeRole); a run's id is a UUID, and fits. */
function sessionName(runId: string): string {
  return `configmend-${runId.replaceAll(/[^\w+=,.@-]/g, '-')}`.slice(0, 64);
}

const longestTag = 256;

/** As many whole ids as fit in a tag's value (STS API, AssumeRole). */
function ruleTag(rules: readonly string[]): string {
  let text = '';
  for (const rule of rules) {
    const longer = text === '' ? rule : `${text} ${rule}`;
    if (longer.length > longestTag) break;
    text = longer;
  }
  return text;
}

/** The next step before AWS's words, which are long: what is told is cut at the end. */
function notAssumed({ accounts, account, region }: MemberSessionDeps, arn: string, cause: unknown): Failure {
  const next =
    'Apply the stack configmend-member there with the member_settings of the hub, then send the message back to the queue.';
  const words = accountWords(accounts, account.id);
  const why = errorText(cause instanceof Failure ? (cause.cause ?? cause) : cause);
  return new Failure('ROLE_NOT_ASSUMED', `account ${words}: role ${arn} cannot be assumed. ${next} (${why})`, {
    cause,
    ids: { accountId: account.id, region, roleArn: arn },
    transient: cause instanceof Failure && cause.transient,
  });
}
