import * as v from 'valibot';
import type { Deployment } from '../../local/deploy-pipeline.ts';
import type { LocalAccount } from '../../local/local-account.ts';
import { remediators } from '../../remediators/registry.ts';

const OutcomeLine = v.looseObject({
  message: v.literal('outcome'),
  resourceId: v.string(),
  outcome: v.string(),
  actionId: v.optional(v.string()),
  detail: v.string(),
});

interface LoggedOutcome {
  readonly resourceId: string;
  readonly outcome: string;
  readonly actionId?: string;
  readonly detail: string;
}

/** All outcomes until now, remediator by remediator. */
export function readOutcomes(account: LocalAccount, deployment: Deployment): LoggedOutcome[] {
  return remediators.flatMap(({ id }) =>
    outcomesFromLog(account.services.lambda.logs(deployment.functionName(`remediator-${id}`))),
  );
}

/** What the remediators logged of each resource, in order; other lines are passed over. */
export function outcomesFromLog(lines: readonly string[]): LoggedOutcome[] {
  return lines.flatMap((line) => {
    const parsed = v.safeParse(OutcomeLine, parseLine(line));
    if (!parsed.success) return [];
    const { resourceId, outcome, actionId, detail } = parsed.output;
    return [{ resourceId, outcome, ...(actionId === undefined ? {} : { actionId }), detail }];
  });
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
