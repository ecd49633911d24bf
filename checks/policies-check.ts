import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { justifiedFindings } from './justified-findings.ts';
import { type Justification, objections } from './justify.ts';
import type { Outcome } from './outcome.ts';
import { plannedTemplate } from './planned-template.ts';
import { reasonOf, runTool, succeeded, type ToolRun } from './run-tool.ts';
import { type Finding, parseScan } from './scan-report.ts';
import type { StackTemplates } from './stack-templates.ts';

export const checkovVersion = '3.3.30';
const installSeconds = 240;
const scanSeconds = 120;

export interface PoliciesCheckOptions {
  readonly templates: StackTemplates;
  /** For the virtual environment of checkov, the plans and the home that it sees. */
  readonly folder: string;
  readonly python?: string;
  readonly justifications?: readonly Justification[];
}

/** A stack that must be objected to: if checkov passes it, it does not read our plans, and its silence means nothing. */
const canary = 'canary';
const canaryTemplate = {
  resource: {
    aws_iam_role_policy: {
      everything: {
        policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', Sid: '@' }] }).replace(
          '@',
          () => '${join("", ["Every", "thing"])}',
        ),
      },
    },
  },
};
const canaryChecks = ['CKV_AWS_63', 'CKV_AWS_355'];

/** Whether checkov, on its own and offline, objects to nothing in the stacks but what is justified. Skipped where pip cannot install it. */
export async function policiesCheck(options: PoliciesCheckOptions): Promise<Outcome> {
  const { templates, folder, python = 'python3', justifications = justifiedFindings } = options;
  const checkov = join(folder, 'venv', 'bin', 'checkov');
  mkdirSync(folder, { recursive: true });
  const refused = await install(checkov, folder, python);
  if (refused !== undefined) {
    return {
      kind: 'skipped',
      what: 'the policy scan of the stacks',
      why: refused,
      howToGetIt: `it needs python3 with venv, and PyPI for checkov ${checkovVersion}`,
    };
  }
  const plans = join(folder, 'plans');
  rmSync(plans, { recursive: true, force: true });
  for (const [name, template] of [...templates, [canary, canaryTemplate] as const]) {
    mkdirSync(join(plans, name), { recursive: true });
    writeFileSync(join(plans, name, 'tfplan.json'), `${JSON.stringify(plannedTemplate(template), null, 2)}\n`);
  }
  const what = ['--directory', plans, '--framework', 'terraform_plan'];
  const how = ['--output', 'json', '--soft-fail', '--skip-download', '--skip-results-upload'];
  const run = await checkovRun(checkov, folder, scanSeconds, [...what, ...how]);
  if (!succeeded(run)) return { kind: 'failed', findings: [reasonOf(run, 'checkov')] };

  const { findings, passed, stacks } = parseScan(run.output);
  const blind = [
    ...[...templates.keys()].filter((name) => !stacks.has(name)).map((name) => `checkov saw nothing of ${name}`),
    ...canaryChecks
      .filter((check) => !findings.some((finding) => finding.stack === canary && finding.check === check))
      .map((check) => `checkov does not see, by ${check}, a policy that allows everything: its silence means nothing`),
  ];
  const isOurs = ({ stack }: Finding): boolean => stack !== canary;
  const real = findings.filter(isOurs);
  const failures = [...blind, ...objections(real, justifications)];
  if (failures.length > 0) return { kind: 'failed', findings: failures };
  return {
    kind: 'passed',
    summary: `checkov ${checkovVersion} passes ${passed.filter(isOurs).length} times, and ${real.length} findings are justified`,
  };
}

/** Answers why pip cannot install checkov, if so. */
async function install(checkov: string, folder: string, python: string): Promise<string | undefined> {
  const present = await checkovRun(checkov, folder, 60, ['--version']);
  if (succeeded(present) && present.output.trim() === checkovVersion) return undefined;
  const environment = dirname(dirname(checkov));
  const created = await runTool(python, ['-m', 'venv', '--clear', environment], { folder, seconds: 60 });
  if (!succeeded(created)) return reasonOf(created, `${python} -m venv`);
  const quietly = ['--quiet', '--no-input', '--disable-pip-version-check', '--retries', '1', '--timeout', '20'];
  const installed = await runTool(
    join(environment, 'bin', 'python'),
    ['-m', 'pip', 'install', ...quietly, `checkov==${checkovVersion}`],
    { folder, seconds: installSeconds },
  );
  return succeeded(installed) ? undefined : reasonOf(installed, 'pip install');
}

/** Away from the settings and the account of whoever runs it, which could hide findings or send them off. */
function checkovRun(checkov: string, folder: string, seconds: number, parameters: string[]): Promise<ToolRun> {
  const settings = Object.keys(process.env).filter((name) => /^(BC|CKV|PRISMA)_/.test(name));
  const unset = Object.fromEntries(settings.map((name) => [name, undefined]));
  return runTool(checkov, parameters, { folder, seconds, environment: { ...unset, HOME: folder } });
}
