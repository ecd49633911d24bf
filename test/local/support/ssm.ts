import { SSMClient } from '@aws-sdk/client-ssm';
import { createSsm, type LocalSecrets } from '../../../local/ssm/ssm.ts';
import { type Served, serve } from './served.ts';

export interface ServedSsm extends Served {
  readonly ssm: SSMClient;
  readonly local: LocalSecrets;
  client(who?: Parameters<Served['settings']>[0]): SSMClient;
}

/** Parameter Store alone, on a clock that stands still. */
export async function startSsm(): Promise<ServedSsm> {
  const served = await serve(
    (deps) => {
      const local = createSsm(deps);
      return { services: [local], handles: { local } };
    },
    { frozen: true },
  );
  const client: ServedSsm['client'] = (who = {}) => new SSMClient(served.settings(who));
  return { ...served, client, ssm: client() };
}
