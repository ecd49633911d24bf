import { assert } from 'chai';
import * as v from 'valibot';

/** The clients that are installed, by what the AWS CLI calls the service. */
const clients: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>> = {
  configservice: () => import('@aws-sdk/client-config-service'),
  ec2: () => import('@aws-sdk/client-ec2'),
  events: () => import('@aws-sdk/client-eventbridge'),
  lambda: () => import('@aws-sdk/client-lambda'),
  s3api: () => import('@aws-sdk/client-s3'),
  s3control: () => import('@aws-sdk/client-s3-control'),
  securityhub: () => import('@aws-sdk/client-securityhub'),
  sns: () => import('@aws-sdk/client-sns'),
  sqs: () => import('@aws-sdk/client-sqs'),
  ssm: () => import('@aws-sdk/client-ssm'),
  sts: () => import('@aws-sdk/client-sts'),
};

/** What no client knows, with the options that it has. */
const withoutClient: Readonly<Record<string, readonly string[]>> = {
  // Nothing here calls CloudFormation (AWS CLI Command Reference, "cloudformation").
  'cloudformation create-stack-set': [
    '--stack-set-name',
    '--template-body',
    '--capabilities',
    '--permission-model',
    '--auto-deployment',
    '--parameters',
    '--call-as',
  ],
  'cloudformation create-stack-instances': ['--stack-set-name', '--deployment-targets', '--regions', '--call-as'],
  'cloudformation update-stack-set': ['--stack-set-name', '--template-body', '--capabilities', '--parameters'],
  'cloudformation delete-stack-instances': [
    '--stack-set-name',
    '--deployment-targets',
    '--regions',
    '--no-retain-stacks',
  ],
  // A command of the CLI's own and no operation (AWS CLI Command Reference, "logs tail").
  'logs tail': ['--since', '--follow', '--filter-pattern', '--format', '--log-stream-names'],
  // Nothing here calls Secrets Manager (its API Reference, CreateSecret).
  'secretsmanager create-secret': ['--name', '--secret-string', '--kms-key-id', '--description', '--tags'],
};

/** Of every command (AWS CLI User Guide, "Command line options"). */
const global = ['--region', '--profile', '--output', '--query', '--no-cli-pager', '--cli-input-json'];

const Structure = v.looseTuple([v.literal(3), v.string(), v.string(), v.unknown(), v.array(v.string())]);
const Operation = v.looseTuple([v.literal(9), v.string(), v.string(), v.unknown(), v.unknown()]);

/** Fails unless there is such an operation, and it takes these options. */
export async function assertAwsOperation([service = '', operation = '', ...rest]: readonly string[]): Promise<void> {
  const named = `aws ${service} ${operation}`;
  const options = rest.filter((word) => word.startsWith('--'));
  const known = withoutClient[`${service} ${operation}`] ?? (await optionsOf(service, operation));
  assert.isDefined(known, `${named} is no operation of a client that is installed: if it exists, list it here`);
  for (const option of options) assert.include([...global, ...(known ?? [])], option, named);
}

/** As the CLI spells the members of the input; undefined where there is no such operation. */
async function optionsOf(service: string, operation: string): Promise<string[] | undefined> {
  const client = await clients[service]?.();
  const schema =
    client?.[`${operation.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}$`];
  if (!v.is(Operation, schema)) return undefined;
  const input: unknown = typeof schema[4] === 'function' ? schema[4]() : schema[4];
  const members = v.is(Structure, input) ? input[4] : [];
  return members.map(
    (member) => `-${member.replaceAll(/[A-Z]+(?![a-z])|[A-Z]/g, (letters) => `-${letters.toLowerCase()}`)}`,
  );
}
