import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { Failure } from '../contract/failure.ts';
import { classifyError, errorText } from './classify-error.ts';

/** Whom to become, and how narrowly. */
export interface RoleToAssume {
  readonly arn: string;
  /** Shows in CloudTrail: 2 to 64 of letters, digits and `_+=,.@-`. */
  readonly sessionName: string;
  readonly externalId?: string | undefined;
  /** Session tags; the role's trust policy has to allow `sts:TagSession`. At most 50, values of at most 256 characters. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** JSON of at most 2,048 characters (STS API, AssumeRole); the session may do only what both it and the role allow. */
  readonly policy?: string | undefined;
}

/** Credentials of a session, as clients of the SDK take them. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Rejects with ROLE_NOT_ASSUMED and the next step; transient where STS may answer otherwise later. */
export async function assumeRole(sts: Pick<STSClient, 'send'>, role: RoleToAssume): Promise<SessionCredentials> {
  const refused = (why: string, cause?: unknown): Failure =>
    new Failure('ROLE_NOT_ASSUMED', `role ${role.arn} cannot be assumed: ${why}`, {
      cause,
      ids: { roleArn: role.arn },
      transient: cause !== undefined && classifyError(cause) === 'transient',
    });
  const { tags = {} } = role;
  const command = new AssumeRoleCommand({
    RoleArn: role.arn,
    RoleSessionName: role.sessionName,
    ExternalId: role.externalId,
    ...(Object.keys(tags).length === 0 ? {} : { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
    ...(role.policy === undefined ? {} : { Policy: role.policy }),
  });
  const answer = await sts.send(command).catch((cause: unknown) => {
    throw refused(`${errorText(cause)}. It has to exist, and to trust the caller with this external id.`, cause);
  });
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
    throw refused('AWS answered without credentials');
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
}

const renewedBeforeMs = 5 * 60_000;

/** The credentials of a role, for all clients of a process: assumed once, and again before they expire. */
export function assumedRole(
  sts: Pick<STSClient, 'send'>,
  role: RoleToAssume,
  now: () => number = Date.now,
): () => Promise<SessionCredentials> {
  let session: Promise<SessionCredentials> | undefined;
  let renewAt = 0;
  return async () => {
    if (session === undefined || now() >= renewAt) {
      renewAt = Infinity;
      session = assumeRole(sts, role);
    }
    try {
      const credentials = await session;
      renewAt = credentials.expiration.getTime() - renewedBeforeMs;
      return credentials;
    } catch (error) {
      session = undefined;
      throw error;
    }
  };
}
