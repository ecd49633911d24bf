import { VariableType } from 'cdktf';
import { defaultLimits, type SafetyLimits } from '../safety/limits.ts';
import type { Definition } from './declare-variables.ts';

/** The limits as Terraform spells them. */
const limitNames = {
  perRun: 'per_run',
  perHour: 'per_hour',
  sharePercent: 'share_percent',
  shareFrom: 'share_from',
  tugOfWar: 'tug_of_war',
} as const satisfies Record<keyof SafetyLimits, string>;

const limits = Object.keys(limitNames) as (keyof SafetyLimits)[];
const names = JSON.stringify(Object.values(limitNames));

/** How much may be mended before people have to look. */
export const breakerLimitsVariable = {
  breaker_limits: {
    type: VariableType.map(VariableType.NUMBER),
    default: {},
    nullable: false,
    description:
      'What trips the breaker: resources mended in one run (per_run), in an hour (per_hour), and as a share of all of their type in ' +
      'an hour (share_percent, looked at from share_from mends on). A violation mended tug_of_war times in a day is left to people. ' +
      `Unless given: ${limits.map((limit) => `${limitNames[limit]} ${defaultLimits[limit]}`).join(', ')}.`,
    validation: [
      {
        condition: `\${alltrue([for name in keys(var.breaker_limits) : contains(${names}, name)])}`,
        errorMessage: `breaker_limits may give only: ${Object.values(limitNames).join(', ')}.`,
      },
      {
        condition: '${alltrue([for limit in values(var.breaker_limits) : limit >= 1 && floor(limit) == limit])}',
        errorMessage: 'breaker_limits must be whole numbers of at least 1; to change nothing at all, close the gate.',
      },
      {
        condition: '${lookup(var.breaker_limits, "share_percent", 1) <= 100}',
        errorMessage: 'breaker_limits must give a share_percent of at most 100.',
      },
    ],
  },
} satisfies Record<string, Definition>;

/** The setting BREAKER_LIMITS of the remediators: every limit, as safety/limits.ts reads them. */
export const breakerLimitsSetting = `\${jsonencode({${limits
  .map((limit) => `${limit} = lookup(var.breaker_limits, "${limitNames[limit]}", ${defaultLimits[limit]})`)
  .join(', ')}})}`;
