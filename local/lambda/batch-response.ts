import * as v from 'valibot';

const Failure = v.looseObject({ itemIdentifier: v.pipe(v.string(), v.nonEmpty()) });
const Response = v.nullable(v.looseObject({ batchItemFailures: v.nullish(v.array(Failure), []) }));

/**
 * The ids of the messages that a function has not finished. Without ReportBatchItemFailures an answer is a success. With it, an
 * answer that is not of its form, or names what was not in the batch, counts as a failure of all (AWS Lambda Developer Guide,
 * "Handling errors for an SQS event source in Lambda").
 */
export function unfinished(
  records: readonly { readonly messageId: string }[],
  payload: string,
  reportsFailures: boolean,
): ReadonlySet<string> {
  if (!reportsFailures) return new Set();
  const all = new Set(records.map(({ messageId }) => messageId));
  const parsed = v.safeParse(Response, JSON.parse(payload));
  if (!parsed.success) return all;
  const failures = parsed.output?.batchItemFailures ?? [];
  const named = new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
  return [...named].every((id) => all.has(id)) ? named : all;
}
