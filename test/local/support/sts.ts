import { STSClient } from '@aws-sdk/client-sts';
import { createSts, type Roles } from '../../../local/sts/sts.ts';
import { type Served, serve } from './served.ts';

export interface ServedSts extends Served {
  readonly roles: Roles;
  readonly sts: STSClient;
  client(who?: Parameters<Served['settings']>[0]): STSClient;
}

/** STS alone. */
export async function startSts(): Promise<ServedSts> {
  const served = await serve((deps, credentials) => {
    const sts = createSts(deps, credentials);
    return { services: [sts], handles: { roles: sts.roles } };
  });
  const client: ServedSts['client'] = (who = {}) => new STSClient(served.settings(who));
  return { ...served, client, sts: client() };
}
