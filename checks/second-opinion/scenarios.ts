import { bucketScenarios } from './scenarios-buckets.ts';
import { groupScenarios } from './scenarios-groups.ts';
import { liveScenarios } from './scenarios-live.ts';
import { queueScenarios } from './scenarios-queue.ts';
import { restoreScenarios } from './scenarios-restore.ts';
import { graceScenario, safeguardScenarios } from './scenarios-safeguards.ts';
import type { Scenario } from './scenario.ts';

/** In this order, one after the other. */
export const scenarios: readonly Scenario[] = [
  ...groupScenarios,
  ...bucketScenarios,
  ...queueScenarios,
  ...safeguardScenarios,
  ...restoreScenarios,
  ...liveScenarios,
  graceScenario,
];
