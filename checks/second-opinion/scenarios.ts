import { bucketScenarios } from './scenarios-buckets.ts';
import { commandScenarios } from './scenarios-commands.ts';
import { crashScenarios } from './scenarios-crashes.ts';
import { egressScenarios } from './scenarios-egress.ts';
import { exemptionScenarios } from './scenarios-exemptions.ts';
import { forgedScenarios } from './scenarios-forged.ts';
import { foundTwiceScenarios } from './scenarios-found-twice.ts';
import { gateScenarios } from './scenarios-gate.ts';
import { graceAnewScenarios } from './scenarios-grace-anew.ts';
import { graceScenarios } from './scenarios-grace.ts';
import { groupScenarios } from './scenarios-groups.ts';
import { halfRefusedScenario } from './scenarios-half-refused.ts';
import { inspectedScenario } from './scenarios-inspected.ts';
import { judgedScenarios } from './scenarios-judged.ts';
import { ledgerScenarios } from './scenarios-ledger.ts';
import { liveScenarios } from './scenarios-live.ts';
import { logLoopScenarios } from './scenarios-log-loops.ts';
import { movedOnScenarios } from './scenarios-moved-on.ts';
import { organizationScenarios } from './scenarios-organization.ts';
import { overlapScenario } from './scenarios-overlap.ts';
import { queueScenarios } from './scenarios-queue.ts';
import { raceScenarios } from './scenarios-races.ts';
import { refusedScenarios } from './scenarios-refused.ts';
import { everyRuleRestored, restoreScenarios } from './scenarios-restore.ts';
import { graceScenario, safeguardScenarios } from './scenarios-safeguards.ts';
import { refusedLogsScenario, settingScenarios } from './scenarios-settings.ts';
import { unapprovedScenarios } from './scenarios-unapproved.ts';
import { unreadableScenarios } from './scenarios-unreadable.ts';
import type { Scenario } from './scenario.ts';

/** In this order, one after the other. */
export const scenarios: readonly Scenario[] = [
  ...groupScenarios,
  ...egressScenarios,
  ...bucketScenarios,
  ...queueScenarios,
  ...gateScenarios,
  ...commandScenarios,
  ...judgedScenarios,
  ...unreadableScenarios,
  ...forgedScenarios,
  ...safeguardScenarios,
  ...liveScenarios,
  ...unapprovedScenarios,
  inspectedScenario,
  ...foundTwiceScenarios,
  ...crashScenarios,
  ...raceScenarios,
  ...refusedScenarios,
  ...settingScenarios,
  ...ledgerScenarios,
  halfRefusedScenario,
  ...logLoopScenarios,
  ...organizationScenarios,
  overlapScenario,
  ...restoreScenarios,
  ...movedOnScenarios,
  ...exemptionScenarios,
  ...graceScenarios,
  ...graceAnewScenarios,
  graceScenario,
  refusedLogsScenario,
  everyRuleRestored,
];
