import { bucketScenarios } from './scenarios-buckets.ts';
import { crashScenarios } from './scenarios-crashes.ts';
import { groupScenarios } from './scenarios-groups.ts';
import { liveScenarios } from './scenarios-live.ts';
import { organizationScenarios } from './scenarios-organization.ts';
import { overlapScenario } from './scenarios-overlap.ts';
import { queueScenarios } from './scenarios-queue.ts';
import { raceScenarios } from './scenarios-races.ts';
import { refusedScenarios } from './scenarios-refused.ts';
import { everyRuleRestored, restoreScenarios } from './scenarios-restore.ts';
import { graceScenario, safeguardScenarios } from './scenarios-safeguards.ts';
import { unapprovedScenarios } from './scenarios-unapproved.ts';
import type { Scenario } from './scenario.ts';

/** In this order, one after the other. */
export const scenarios: readonly Scenario[] = [
  ...groupScenarios,
  ...bucketScenarios,
  ...queueScenarios,
  ...safeguardScenarios,
  ...liveScenarios,
  ...unapprovedScenarios,
  ...crashScenarios,
  ...raceScenarios,
  ...refusedScenarios,
  ...organizationScenarios,
  overlapScenario,
  ...restoreScenarios,
  graceScenario,
  everyRuleRestored,
];
