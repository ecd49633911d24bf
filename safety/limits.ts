import * as v from 'valibot';
import { Failure } from '../contract/failure.ts';
import { explainIssues } from '../contract/explain-issues.ts';

const atLeastOne = v.pipe(v.number(), v.integer(), v.minValue(1));

/** How much may be mended before people have to look. */
export const SafetyLimits = v.strictObject({
  /** Resources in one run of the coordinator. */
  perRun: atLeastOne,
  /** Resources in any hour. */
  perHour: atLeastOne,
  /** In any hour, of all resources of the type, in percent. */
  sharePercent: v.pipe(v.number(), v.minValue(1), v.maxValue(100)),
  /** Below so many mends in the hour no share is looked at: two of three groups say nothing. */
  shareFrom: atLeastOne,
  /** Mends of the same violation in 24 hours, after which it is left to people. */
  tugOfWar: atLeastOne,
});
export type SafetyLimits = v.InferOutput<typeof SafetyLimits>;

export const defaultLimits: SafetyLimits = { perRun: 50, perHour: 200, sharePercent: 25, shareFrom: 10, tugOfWar: 3 };

/** From the setting BREAKER_LIMITS, a JSON object with every limit. Throws SETTING_INVALID naming the field. */
export function parseLimits(text: string): SafetyLimits {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    throw new Failure('SETTING_INVALID', 'environment variable BREAKER_LIMITS is not JSON', { cause });
  }
  const parsed = v.safeParse(SafetyLimits, given);
  if (parsed.success) return parsed.output;
  throw new Failure('SETTING_INVALID', `environment variable BREAKER_LIMITS: ${explainIssues(parsed.issues)}`);
}
