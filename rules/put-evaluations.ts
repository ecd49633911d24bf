import { type ConfigServiceClient, type Evaluation, PutEvaluationsCommand } from '@aws-sdk/client-config-service';
import * as v from 'valibot';
import { Failure } from '../contract/failure.ts';

/** Most evaluations of one call (AWS Config API, PutEvaluations). */
const perCall = 100;
const rounds = 3;

/**
 * Reports to AWS Config. The call answers 200 and lists what it did not store: that part is sent again, and what is refused
 * three times throws EVALUATIONS_REJECTED with the resource ids, so that the invocation is retried; all others are reported
 * before that. An empty list is sent too: it ends the run of a periodic rule.
 */
export async function putEvaluations(
  config: Pick<ConfigServiceClient, 'send'>,
  resultToken: string,
  evaluations: readonly Evaluation[],
): Promise<void> {
  if (evaluations.length === 0)
    await config.send(new PutEvaluationsCommand({ ResultToken: resultToken, Evaluations: [] }));
  const rejected: string[] = [];
  for (let start = 0; start < evaluations.length; start += perCall) {
    const refused = await putOneCall(config, resultToken, evaluations.slice(start, start + perCall));
    rejected.push(...refused.map((evaluation) => evaluation.ComplianceResourceId ?? '?'));
  }
  if (rejected.length === 0) return;
  const some = rejected.slice(0, 10).join(', ');
  throw new Failure('EVALUATIONS_REJECTED', `AWS Config did not store ${rejected.length} evaluations: ${some}`, {
    ids: { resourceIds: rejected.join(',') },
    transient: true,
  });
}

/** Returns what AWS Config refused in the end. */
async function putOneCall(
  config: Pick<ConfigServiceClient, 'send'>,
  resultToken: string,
  evaluations: Evaluation[],
): Promise<Evaluation[]> {
  let left = evaluations;
  for (let round = 0; round < rounds && left.length > 0; round++) {
    const answer = await config.send(new PutEvaluationsCommand({ ResultToken: resultToken, Evaluations: left }));
    left = refusedOf(left, answer.FailedEvaluations);
  }
  return left;
}

const text = v.optional(v.string());
const Refused = v.array(v.object({ ComplianceResourceType: text, ComplianceResourceId: text }));

/** By what AWS says it refused. Where that cannot be read, or names what it was not given, nobody knows what it stored: then all. */
function refusedOf(sent: Evaluation[], answered: unknown): Evaluation[] {
  const refused = v.safeParse(v.nullish(Refused, []), answered);
  if (!refused.success) return sent;
  const ids = new Set(refused.output.map(idOf));
  const ours = sent.filter((evaluation) => ids.has(idOf(evaluation)));
  return new Set(ours.map(idOf)).size < ids.size ? sent : ours;
}

function idOf({ ComplianceResourceType, ComplianceResourceId }: Partial<Evaluation>): string {
  return JSON.stringify([ComplianceResourceType, ComplianceResourceId]);
}
