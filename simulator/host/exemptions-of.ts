import type { Estate } from './people.ts';
import { groupRule, type Scenario } from './scenario.ts';

/** What the deployment declares as exempt. */
export function exemptionsOf({ exempt }: Scenario, { groups }: Estate): object[] {
  if (exempt === null) return [];
  const resource = groups[exempt.group] ?? '';
  const [created, expires] = ['2026-11-01', '2026-12-31'];
  return [
    {
      id: 'of-people',
      rule: groupRule,
      resource,
      port: String(exempt.port),
      owner: 'people',
      reason: 'a test',
      created,
      expires,
    },
  ];
}
