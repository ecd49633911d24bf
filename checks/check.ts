import { join } from 'node:path';
import { repositoryRoot } from '../build/repository-root.ts';
import { memberCloudFormationText } from '../stacks/member-cloudformation.ts';
import { cloudFormationCheck } from './cloudformation-check.ts';
import { comparisonCheck } from './comparison/comparison-check.ts';
import { type Outcome, outcomeLines } from './outcome.ts';
import { policiesCheck } from './policies-check.ts';
import { renameCheck } from './rename-check.ts';
import { stackTemplates } from './stack-templates.ts';
import { terraformCheck } from './terraform-check.ts';

/** Everything that a check writes is below this folder, which git ignores. */
const root = repositoryRoot();
const folderOf = (check: string): string => join(root, '.checks', check);

const checks: Readonly<Record<string, () => Promise<Outcome>>> = {
  comparison: () => comparisonCheck(root, folderOf('comparison')),
  rename: () => renameCheck({ checkout: root, folder: folderOf('rename') }),
  policies: async () => {
    const folder = folderOf('policies');
    return policiesCheck({ templates: await stackTemplates(root, join(folder, 'synthesised')), folder });
  },
  cloudformation: () =>
    cloudFormationCheck({ template: memberCloudFormationText(), folder: folderOf('cloudformation') }),
  terraform: async () => {
    const folder = folderOf('terraform');
    return terraformCheck({ templates: await stackTemplates(root, join(folder, 'synthesised')), folder });
  },
};

const name = process.argv[2] ?? '';
const check = checks[name];
if (check === undefined) throw new Error(`there is no check ${name}: name one of ${Object.keys(checks).join(', ')}`);
const outcome = await check();
for (const line of outcomeLines(outcome)) console.log(line);
process.exitCode = outcome.kind === 'failed' ? 1 : 0;
