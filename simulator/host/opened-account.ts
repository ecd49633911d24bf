import { createRandom } from './random.ts';
import { accountRule, blockSettings, type Scenario } from './scenario.ts';

/**
 * One seed in eight has people open the account, which few would by what is drawn for all kinds of resources alike. By numbers of its own, so
 * that what else a seed draws stays as it is.
 */
export function withAccountOpened(scenario: Scenario): Scenario {
  const random = createRandom(scenario.seed ^ 0x1b_87_35_93);
  if (!random.chance(0.125)) return scenario;
  const opened = Array.from({ length: random.chance(0.3) ? 2 : 1 }, () => ({
    // Half the time is left to mend it.
    at: random.below(scenario.troubleMs / 2),
    do: 'open account' as const,
    kept: random.chance(0.5) ? [] : blockSettings.filter(() => random.chance(0.5)),
  }));
  return {
    ...scenario,
    rules: [...scenario.rules.filter((rule) => rule !== accountRule), accountRule],
    publicBuckets: random.chance(0.25) ? 'unproven' : 'none',
    deeds: [...scenario.deeds, ...opened].toSorted((a, b) => a.at - b.at),
  };
}
