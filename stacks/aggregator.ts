import { ConfigConfigurationAggregator } from '@cdktf/provider-aws/lib/config-configuration-aggregator/index.js';
import { Token } from 'cdktf';
import { type HubDeployment, regionalName } from './deployment.ts';
import { accountIds } from './members.ts';

/** Shows the verdicts of all accounts and regions in one place, where that is wanted. Nothing here reads it. */
export function aggregator(deployment: HubDeployment): void {
  new ConfigConfigurationAggregator(deployment.stack, 'aggregator', {
    count: Token.asNumber('${var.config_aggregator ? 1 : 0}'),
    name: regionalName(deployment, 'accounts'),
    accountAggregationSource: { accountIds: Token.asList(`\${${accountIds}}`), allRegions: true },
  });
}
