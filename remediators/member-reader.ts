import type { SessionCredentials } from '../aws/assume-role.ts';
import { isClosedRegion } from '../aws/closed-region.ts';
import { Failure } from '../contract/failure.ts';
import type { AnyReader } from '../resources/reader.ts';
import type { MemberSessions } from './member-sessions.ts';

/**
 * Reads in another account, with a session that is begun with the first read: what is refused before that costs no call. Where it cannot
 * be had all calls reject with ROLE_NOT_ASSUMED, and of what cannot be read the failure names account and role as well.
 */
export function createMemberReader(
  sessions: MemberSessions,
  createReader: (credentials: SessionCredentials) => AnyReader,
): AnyReader {
  let reader: Promise<AnyReader> | undefined;
  const open = (): Promise<AnyReader> => (reader ??= sessions.forReads().then(createReader));
  return {
    async read(ids) {
      const { found, gone, failed } = await (await open()).read(ids);
      return { found, gone, failed: new Map([...failed].map(([id, failure]) => [id, inMember(failure, sessions)])) };
    },
    async *list(unread) {
      yield* (await open()).list(unread);
    },
    async count() {
      const inner = await open();
      return inner.count().catch((error: unknown) => {
        throw error instanceof Failure ? inMember(error, sessions) : error;
      });
    },
    async contextOf(resources, needs) {
      return (await open()).contextOf(resources, needs);
    },
    async logChains(names) {
      return (await (await open()).logChains?.(names)) ?? new Map();
    },
  };
}

/** The next step before AWS's words, which are long: what is told is cut at the end. */
function inMember(failure: Failure, { words, region, roleArn }: MemberSessions): Failure {
  const who = `account ${words}, as ${roleArn}`;
  const next = isClosedRegion(failure.cause)
    ? `enable region ${region} in that account, or take it out of the account's regions in member_accounts`
    : 'where the role lacks a permission, apply the stack configmend-member in that account again';
  const message = failure.transient ? `${who}: ${failure.message}` : `${who}: ${next}. (${failure.message})`;
  return new Failure(failure.code, message, {
    cause: failure.cause,
    ids: { ...failure.ids, roleArn },
    transient: failure.transient,
  });
}
