import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { reasonOf, runTool, succeeded } from './run-tool.ts';

const Manifest = v.object({ stacks: v.record(v.string(), v.object({ synthesizedStackPath: v.string() })) });

/** Terraform JSON by the name of its stack. */
export type StackTemplates = ReadonlyMap<string, unknown>;

/**
 * Synthesises the stacks of a checkout into a folder, by the app that `cdktf.json` names, and reads what it wrote. Throws where
 * that fails: without templates there is nothing to check.
 */
export async function stackTemplates(checkout: string, outdir: string): Promise<StackTemplates> {
  const run = await runTool(process.execPath, ['--import', 'tsx', 'stacks/main.ts'], {
    folder: checkout,
    seconds: 120,
    environment: { CDKTF_OUTDIR: outdir, STATE_BUCKET: undefined, STATE_REGION: undefined },
  });
  if (!succeeded(run)) throw new Error(`the stacks of ${checkout} were not synthesised: ${reasonOf(run, 'node')}`);
  const { stacks } = v.parse(Manifest, read(join(outdir, 'manifest.json')));
  return new Map(
    Object.entries(stacks).map(([name, { synthesizedStackPath: path }]) => [name, read(join(outdir, path))]),
  );
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
