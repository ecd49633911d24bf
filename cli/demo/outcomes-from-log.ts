import * as v from 'valibot';

const OutcomeLine = v.looseObject({
  message: v.literal('outcome'),
  resourceId: v.string(),
  outcome: v.string(),
  actionId: v.optional(v.string()),
  detail: v.string(),
});

/** What the remediators logged of each resource, in order; other lines are passed over. */
export function outcomesFromLog(
  lines: readonly string[],
): { resourceId: string; outcome: string; actionId?: string; detail: string }[] {
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
