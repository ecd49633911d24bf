/** The values that every member needs, as its hub 111122223333 in eu-west-1 gives them. */
export function memberOf(over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    hub_account_id: '111122223333',
    hub_region: 'eu-west-1',
    external_id: 'an-external-id',
    hub_bus_arn: 'arn:aws:events:eu-west-1:111122223333:event-bus/configmend-members',
    roles_region: 'eu-west-1',
    ...over,
  };
}

/** What a member needs beside, to judge with functions of its own. */
export const judgingItself = {
  judge: 'local',
  hub_queue_url: 'https://sqs.eu-west-1.amazonaws.com/111122223333/configmend-remediation',
  hub_queue_arn: 'arn:aws:sqs:eu-west-1:111122223333:configmend-remediation',
  hub_bucket: 'configmend-eu-west-1-ledger-111122223333',
} as const;

/** The account that is applied to in tests of a member. */
export const memberAccount = '444455556666';

/** As many accounts as `member_accounts` of a hub, in its own region and another. */
export function membersOf(count: number): Record<string, { name: string; mode: string; regions: string[] }> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      String(444_455_556_666 + index),
      { name: `account-${index}`, mode: 'auto', regions: ['eu-west-1', 'us-east-1'] },
    ]),
  );
}
