import type { STSClient } from '@aws-sdk/client-sts';
import { assumedRole, type SessionCredentials } from '../aws/assume-role.ts';
import { Failure } from '../contract/failure.ts';
import type { ClientOptions } from '../resources/client-cache.ts';
import type { Accounts } from './accounts.ts';
import { accountWords, readerRoleName, roleArn } from './membership.ts';

/**
 * Options of the clients that judge in an account, with a session of its reader role. They are the same object each time, so that clients are
 * kept, and renew their credentials by themselves. Rejects with ROLE_NOT_ASSUMED, naming account, role and next step.
 */
export type ReaderSessions = (accounts: Accounts, accountId: string) => Promise<ClientOptions>;

interface Session {
  readonly options: ClientOptions;
  credentials(): Promise<SessionCredentials>;
}

/**
 * One session for each account, kept as long as the function lives. `sts` is of the hub's region: what an endpoint of a region issues is good in
 * all regions, those that have to be opted into among them (IAM User Guide, "Manage AWS STS in an AWS Region"), and no member's region has
 * to answer. `sessionName` is what the accounts' CloudTrail shows.
 */
export function createReaderSessions(
  sts: Pick<STSClient, 'send'>,
  sessionName = 'configmend-judge',
  now: () => number = Date.now,
): ReaderSessions {
  const sessions = new Map<string, Session>();

  const sessionOf = (arn: string, externalId: string | undefined): Session => {
    const key = `${arn} ${externalId ?? ''}`;
    const known = sessions.get(key);
    if (known !== undefined) return known;
    const credentials = assumedRole(sts, { arn, sessionName, externalId }, now);
    const session = { credentials, options: { credentials } };
    sessions.set(key, session);
    return session;
  };

  return async (accounts, accountId) => {
    const arn = roleArn(accounts, accountId, readerRoleName(accounts.prefix));
    const { credentials, options } = sessionOf(arn, accounts.externalId);
    try {
      await credentials();
      return options;
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      const next = 'Apply the member stack to the account, in its roles_region, with the settings of the hub.';
      throw new Failure(
        'ROLE_NOT_ASSUMED',
        `account ${accountWords(accounts, accountId)} cannot be judged: ${cause.message} ${next}`,
        { cause, ids: { ...cause.ids, accountId }, transient: cause.transient },
      );
    }
  };
}
