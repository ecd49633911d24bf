import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App, Testing } from 'cdktf';
import * as v from 'valibot';
import type { LambdaBundle } from '../../../build/bundle-lambdas.ts';
import { lambdaSources } from '../../../build/lambdas.ts';
import { asJson } from '../../../checks/expressions.ts';
import { CisAlarmsStack } from '../../../stacks/cis-alarms-stack.ts';
import { ConfigmendStack } from '../../../stacks/configmend-stack.ts';
import { MemberStack } from '../../../stacks/member-stack.ts';

const Arguments = v.record(v.string(), v.unknown());
export type Arguments = v.InferOutput<typeof Arguments>;
const ByName = v.record(v.string(), Arguments);
const Template = v.object({
  variable: ByName,
  output: v.optional(ByName, {}),
  data: v.optional(v.record(v.string(), ByName), {}),
  resource: v.record(v.string(), ByName),
});
export type Template = v.InferOutput<typeof Template>;

export const Statement = v.looseObject({
  Effect: v.string(),
  Action: v.union([v.string(), v.array(v.string())]),
  Resource: v.optional(v.union([v.string(), v.array(v.string())])),
  // A condition that is an expression as a whole is text.
  Condition: v.optional(
    v.union([v.record(v.string(), v.record(v.string(), v.union([v.string(), v.array(v.string())]))), v.string()]),
  ),
});
export type Statement = v.InferOutput<typeof Statement>;
const Policy = v.object({ Version: v.literal('2012-10-17'), Statement: v.array(Statement) });

const folders: string[] = [];

/** A folder that is gone when the run is over. */
export function temporaryFolder(): string {
  if (folders.length === 0) {
    process.once('exit', () => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    });
  }
  const folder = mkdtempSync(join(tmpdir(), 'stacks-'));
  folders.push(folder);
  return folder;
}

/** A file for each Lambda, instead of bundling them all. */
export function bundlesIn(folder: string): LambdaBundle[] {
  return lambdaSources().map(({ name }) => {
    const path = join(folder, name, 'index.mjs');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `export const handler = async () => '${name}';\n`);
    return { name, path, bytes: 1, sha256: '00'.repeat(32) };
  });
}

/** The main stack as Terraform JSON, made anew. */
export function synthesiseMain(): string {
  const folder = temporaryFolder();
  const app = new App({ outdir: join(folder, 'out') });
  return Testing.synth(new ConfigmendStack(app, 'configmend', { bundles: bundlesIn(folder) }));
}

function synthesiseMember(): string {
  const folder = temporaryFolder();
  const app = new App({ outdir: join(folder, 'out') });
  return Testing.synth(new MemberStack(app, 'configmend-member', { bundles: bundlesIn(folder) }));
}

function synthesiseCis(): string {
  const app = new App({ outdir: join(temporaryFolder(), 'out') });
  return Testing.synth(new CisAlarmsStack(app, 'cis'));
}

let main: Template | undefined;
let member: Template | undefined;
let cis: Template | undefined;

export function mainTemplate(): Template {
  main ??= v.parse(Template, JSON.parse(synthesiseMain()));
  return main;
}

export function memberTemplate(): Template {
  member ??= v.parse(Template, JSON.parse(synthesiseMember()));
  return member;
}

export function cisTemplate(): Template {
  cis ??= v.parse(Template, JSON.parse(synthesiseCis()));
  return cis;
}

/** All of a type, by name; empty where there is none. */
export function resourcesOf(template: Template, type: string): [name: string, resource: Arguments][] {
  return Object.entries(template.resource[type] ?? {});
}

export function resourceOf(template: Template, type: string, name: string): Arguments {
  const found = template.resource[type]?.[name];
  if (found === undefined) throw new Error(`there is no ${type}.${name}`);
  return found;
}

/** The statements of a policy, as a resource holds it. */
export function statementsIn(policy: unknown): Statement[] {
  return v.parse(Policy, JSON.parse(asJson(v.parse(v.string(), policy)))).Statement;
}

/** The value at a path such as `environment.variables.QUEUE_URL`. */
export function at(resource: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce((value: unknown, key) => v.parse(v.looseObject({ [key]: v.unknown() }), value)[key], resource);
}
