import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdktf';
import type { LambdaBundle } from '../build/bundle-lambdas.ts';
import { CisAlarmsStack } from './cis-alarms-stack.ts';
import { ConfigmendStack } from './configmend-stack.ts';
import { memberCloudFormationText } from './member-cloudformation.ts';
import { MemberStack } from './member-stack.ts';
import type { StateBucket } from './state.ts';

/** Names of the stacks: folders below `stacks/` in the output, and what `cdktf deploy` is given. */
export const stackNames = ['configmend', 'configmend-member', 'configmend-cis-alarms'] as const;
export type StackName = (typeof stackNames)[number];

/** A member’s stack for StackSets, in the output folder. */
export const memberTemplateFile = 'member.template.json';

/** Absolute or relative, as the output folder was given. */
export type Templates = Readonly<Record<StackName, string>>;

/**
 * Writes every stack as Terraform JSON, `OUTDIR/stacks/NAME/cdk.tf.json`, and answers the files' paths. Beside the main one lie
 * the Lambdas' archives, by which it refers to them relative to itself; each function's resource is named after its bundle. The member's
 * is written for CloudFormation as well. Throws where a Lambda has no bundle. The same bundles give the same files.
 */
export function synthesise(outdir: string, bundles: readonly LambdaBundle[], state?: StateBucket): Templates {
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir });
  new ConfigmendStack(app, 'configmend', { bundles, state });
  new MemberStack(app, 'configmend-member', { bundles, state });
  new CisAlarmsStack(app, 'configmend-cis-alarms', { state });
  app.synth();
  writeFileSync(join(outdir, memberTemplateFile), memberCloudFormationText());
  const templateOf = (name: StackName): string => join(outdir, 'stacks', name, 'cdk.tf.json');
  return {
    configmend: templateOf('configmend'),
    'configmend-member': templateOf('configmend-member'),
    'configmend-cis-alarms': templateOf('configmend-cis-alarms'),
  };
}
