import { AwsError } from '../aws-error.ts';
import { partitionOf } from '../credentials.ts';

export interface FunctionName {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
}

export function functionArn({ accountId, region, name }: FunctionName): string {
  return `arn:${partitionOf(region)}:lambda:${region}:${accountId}:function:${name}`;
}

const arn = /^arn:aws[a-z-]*:lambda:([a-z0-9-]+):(\d{12}):function:([\w-]+)(?::([\w$-]+))?$/;
const partialArn = /^(\d{12}):(?:function:)?([\w-]+)(?::([\w$-]+))?$/;
const plain = /^(?:function:)?([\w-]+)(?::([\w$-]+))?$/;

/**
 * A function by name, partial ARN or ARN, as the Lambda API takes them, seen from the caller's account and region. Versions and
 * aliases do not exist here: any qualifier but $LATEST is a ResourceNotFoundException.
 */
export function parseFunctionName(
  text: string,
  caller: { accountId: string; region: string },
  qualifierParameter?: string,
): FunctionName {
  const [region, accountId, name, qualifier] = parts(text, caller);
  const asked = qualifier ?? qualifierParameter ?? '$LATEST';
  if (asked !== '$LATEST') {
    throw new AwsError('ResourceNotFoundException', `Function not found: ${text}:${asked}`, 404);
  }
  if (region !== caller.region) {
    throw new AwsError(
      'ResourceNotFoundException',
      `Functions from '${region}' are not reachable in this region ('${caller.region}')`,
      404,
    );
  }
  return { region, accountId, name };
}

function parts(
  text: string,
  caller: { accountId: string; region: string },
): [region: string, accountId: string, name: string, qualifier: string | undefined] {
  const full = arn.exec(text);
  if (full !== null) return [full[1] ?? '', full[2] ?? '', full[3] ?? '', full[4]];
  const partial = partialArn.exec(text);
  if (partial !== null) return [caller.region, partial[1] ?? '', partial[2] ?? '', partial[3]];
  const named = plain.exec(text);
  if (named !== null) return [caller.region, caller.accountId, named[1] ?? '', named[2]];
  throw new AwsError('ValidationException', `Value '${text}' at 'functionName' is not a function name or ARN`);
}
