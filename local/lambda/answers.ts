import type { AwsResponse } from '../service.ts';
import type { Answer, LocalFunction } from './local-function.ts';

export function json(status: number, body: unknown): AwsResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** A failed function is HTTP 200 with X-Amz-Function-Error (AWS Lambda API Reference, Invoke). */
export function invokeAnswer({ outcome, log, requestId }: Answer, tail: boolean, limit: number): AwsResponse {
  const checked =
    outcome.kind === 'returned' && Buffer.byteLength(outcome.payload) > limit
      ? {
          kind: 'failed' as const,
          error: {
            errorType: 'Function.ResponseSizeTooLarge',
            errorMessage: `Response payload size exceeded maximum allowed payload size (${limit} bytes).`,
          },
        }
      : outcome;
  const printed = [`START RequestId: ${requestId} Version: $LATEST`, ...log, `END RequestId: ${requestId}`].join('\n');
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-amz-executed-version': '$LATEST',
      ...(checked.kind === 'failed' ? { 'x-amz-function-error': 'Unhandled' } : {}),
      ...(tail ? { 'x-amz-log-result': Buffer.from(printed).subarray(-4096).toString('base64') } : {}),
    },
    body: checked.kind === 'failed' ? JSON.stringify(checked.error) : checked.payload,
  };
}

/** FunctionConfiguration, as far as it means something here. */
export function configuration({ spec, arn }: LocalFunction): object {
  return {
    FunctionName: spec.name,
    FunctionArn: arn,
    Runtime: `nodejs${process.versions.node.split('.')[0]}.x`,
    Role: spec.roleArn,
    Handler: 'index.handler',
    Timeout: Math.ceil(spec.timeoutMs / 1000),
    MemorySize: spec.memorySizeMb ?? 128,
    Version: '$LATEST',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Environment: { Variables: spec.environment },
  };
}
