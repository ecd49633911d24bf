import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { justifiedFindings } from './justified-findings.ts';
import { type Justification, objections } from './justify.ts';
import type { Outcome } from './outcome.ts';
import { plannedTemplate } from './planned-template.ts';
import { pythonTool } from './python-tool.ts';
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
  mkdirSync(folder, { recursive: true });
  const requirement = `checkov==${checkovVersion}`;
  const tool = await pythonTool({ requirement, program: 'checkov', folder, seconds: installSeconds, python });
  if ('refused' in tool) {
    return {
      kind: 'skipped',
      what: 'the policy scan of the stacks',
      why: tool.refused,
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
  const run = await checkovRun(tool.program, folder, scanSeconds, [...what, ...how]);
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

/** Away from the settings and the account of whoever runs it, which could hide findings or send them off. */
function checkovRun(checkov: string, folder: string, seconds: number, parameters: string[]): Promise<ToolRun> {
  const settings = Object.keys(process.env).filter((name) => /^(BC|CKV|PRISMA)_/.test(name));
  const unset = Object.fromEntries(settings.map((name) => [name, undefined]));
  return runTool(checkov, parameters, { folder, seconds, environment: { ...unset, HOME: folder } });
}
