import { AwsError } from '../aws-error.ts';
import type { FunctionSpec } from './local-function.ts';

const longestTimeoutMs = 900_000;
const environmentBytes = 4096;

/** Set by the service, so that a function cannot be created with them (AWS Lambda Developer Guide, "Reserved environment variables"). */
const reserved = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

/** Throws InvalidParameterValueException for what CreateFunction would refuse, so that it shows here and not at the first deployment. */
export function checkSpec({ environment, timeoutMs }: Pick<FunctionSpec, 'environment' | 'timeoutMs'>): void {
  if (!(timeoutMs > 0 && timeoutMs <= longestTimeoutMs)) {
    throw refused(
      `the timeout must be above 0 and at most ${longestTimeoutMs / 1000} seconds, not ${timeoutMs / 1000}`,
    );
  }
  const taken = Object.keys(environment).filter((name) => reserved.has(name));
  const unable =
    'Lambda was unable to configure your environment variables because the environment variables you have provided';
  if (taken.length > 0) {
    throw refused(
      `${unable} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${taken.join(', ')}`,
    );
  }
  const misnamed = Object.keys(environment).find((name) => !/^[a-zA-Z]\w+$/.test(name));
  if (misnamed !== undefined) throw refused(`the name of the environment variable ${misnamed} is not allowed`);
  const measured = JSON.stringify(environment);
  if (Buffer.byteLength(measured) > environmentBytes) {
    throw refused(`${unable} exceeded the 4KB limit. String measured: ${measured}`);
  }
}

function refused(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
