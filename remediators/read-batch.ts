import * as v from 'valibot';
import { explainIssues } from '../contract/explain-issues.ts';
import { Failure } from '../contract/failure.ts';
import { RemediationBatch } from '../contract/remediation-batch.ts';

/** What a remediator was invoked with. Throws MESSAGE_INVALID for what is no batch: whoever may invoke it may send anything. */
export function readBatch(event: unknown): RemediationBatch {
  const parsed = v.safeParse(RemediationBatch, event);
  if (!parsed.success) throw new Failure('MESSAGE_INVALID', `remediation batch: ${explainIssues(parsed.issues)}`);
  return parsed.output;
}
