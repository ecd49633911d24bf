import { AddPermissionCommand, RemovePermissionCommand } from '@aws-sdk/client-lambda';
import * as v from 'valibot';
import type { LambdaBundle } from '../../../build/bundle-lambdas.ts';
import { block, number, type ResourceContext, resourceType, texts } from '../resource-type.ts';
import { TerraformError } from '../terraform-error.ts';

/**
 * The function runs from the built bundle whose hash is the template's: the archive holds the same file. Its time-out is the
 * template's, unless the options say otherwise.
 */
export const lambdaFunction = resourceType({
  arguments: {
    function_name: v.string(),
    role: v.string(),
    source_code_hash: v.string(),
    handler: v.literal('index.handler'),
    runtime: v.pipe(v.string(), v.startsWith('nodejs')),
    timeout: v.optional(number, 3),
    memory_size: v.optional(number, 128),
    reserved_concurrent_executions: v.optional(number, -1),
    environment: v.optional(block(v.object({ variables: v.optional(v.record(v.string(), v.string()), {}) })), {}),
    // Neither changes what the function does here.
    description: v.optional(v.string()),
    filename: v.string(),
    architectures: v.optional(texts),
  },
  identity: ['function_name'],
  async put(given, context, id) {
    const { accountId, region, account } = context;
    const bundle = bundleOf(given.source_code_hash, context);
    const spec = {
      bundlePath: bundle.path,
      roleArn: given.role,
      memorySizeMb: given.memory_size,
      timeoutMs: timeoutOf(bundle, context) ?? given.timeout * 1000,
      environment: environmentOf(given.environment.variables, context),
    };
    const name = given.function_name;
    const arn = functionArn(name, context);
    const reserved = given.reserved_concurrent_executions;
    const configured = reserved < 0 ? spec : { ...spec, reservedConcurrency: reserved };
    const { lambda } = account.services;
    if (id === undefined) lambda.createFunction({ accountId, region, name, ...configured });
    else
      await lambda.updateFunction(arn, ({ reservedConcurrency: _reserved, ...held }) => ({ ...held, ...configured }));
    return { id: name, arn, qualified_arn: `${arn}:$LATEST`, version: '$LATEST' };
  },
  async remove(given, context) {
    await context.account.services.lambda.deleteFunction(functionArn(given.function_name, context));
  },
});

export const lambdaPermission = resourceType({
  arguments: {
    statement_id: v.string(),
    function_name: v.string(),
    action: v.literal('lambda:InvokeFunction'),
    principal: v.string(),
    source_arn: v.optional(v.string()),
    source_account: v.optional(v.string()),
  },
  identity: ['statement_id', 'function_name', 'action', 'principal', 'source_arn', 'source_account'],
  async put(given, { clients: { lambda } }) {
    await lambda.send(
      new AddPermissionCommand({
        StatementId: given.statement_id,
        FunctionName: given.function_name,
        Action: given.action,
        Principal: given.principal,
        ...(given.source_arn === undefined ? {} : { SourceArn: given.source_arn }),
        ...(given.source_account === undefined ? {} : { SourceAccount: given.source_account }),
      }),
    );
    return { id: given.statement_id };
  },
  async remove({ statement_id: StatementId, function_name: FunctionName }, { clients: { lambda } }) {
    await lambda.send(new RemovePermissionCommand({ StatementId, FunctionName }));
  },
});

/** Waits before retries are the account's, so many of them as there are retries. */
export const lambdaEventInvokeConfig = resourceType({
  arguments: {
    function_name: v.string(),
    maximum_retry_attempts: v.optional(number, 2),
    destination_config: v.optional(
      block(
        v.strictObject({
          on_failure: v.optional(
            block(v.object({ destination: v.pipe(v.string(), v.regex(/:sqs:/, 'a queue is needed')) })),
          ),
        }),
      ),
      {},
    ),
  },
  identity: ['function_name'],
  async put({ function_name: name, maximum_retry_attempts: retries, destination_config: destination }, context) {
    const { lambda } = context.account.services;
    const { on_failure: to } = destination;
    await lambda.updateFunction(functionArn(name, context), ({ onFailure: _failure, ...held }) => ({
      ...held,
      retryDelaysMs: lambda.retryDelaysMs.slice(0, retries),
      ...(to === undefined ? {} : { onFailure: { queueArn: to.destination } }),
    }));
    return { id: name };
  },
  async remove({ function_name: name }, context) {
    const { lambda } = context.account.services;
    await lambda.updateFunction(
      functionArn(name, context),
      ({ onFailure: _failure, retryDelaysMs: _delays, ...held }) => held,
    );
  },
});

function functionArn(name: string, { partition, region, accountId }: ResourceContext): string {
  return `arn:${partition}:lambda:${region}:${accountId}:function:${name}`;
}

function bundleOf(sourceCodeHash: string, { bundles }: ResourceContext): LambdaBundle {
  const sha256 = Buffer.from(sourceCodeHash, 'base64').toString('hex');
  const bundle = bundles.find((candidate) => candidate.sha256 === sha256);
  if (bundle !== undefined) return bundle;
  throw new TerraformError(
    `source_code_hash: no bundle has the SHA-256 ${sha256}: synthesise again from the bundles that are deployed`,
  );
}

function timeoutOf({ name }: LambdaBundle, { timeouts }: ResourceContext): number | undefined {
  if (name === 'coordinator') return timeouts.coordinator;
  return name.startsWith('remediator-') ? timeouts.remediators : undefined;
}

/**
 * What the coordinator keeps back for its remediators follows their time-out. A queue of the account that a template wants called over TLS is
 * called as everything here is.
 */
function environmentOf(
  variables: Readonly<Record<string, string>>,
  { timeouts: { remediators }, account: { endpoint } }: ResourceContext,
): Readonly<Record<string, string>> {
  const plain = Object.entries(variables).map(([name, value]) => [name, value.replace(overTls(endpoint), endpoint)]);
  const reached: Record<string, string> = Object.fromEntries(plain);
  if (remediators === undefined || variables['REMEDIATOR_SECONDS'] === undefined) return reached;
  return { ...reached, REMEDIATOR_SECONDS: String(remediators / 1000) };
}

/** An address of the account as AWS would have it. */
export function overTls(address: string): string {
  return address.replace(/^http:/, 'https:');
}
