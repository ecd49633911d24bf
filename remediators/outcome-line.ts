import type { RemediationBatch, RemediationReport } from '../contract/remediation-batch.ts';

type Result = RemediationReport['results'][number];

/** What is logged of one resource under the message `outcome`; the dashboard's queries name these fields. */
export interface OutcomeLine extends Result {
  readonly runId: string;
  /**
   * Of what was mended: whole seconds from the capture of the state that was found wrong, the oldest of those that asked for it, to
   * the end of the batch. The time that the gate was closed counts.
   */
  readonly secondsToMend?: number;
}

/** Pure. The line of each result, `at` being the end of the batch. */
export function outcomeLines(batch: RemediationBatch, results: readonly Result[], at: Date): OutcomeLine[] {
  const captures = new Map<string, number[]>();
  for (const { resource, messages } of batch.work) {
    const times = messages.map(({ instruction }) => Date.parse(instruction.evidence.capturedAt));
    captures.set(resource.id, [...(captures.get(resource.id) ?? []), ...times]);
  }
  return results.map((result) => {
    const line = { runId: batch.runId, ...result };
    const captured = captures.get(result.resourceId);
    if (result.outcome !== 'mended' || captured === undefined) return line;
    return { ...line, secondsToMend: Math.max(0, Math.round((at.getTime() - Math.min(...captured)) / 1000)) };
  });
}
