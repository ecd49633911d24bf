import type { ResourceType } from '../contract/resource.ts';
import { remediators } from '../remediators/registry.ts';
import { rules } from '../rules/registry.ts';

/** One Lambda: its name within the deployment, and the module text that exports its `handler`. */
export interface LambdaSource {
  readonly name: string;
  readonly entry: string;
}

/** The module of each kind; its export is named after the file. */
const kindModules: Readonly<Record<ResourceType, string>> = {
  'AWS::EC2::SecurityGroup': 'security-group-kind',
  'AWS::S3::Bucket': 'bucket-kind',
  'AWS::S3::AccountPublicAccessBlock': 'account-block-kind',
};

/** The edge of each service that a remediator's plans may call. */
const applyModules: Readonly<Record<ResourceType, { file: string; apply: string; client: string }>> = {
  'AWS::EC2::SecurityGroup': { file: 'apply-ec2', apply: 'applyEc2', client: 'ec2ClientOf' },
  'AWS::S3::Bucket': { file: 'apply-s3', apply: 'applyS3', client: 's3ClientOf' },
  'AWS::S3::AccountPublicAccessBlock': {
    file: 'apply-s3-control',
    apply: 'applyS3Control',
    client: 's3ControlClientOf',
  },
};

/** Every Lambda of the pipeline, derived from the registries; each imports only what its own kind needs. */
export function lambdaSources(): LambdaSource[] {
  return [
    ...rules.map((rule) => ({ name: rule.id, entry: ruleEntry(rule) })),
    ...remediators.map(({ id, resourceType }) => ({
      name: `remediator-${id}`,
      entry: remediatorEntry(id, resourceType),
    })),
    { name: 'coordinator', entry: `export { handler } from './coordinator/handler.ts';` },
    { name: 'notifier', entry: `export { handler } from './notifier/handler.ts';` },
  ];
}

/** A rule's file and export are named after its id; a test holds every registered rule to it. */
function ruleEntry(rule: (typeof rules)[number]): string {
  const kind = kindModules[rule.resourceType];
  const remediator = 'by' in rule.mend ? rule.mend.by : undefined;
  return [
    `import { ${camelCase(rule.id)} as rule } from './rules/${rule.id}.ts';`,
    `import { ${camelCase(kind)} as kind } from './resources/${kind}.ts';`,
    `import { createRuleHandler } from './rules/handler.ts';`,
    remediator === undefined
      ? `const remediator = undefined;`
      : `import { ${camelCase(remediator)}Remediator as remediator } from './remediators/${remediator}.ts';`,
    `export const handler = createRuleHandler(rule, kind, remediator);`,
  ].join('\n');
}

function remediatorEntry(id: string, resourceType: ResourceType): string {
  const kind = kindModules[resourceType];
  const { file, apply, client } = applyModules[resourceType];
  return [
    `import { ${camelCase(id)}Remediator as remediator } from './remediators/${id}.ts';`,
    `import { ${camelCase(kind)} as kind, ${client} as clientOf } from './resources/${kind}.ts';`,
    `import { ${apply} as apply } from './remediators/${file}.ts';`,
    `import { createRemediatorHandler } from './remediators/handler.ts';`,
    `export const handler = createRemediatorHandler(remediator, kind, (region) => (change) => apply(clientOf(region), change));`,
  ].join('\n');
}

/** `s3-bucket-public-access` is exported as `s3BucketPublicAccess`. */
export function camelCase(id: string): string {
  return id.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
