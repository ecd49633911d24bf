import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planErrors, validateErrors } from './diagnostics.ts';
import type { Outcome } from './outcome.ts';
import { type PlannedStack, plannedStacks } from './planned-variables.ts';
import { reasonOf, succeeded, type ToolRun } from './run-tool.ts';
import type { StackTemplates } from './stack-templates.ts';
import { standInTemplate } from './stand-in-template.ts';
import { type TerraformCli, terraformCli } from './terraform-cli.ts';

export interface TerraformCheckOptions {
  readonly templates: StackTemplates;
  /** For what Terraform works in, and the provider that it downloads. */
  readonly folder: string;
  /** Terraform, or OpenTofu: by default `TERRAFORM_BINARY_NAME`, which cdktf heeds too. */
  readonly terraform?: string;
  /** How long one `init` may take, with its download. */
  readonly initSeconds?: number;
  readonly planned?: Readonly<Record<string, PlannedStack>>;
}

/**
 * What Terraform itself says of the stacks. First of their stand-ins, which need no provider: they are validated, and planned with the
 * defaults and in every other way that there is. Then of the stacks as they are, by `terraform validate` with the AWS provider, which is
 * skipped where `init` cannot get that. Nothing here needs credentials.
 */
export async function terraformCheck(options: TerraformCheckOptions): Promise<Outcome> {
  const { templates, folder, terraform = process.env['TERRAFORM_BINARY_NAME'] ?? 'terraform' } = options;
  const { initSeconds = 60, planned = plannedStacks } = options;
  const plugins = join(folder, 'plugins');
  mkdirSync(plugins, { recursive: true });
  const cli = terraformCli(terraform, plugins, initSeconds);
  if ((await cli.version(folder)).kind === 'missing') {
    return {
      kind: 'skipped',
      what: 'terraform validate',
      why: `there is no ${terraform}`,
      howToGetIt: 'it needs Terraform 1.10 or newer on the PATH',
    };
  }
  const findings: string[] = [];
  for (const [name, template] of templates) {
    const where = written(join(folder, 'stand-ins', name), standInTemplate(template));
    const errors = await standInErrors(cli, where, planned[name] ?? { plans: {} });
    findings.push(...errors.map((error) => `${name}, without its provider: ${error}`));
  }
  if (findings.length > 0) return { kind: 'failed', findings };

  for (const [name, template] of templates) {
    const where = written(join(folder, 'stacks', name), template);
    const initialised = await cli.init(where);
    if (isWithoutProvider(initialised)) {
      return {
        kind: 'skipped',
        what: 'terraform validate with the AWS provider (all that Terraform can judge without it has passed)',
        why: reasonOf(initialised, 'terraform init'),
        howToGetIt: 'it needs registry.terraform.io, or a mirror named in the file of TF_CLI_CONFIG_FILE',
      };
    }
    const errors = succeeded(initialised)
      ? errorsOf(await cli.validate(where), 'terraform validate', validateErrors)
      : [reasonOf(initialised, 'terraform init')];
    findings.push(...errors.map((error) => `${name}: ${error}`));
  }
  if (findings.length > 0) return { kind: 'failed', findings };
  return { kind: 'passed', summary: `${terraform} validates ${templates.size} stacks with the AWS provider` };
}

async function standInErrors(
  cli: TerraformCli,
  folder: string,
  { required = {}, plans }: PlannedStack,
): Promise<string[]> {
  const initialised = await cli.init(folder);
  if (!succeeded(initialised)) return [reasonOf(initialised, 'terraform init')];
  const invalid = errorsOf(await cli.validate(folder), 'terraform validate', validateErrors);
  if (invalid.length > 0) return invalid;
  const errors = errorsOf(await cli.plan(folder, required), 'terraform plan', planErrors);
  for (const [how, variables] of Object.entries(plans)) {
    const planned = await cli.plan(folder, { ...required, ...variables });
    errors.push(...errorsOf(planned, `terraform plan ${how}`, planErrors));
  }
  return [...new Set(errors)];
}

/** Terraform writes its errors as JSON and ends with 1; where it did neither, how it ended is the error. */
function errorsOf(run: ToolRun, command: string, parse: (output: string) => string[]): string[] {
  if (run.kind !== 'ended' || !run.output.startsWith('{')) return [reasonOf(run, command)];
  const errors = parse(run.output);
  return errors.length === 0 && run.code !== 0 ? [reasonOf(run, command)] : errors;
}

/** Terraform reads the whole configuration before it looks for a provider: another error is the configuration's. */
function isWithoutProvider(run: ToolRun): boolean {
  if (run.kind === 'timed-out') return true;
  return (
    run.kind === 'ended' && run.code !== 0 && /Failed to (?:query available|resolve|install) provider/.test(run.errors)
  );
}

function written(folder: string, template: unknown): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'cdk.tf.json'), `${JSON.stringify(template, null, 2)}\n`);
  return folder;
}
