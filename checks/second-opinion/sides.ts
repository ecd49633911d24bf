import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { LocalAccount } from '../../local/local-account.ts';
import type { Clients, Side } from './step.ts';

export const region = 'eu-west-1' as const;

export interface Endpoints {
  readonly all: string;
  /** By name: S3 Control puts the account before the host. */
  readonly s3Control: string;
}

export interface SessionKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export function endpointsOf(endpoint: string): Endpoints {
  return { all: endpoint, s3Control: endpoint.replace('127.0.0.1', 'localhost') };
}

/** A refusal is to be compared as it comes, not tried again. */
export function clientsOf({ all, s3Control }: Endpoints, credentials: SessionKeys): Clients {
  const config = { endpoint: all, region, credentials, maxAttempts: 1 };
  return {
    ec2: new EC2Client(config),
    s3: new S3Client(config),
    s3Control: new S3ControlClient({ ...config, endpoint: s3Control }),
    sqs: new SQSClient(config),
    sts: new STSClient(config),
  };
}

/** Keys of a session in that account, from whoever keeps it. */
export async function assumed(endpoint: string, accountId: string, role = 'second-opinion'): Promise<SessionKeys> {
  const sts = new STSClient({ endpoint, region, credentials: { accessKeyId: 'operator', secretAccessKey: 'none' } });
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${accountId}:role/${role}`, RoleSessionName: 'second-opinion' }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** Answers two new accounts of the same number each time, with nothing in them yet. */
export function newSides(account: LocalAccount, moto: string): () => Promise<[Side, Side]> {
  let count = 0;
  return async () => {
    count += 1;
    const accountId = String(300_000_000_000 + count);
    account.services.sts.roles.register({ arn: `arn:aws:iam::${accountId}:role/second-opinion`, trusted: ['*'] });
    const side = async (name: Side['name'], endpoint: string): Promise<Side> => ({
      name,
      accountId,
      clients: clientsOf(endpointsOf(endpoint), await assumed(endpoint, accountId)),
      names: new Map([
        ['$account-own', accountId],
        ['$bucket-1', `second-opinion-${count}-one`],
        ['$bucket-2', `second-opinion-${count}-two`],
        ['$bucket-none', `second-opinion-${count}-none`],
      ]),
    });
    return [await side('local', account.endpoint), await side('moto', moto)];
  };
}
