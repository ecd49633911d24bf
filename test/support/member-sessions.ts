import { STSClient } from '@aws-sdk/client-sts';
import { assert } from 'chai';
import type { Account } from '../../accounts/accounts.ts';
import { createMemberSessions, type MemberSessions } from '../../remediators/member-sessions.ts';
import { remediatorOf } from '../../remediators/registry.ts';
import { accountsOf, memberAccount } from './accounts.ts';
import { answering, type Call } from './aws.ts';

/** What STS answers, each time with another key. */
export function sessionsInTurn(): () => unknown {
  let sessions = 0;
  return () => ({
    Credentials: {
      AccessKeyId: `key ${(sessions += 1)}`,
      SecretAccessKey: 'secret',
      SessionToken: 'token',
      Expiration: new Date('2026-11-20T13:00:00Z'),
    },
  });
}

/** Sessions of the remediator of groups in the member `payments`, with the calls that STS was asked. */
export function memberSessions(
  answer: unknown = sessionsInTurn(),
  {
    account = memberAccount(),
    runId = '0b5fd6a4-3a53-4b0d-9f4e-2b6f3a1c7d10',
  }: { account?: Account; runId?: string } = {},
): { sessions: MemberSessions; calls: Call[] } {
  const remediator = remediatorOf('security-group');
  if (remediator === undefined) assert.fail('no remediator of security groups');
  const { client, calls } = answering(new STSClient({ region: 'eu-west-1' }), { AssumeRole: answer });
  const deps = { sts: client, accounts: accountsOf(account), account, region: 'us-east-1', runId, remediator };
  return { sessions: createMemberSessions(deps), calls };
}
