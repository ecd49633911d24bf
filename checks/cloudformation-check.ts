import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Outcome } from './outcome.ts';
import { pythonTool } from './python-tool.ts';
import { reasonOf, runTool, type ToolRun } from './run-tool.ts';

export const cfnLintVersion = '1.51.0';
const installSeconds = 240;
const lintSeconds = 120;

export interface CloudFormationCheckOptions {
  /** A CloudFormation template as text. */
  readonly template: string;
  /** For the virtual environment of cfn-lint, and what it reads. */
  readonly folder: string;
  readonly python?: string;
}

/** A template that must be objected to: if cfn-lint passes it, its silence means nothing. */
const canary = JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { Name: 'queue' } } } });

const Objections = v.array(
  v.object({
    Rule: v.object({ Id: v.string() }),
    Message: v.string(),
    Location: v.object({ Path: v.nullish(v.array(v.union([v.string(), v.number()]))) }),
  }),
);

/** Whether cfn-lint objects to anything in the template. Skipped where pip cannot install it. */
export async function cloudFormationCheck(options: CloudFormationCheckOptions): Promise<Outcome> {
  const { template, folder, python = 'python3' } = options;
  mkdirSync(folder, { recursive: true });
  const requirement = `cfn-lint==${cfnLintVersion}`;
  const tool = await pythonTool({ requirement, program: 'cfn-lint', folder, seconds: installSeconds, python });
  if ('refused' in tool) {
    return {
      kind: 'skipped',
      what: 'the check of the CloudFormation template',
      why: tool.refused,
      howToGetIt: `it needs python3 with venv, and PyPI for cfn-lint ${cfnLintVersion}`,
    };
  }
  const lint = (name: string, text: string): Promise<ToolRun> => {
    const file = join(folder, `${name}.template.json`);
    writeFileSync(file, text);
    return runTool(tool.program, ['--format', 'json', '--', file], { folder, seconds: lintSeconds });
  };
  if (objections(await lint('canary', canary)).length === 0) {
    return {
      kind: 'failed',
      findings: ['cfn-lint does not see a property that does not exist: its silence means nothing'],
    };
  }
  const findings = objections(await lint('member', template));
  if (findings.length > 0) return { kind: 'failed', findings };
  return { kind: 'passed', summary: `cfn-lint ${cfnLintVersion} objects to nothing in the template of a member` };
}

/** Of what is no list of objections, how the run ended is one. */
function objections(run: ToolRun): string[] {
  if (run.kind !== 'ended' || !run.output.trimStart().startsWith('[')) return [reasonOf(run, 'cfn-lint')];
  return v
    .parse(Objections, JSON.parse(run.output))
    .map(({ Rule, Message, Location }) => `${Rule.Id}: ${Message} (${(Location.Path ?? []).join('/')})`);
}
