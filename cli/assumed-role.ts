import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { errorText } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';

export interface RoleToAssume {
  readonly arn: string;
  readonly externalId?: string | undefined;
}

/** Credentials of a session, as clients of the SDK take them. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

const renewedBeforeMs = 5 * 60_000;

/**
 * The credentials of a role, for all clients of its account: assumed once, and again before they expire. Rejects with READ_FAILED
 * and the next step.
 */
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
      session = assume(sts, role);
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

async function assume(sts: Pick<STSClient, 'send'>, { arn, externalId }: RoleToAssume): Promise<SessionCredentials> {
  const refused = (why: string, cause?: unknown): Failure =>
    new Failure('READ_FAILED', `role ${arn} cannot be assumed: ${why}`, { cause });
  const input = { RoleArn: arn, RoleSessionName: 'configmend-scan', ExternalId: externalId };
  const answer = await sts.send(new AssumeRoleCommand(input)).catch((cause: unknown) => {
    throw refused(
      `${errorText(cause)}. Its trust policy has to name the caller, with --external-id if it asks for one.`,
      cause,
    );
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
