import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as v from 'valibot';
import { errorText } from '../aws/classify-error.ts';
import { explainIssues } from '../contract/explain-issues.ts';
import { type RemediationBatch, RemediationReport } from '../contract/remediation-batch.ts';

/**
 * How an invocation ended. `not-started`: throttled or not ready, so the function never ran. `crashed`: it ran and threw or
 * timed out, or Lambda will not run it at all. `unknown`: no answer came that can be read: it may still be running, or has
 * settled its messages already, so its resources must be left alone.
 */
export type Invocation =
  | { readonly kind: 'answered'; readonly report: RemediationReport }
  | { readonly kind: 'not-started' | 'crashed' | 'unknown'; readonly reason: string };

/** Synchronous, one attempt only: a retried invocation could run the same batch twice. Never rejects. */
export async function invokeRemediator(
  lambda: Pick<LambdaClient, 'send'>,
  functionName: string,
  batch: RemediationBatch,
): Promise<Invocation> {
  try {
    const { FunctionError, Payload } = await lambda.send(
      // As bytes: of a text the SDK would keep the text and two copies of it for as long as the function runs.
      new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(batch)) }),
    );
    const text = Payload === undefined ? '' : Buffer.from(Payload).toString();
    if (FunctionError !== undefined) return { kind: 'crashed', reason: `${FunctionError}: ${whatItThrew(text)}` };
    const report = v.safeParse(RemediationReport, parsed(text));
    if (report.success) return { kind: 'answered', report: report.output };
    return { kind: 'unknown', reason: `unreadable answer: ${explainIssues(report.issues)}` };
  } catch (error) {
    return { kind: refusals[error instanceof Error ? error.name : ''] ?? 'unknown', reason: errorText(error) };
  }
}

/** Answers by which Lambda says that it did not start the function, for now or for good (Lambda API, Invoke). */
const refusals: Readonly<Record<string, 'not-started' | 'crashed'>> = {
  TooManyRequestsException: 'not-started',
  ResourceNotReadyException: 'not-started',
  ResourceConflictException: 'not-started',
  EC2ThrottledException: 'not-started',
  AccessDeniedException: 'crashed',
  ResourceNotFoundException: 'crashed',
  RequestTooLargeException: 'crashed',
  InvalidRequestContentException: 'crashed',
};

const Thrown = v.object({ errorType: v.optional(v.string(), 'Error'), errorMessage: v.string() });

/** Lambda's account of an error, without the stack trace. */
function whatItThrew(text: string): string {
  const thrown = v.safeParse(Thrown, parsed(text));
  return (thrown.success ? `${thrown.output.errorType}: ${thrown.output.errorMessage}` : text).slice(0, 500);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
