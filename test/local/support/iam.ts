import type { LocalAccount } from '../../../local/local-account.ts';

interface Settings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

/** SDK clients whose calls are made by a session of a role, each call once. */
export function roleClients(account: LocalAccount, role: string, accountId = account.accountId) {
  const variables = account.environment({ roleArn: `arn:aws:iam::${accountId}:role/${role}` });
  const credentials = { accessKeyId: variables['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: 'local' };
  return {
    of: <Client>(Kind: new (settings: Settings) => Client, endpoint = account.endpoint): Client =>
      new Kind({ endpoint, region: account.region, credentials, maxAttempts: 1 }),
  };
}
