import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function/index.js';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config/index.js';
import { AssetType, TerraformAsset } from 'cdktf';
import { accountName, type Deployment, regionalName } from './deployment.ts';
import { allow, type PolicyStatement } from './iam-scope.ts';
import { lambdaArchive } from './lambda-archive.ts';

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
  /** How long an asynchronous event may wait for the function, in seconds (60 to 21,600, which is Lambda's default). */
  readonly eventAgeSeconds?: number;
}

/** A function, with what watches over it. */
export interface DeployedFunction {
  readonly name: string;
  readonly function: LambdaFunction;
  /** Where one that has a single run at a time is called more often, Lambda throttles as intended. */
  readonly throttledByDesign: boolean;
}

/** A function with its role, policy and log group: nothing is shared between two functions. */
export function lambda(deployment: Deployment, props: LambdaProps): DeployedFunction {
  const { stack, variables } = deployment;
  const { name } = props;
  const functionName = regionalName(deployment, name);
  const logs = new CloudwatchLogGroup(stack, `${name}-logs`, {
    name: `/aws/lambda/${functionName}`,
    retentionInDays: variables.log_retention_days.numberValue,
  });
  const role = new IamRole(stack, `${name}-role`, {
    name: accountName(deployment, name),
    assumeRolePolicy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
    }),
  });
  const failures = props.failuresTo === undefined ? [] : [allow(['sqs:SendMessage'], [props.failuresTo])];
  const policy = new IamRolePolicy(stack, `${name}-policy`, {
    name: 'configmend',
    role: role.name,
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [`${logs.arn}:*`]),
        ...failures,
        ...props.statements,
      ],
    }),
  });
  const bundle = deployment.bundles.find((candidate) => candidate.name === name);
  if (bundle === undefined) throw new Error(`there is no bundle ${name}`);
  const archive = new TerraformAsset(stack, `${name}-bundle`, {
    path: lambdaArchive(bundle.path),
    type: AssetType.FILE,
  });
  const created = new LambdaFunction(stack, name, {
    functionName,
    description: props.description,
    role: role.arn,
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
    functionName: created.functionName,
    maximumRetryAttempts: retries ?? 2,
    ...(eventAgeSeconds === undefined ? {} : { maximumEventAgeInSeconds: eventAgeSeconds }),
    ...(failuresTo === undefined ? {} : { destinationConfig: { onFailure: { destination: failuresTo } } }),
  });
  return { name, function: created, throttledByDesign: props.reservedConcurrency !== undefined };
}
