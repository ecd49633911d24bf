import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type TerraformStack, Testing } from 'cdktf';
import type { LambdaBundle } from '../build/bundle-lambdas.ts';
import { ConfigmendStack } from './configmend-stack.ts';
import { MemberStack } from './member-stack.ts';

/**
 * The stack's Terraform JSON, equal to the `cdk.tf.json` of a synthesis but for its comments, without the archives beside it: for
 * whoever builds the stack from the bundles themselves. cdktf's own validations run.
 */
export function template(bundles: readonly LambdaBundle[]): unknown {
  return templateOf((app) => new ConfigmendStack(app, 'configmend', { bundles }));
}

/** The same of the stack of a member. */
export function memberTemplate(bundles: readonly LambdaBundle[]): unknown {
  return templateOf((app) => new MemberStack(app, 'configmend-member', { bundles }));
}

function templateOf(make: (app: App) => TerraformStack): unknown {
  const outdir = mkdtempSync(join(tmpdir(), 'configmend-template-'));
  try {
    return JSON.parse(Testing.synth(make(new App({ outdir })), true));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
