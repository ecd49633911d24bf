import { SSMClient } from '@aws-sdk/client-ssm';
import { createSsm } from '../../../local/ssm/ssm.ts';
import { type Served, serve } from './served.ts';

export interface ServedSsm extends Served {
  readonly ssm: SSMClient;
  client(who?: Parameters<Served['settings']>[0]): SSMClient;
}

/** Parameter Store alone, on a clock that stands still. */
export async function startSsm(): Promise<ServedSsm> {
  const served = await serve((deps) => ({ services: [createSsm(deps)], handles: {} }), { frozen: true });
  const client: ServedSsm['client'] = (who = {}) => new SSMClient(served.settings(who));
  return { ...served, client, ssm: client() };
}
