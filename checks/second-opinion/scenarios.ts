import { bucketScenarios } from './scenarios-buckets.ts';
import { crashScenarios } from './scenarios-crashes.ts';
import { egressScenarios } from './scenarios-egress.ts';
import { groupScenarios } from './scenarios-groups.ts';
import { ledgerScenarios } from './scenarios-ledger.ts';
import { liveScenarios } from './scenarios-live.ts';
import { movedOnScenarios } from './scenarios-moved-on.ts';
import { organizationScenarios } from './scenarios-organization.ts';
import { overlapScenario } from './scenarios-overlap.ts';
import { queueScenarios } from './scenarios-queue.ts';
import { raceScenarios } from './scenarios-races.ts';
import { refusedScenarios } from './scenarios-refused.ts';
import { everyRuleRestored, restoreScenarios } from './scenarios-restore.ts';
import { refusedLogsScenario, settingScenarios } from './scenarios-settings.ts';
import { graceScenario, safeguardScenarios } from './scenarios-safeguards.ts';
import { unapprovedScenarios } from './scenarios-unapproved.ts';
import { unreadableScenarios } from './scenarios-unreadable.ts';
import type { Scenario } from './scenario.ts';

/** In this order, one after the other. */
export const scenarios: readonly Scenario[] = [
  ...groupScenarios,
  ...egressScenarios,
  ...bucketScenarios,
  ...queueScenarios,
  ...unreadableScenarios,
  ...safeguardScenarios,
  ...liveScenarios,
  ...unapprovedScenarios,
  ...crashScenarios,
  ...raceScenarios,
  ...refusedScenarios,
  ...settingScenarios,
  ...ledgerScenarios,
  ...organizationScenarios,
  overlapScenario,
  ...restoreScenarios,
  ...movedOnScenarios,
  graceScenario,
  refusedLogsScenario,
  everyRuleRestored,
];
