import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function/index.js';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config/index.js';
import { AssetType, TerraformAsset, Token } from 'cdktf';
import { accountName, type Deployment, regionalName } from './deployment.ts';
import { allow, type PolicyStatement } from './iam-scope.ts';
import { lambdaArchive } from './lambda-archive.ts';
import { policyText } from './policy-text.ts';

export interface LambdaProps {
  /** Of its bundle, and the end of its name. */
  readonly name: string;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes?: number;
  readonly reservedConcurrency?: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly PolicyStatement[];
  /** Where an asynchronous event goes that failed for good; nowhere, where the next event makes up for it. */
  readonly failuresTo?: string;
  readonly retries?: 0 | 1 | 2;
  /** Functions that understand what this one sends: an upgrade reaches them first. */
  readonly after?: readonly DeployedFunction[];
  /** Terraform's `count`, an expression; then everything of it is counted. */
  readonly count?: string;
  /** How long an asynchronous event may wait for the function, in seconds (60 to 21,600, which is Lambda's default). */
  readonly eventAgeSeconds?: number;
}

/** A function, with what watches over it. */
export interface DeployedFunction {
  readonly name: string;
  readonly arn: string;
  readonly functionName: string;
  readonly roleArn: string;
  readonly function: LambdaFunction;
  /** Where one that has a single run at a time is called more often, Lambda throttles as intended. */
  readonly throttledByDesign: boolean;
}

/** A function with its role, policy and log group: nothing is shared between two functions. */
export function lambda(deployment: Deployment, props: LambdaProps): DeployedFunction {
  const { stack, variables } = deployment;
  const { name } = props;
  const functionName = regionalName(deployment, name);
  const counted = props.count === undefined ? {} : { count: Token.asNumber(props.count) };
  const index = props.count === undefined ? '' : '[0]';
  const ref = (type: string, id: string, attribute: string): string => `\${${type}.${id}${index}.${attribute}}`;
  const logs = new CloudwatchLogGroup(stack, `${name}-logs`, {
    ...counted,
    name: `/aws/lambda/${functionName}`,
    retentionInDays: variables.log_retention_days.numberValue,
  });
  new IamRole(stack, `${name}-role`, {
    ...counted,
    name: accountName(deployment, name),
    assumeRolePolicy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
    }),
  });
  const roleArn = ref('aws_iam_role', `${name}-role`, 'arn');
  const failures = props.failuresTo === undefined ? [] : [allow(['sqs:SendMessage'], [props.failuresTo])];
  const policy = new IamRolePolicy(stack, `${name}-policy`, {
    ...counted,
    name: 'configmend',
    role: ref('aws_iam_role', `${name}-role`, 'name'),
    policy: policyText([
      allow(
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        [`${ref('aws_cloudwatch_log_group', `${name}-logs`, 'arn')}:*`],
      ),
      ...failures,
      ...props.statements,
    ]),
  });
  const bundle = deployment.bundles.find((candidate) => candidate.name === name);
  if (bundle === undefined) throw new Error(`there is no bundle ${name}`);
  const archive = new TerraformAsset(stack, `${name}-bundle`, {
    path: lambdaArchive(bundle.path),
    type: AssetType.FILE,
  });
  const created = new LambdaFunction(stack, name, {
    ...counted,
    functionName,
    description: props.description,
    role: roleArn,
    filename: archive.path,
    sourceCodeHash: Buffer.from(bundle.sha256, 'hex').toString('base64'),
    handler: 'index.handler',
    runtime: variables.lambda_runtime.stringValue,
    architectures: [variables.lambda_architecture.stringValue],
    timeout: props.timeoutSeconds,
    memorySize: props.memoryMegabytes ?? 256,
    ...(props.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: props.reservedConcurrency }),
    environment: { variables: { ...props.environment } },
    dependsOn: [policy, logs, ...(props.after ?? []).map((other) => other.function)],
  });
  const { failuresTo, retries, eventAgeSeconds } = props;
  new LambdaFunctionEventInvokeConfig(stack, `${name}-retries`, {
    ...counted,
    functionName: ref('aws_lambda_function', name, 'function_name'),
    maximumRetryAttempts: retries ?? 2,
    ...(eventAgeSeconds === undefined ? {} : { maximumEventAgeInSeconds: eventAgeSeconds }),
    ...(failuresTo === undefined ? {} : { destinationConfig: { onFailure: { destination: failuresTo } } }),
  });
  return {
    name,
    arn: ref('aws_lambda_function', name, 'arn'),
    functionName: ref('aws_lambda_function', name, 'function_name'),
    roleArn,
    function: created,
    throttledByDesign: props.reservedConcurrency !== undefined,
  };
}
