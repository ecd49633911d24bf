import { runTool, type ToolRun } from './run-tool.ts';

/** What is asked of Terraform, each within a time limit, without a backend and without a question to whoever runs it. */
export interface TerraformCli {
  version(folder: string): Promise<ToolRun>;
  init(folder: string): Promise<ToolRun>;
  validate(folder: string): Promise<ToolRun>;
  plan(folder: string, variables: Readonly<Record<string, string>>): Promise<ToolRun>;
}

/** A Terraform that keeps the providers it downloads in `plugins`, and heeds no variable or argument of its environment. */
export function terraformCli(command: string, plugins: string, initSeconds: number): TerraformCli {
  const settings = Object.keys(process.env).filter((name) => /^TF_(VAR_|CLI_ARGS|DATA_DIR|WORKSPACE)/.test(name));
  const environment = {
    ...Object.fromEntries(settings.map((name) => [name, undefined])),
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    TF_PLUGIN_CACHE_DIR: plugins,
  };
  const run = (folder: string, seconds: number, parameters: readonly string[]): Promise<ToolRun> =>
    runTool(command, parameters, { folder, seconds, environment });
  return {
    version: (folder) => run(folder, 20, ['version']),
    init: (folder) => run(folder, initSeconds, ['init', '-backend=false', '-input=false', '-no-color']),
    validate: (folder) => run(folder, 120, ['validate', '-json']),
    plan: (folder, variables) =>
      run(folder, 60, [
        'plan',
        '-json',
        '-input=false',
        '-lock=false',
        ...Object.entries(variables).map(([name, value]) => `-var=${name}=${value}`),
      ]),
  };
}
