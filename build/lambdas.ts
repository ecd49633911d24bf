import type { ResourceType } from '../contract/resource.ts';
import { remediators } from '../remediators/registry.ts';
import { rules } from '../rules/registry.ts';
import { isJudgedByConfig } from '../rules/rule.ts';

/** One Lambda: its name within the deployment, and the module text that exports its `handler`. */
export interface LambdaSource {
  readonly name: string;
  readonly entry: string;
}

/** Where a kind of resource is read and changed: the modules under `resources/` and `remediators/`, and what they export. */
interface KindModules {
  /** Its export is named after the file. */
  readonly kind: string;
  readonly apply: { readonly file: string; readonly name: string; readonly clientOf: string };
  /** Of a kind whose changes are recorded: where those are read. */
  readonly changes?: { readonly file: string; readonly name: string };
}

const kinds: Readonly<Record<ResourceType, KindModules>> = {
  'AWS::EC2::SecurityGroup': {
    kind: 'security-group-kind',
    apply: { file: 'apply-ec2', name: 'applyEc2', clientOf: 'ec2ClientOf' },
    changes: { file: 'approvals/change-sources', name: 'changeSources' },
  },
  'AWS::S3::Bucket': {
    kind: 'bucket-kind',
    apply: { file: 'apply-s3', name: 'applyS3', clientOf: 's3ClientOf' },
  },
  'AWS::S3::AccountPublicAccessBlock': {
    kind: 'account-block-kind',
    apply: { file: 'apply-s3-control', name: 'applyS3Control', clientOf: 's3ControlClientOf' },
  },
};

export function modulesOf(type: ResourceType): KindModules {
  return kinds[type];
}

/** Every Lambda of the pipeline, derived from the registries; each imports only what its own kind needs. */
export function lambdaSources(): LambdaSource[] {
  return [
    ...rules.filter(isJudgedByConfig).map((rule) => ({ name: rule.id, entry: ruleEntry(rule) })),
    ...remediators.map(({ id, resourceType }) => ({
      name: `remediator-${id}`,
      entry: remediatorEntry(id, resourceType),
    })),
    { name: 'coordinator', entry: `export { handler } from './coordinator/handler.ts';` },
    {
      name: 'exemption-watch',
      entry: `import { createWatchHandler } from './exemptions/watch-handler.ts';\nexport const handler = createWatchHandler();`,
    },
    {
      name: 'fast-path',
      entry: `import { createFastPathHandler } from './fast-path/handler.ts';\nexport const handler = createFastPathHandler();`,
    },
    { name: 'sweep', entry: `export { handler } from './sweep/handler.ts';` },
    { name: 'digest', entry: `export { handler } from './digest/handler.ts';` },
    { name: 'notifier', entry: `export { handler } from './notifier/handler.ts';` },
  ];
}

/** A rule's file and export are named after its id; a test holds every registered rule to it. */
function ruleEntry(rule: (typeof rules)[number]): string {
  const { kind } = modulesOf(rule.resourceType);
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
  const { kind, apply, changes } = modulesOf(resourceType);
  const mended = rules.filter(({ mend }) => 'by' in mend && mend.by === id).map((rule) => rule.id);
  return [
    ...mended.map((rule) => `import { ${camelCase(rule)} } from './rules/${rule}.ts';`),
    `import { register } from './rules/registered-rule.ts';`,
    `import { ${camelCase(id)}Remediator as remediator } from './remediators/${id}.ts';`,
    `import { ${camelCase(kind)} as kind, ${apply.clientOf} as clientOf } from './resources/${kind}.ts';`,
    `import { ${apply.name} as apply } from './remediators/${apply.file}.ts';`,
    `import { applyWith } from './remediators/apply.ts';`,
    `import { createRemediatorHandler } from './remediators/handler.ts';`,
    ...(changes === undefined ? [] : [`import { ${changes.name} } from './${changes.file}.ts';`]),
    `const rules = [${mended.map((rule) => `register(${camelCase(rule)})`).join(', ')}];`,
    `export const handler = createRemediatorHandler(${['remediator', 'kind', 'rules', '(region, options) => applyWith(clientOf(region, options), apply)', ...(changes === undefined ? [] : [changes.name])].join(', ')});`,
  ].join('\n');
}

/** `s3-bucket-public-access` is exported as `s3BucketPublicAccess`. */
export function camelCase(id: string): string {
  return id.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
