import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Testing } from 'cdktf';
import type { LambdaBundle } from '../build/bundle-lambdas.ts';
import { ConfigmendStack } from './configmend-stack.ts';

/**
 * The stack's Terraform JSON, equal to the `cdk.tf.json` of a synthesis but for its comments, without the archives beside it: for
 * whoever builds the stack from the bundles themselves. cdktf's own validations run.
 */
export function template(bundles: readonly LambdaBundle[]): unknown {
  const outdir = mkdtempSync(join(tmpdir(), 'configmend-template-'));
  try {
    const stack = new ConfigmendStack(new App({ outdir }), 'configmend', { bundles });
    return JSON.parse(Testing.synth(stack, true));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
