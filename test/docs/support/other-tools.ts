import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import * as v from 'valibot';
import { repositoryRoot } from '../../../build/repository-root.ts';
import { readTemplate } from '../../../local/terraform/template.ts';
import { resolveVariables } from '../../../local/terraform/variables.ts';
import { stackNames } from '../../../stacks/synthesise.ts';
import { judgingItself, memberOf } from '../../stacks/support/members.ts';
import { cisTemplate, mainTemplate, memberTemplate } from '../../stacks/support/synthesised.ts';

/** Tools whose own arguments are nobody's here, such as what a shell brings. */
const plain = ['read', 'grep', 'printf', 'echo', 'jq', 'source'];

/** The options of Terraform that are shown, by its command (Terraform CLI, "Commands"). */
const terraform: Readonly<Record<string, readonly string[]>> = {
  init: ['-migrate-state'],
  plan: ['-out', '-var', '-var-file'],
  apply: ['-var', '-var-file'],
  destroy: ['-var', '-var-file'],
  validate: [],
  output: ['-raw', '-json'],
  state: [],
  workspace: [],
};
const below: Readonly<Record<string, readonly string[]>> = { state: ['list', 'rm'], workspace: ['new', 'select'] };

/** Fails unless it is a command of this tool that can work here. What needs the tool itself, an account or a remote is not run. */
export function assertOtherTool(args: readonly string[]): void {
  const [tool = '', first = '', second = '', third = ''] = args;
  if (plain.includes(tool)) return;
  if (tool === 'terraform') return assertTerraform(args.slice(1));
  if (tool === 'cd') return assert.include([...stackNames], /^cdktf\.out\/stacks\/(.+)$/.exec(first)?.[1], first);
  if (tool === 'git') return assert.equal(first, 'pull');
  if (tool === 'npx') {
    assert.deepEqual([first, second], ['cdktf-cli', 'deploy']);
    return assert.include([...stackNames], third);
  }
  assert.fail(`no test knows ${tool}: teach it to test/docs/support/other-tools.ts`);
}

function assertTerraform([command = '', ...rest]: readonly string[]): void {
  const known = terraform[command] ?? assert.fail(`no test knows terraform ${command}`);
  if (below[command] !== undefined) assert.include(below[command], rest[0], `terraform ${command}`);
  for (const option of rest.filter((word) => word.startsWith('-')))
    assert.include(known, option, `terraform ${command}`);
  const set = rest.flatMap((word, index) => (rest[index - 1] === '-var' ? [word.split('=')] : []));
  const values = Object.fromEntries(set.map(([name = '', value = '']) => [name, value]));
  const stacks = [
    { template: mainTemplate(), settings: {} },
    // A member has them in a file, as the hub's `member_settings` gives them.
    { template: memberTemplate(), settings: memberOf(judgingItself) },
    { template: cisTemplate(), settings: {} },
  ].map(({ template, settings }) => ({ variables: readTemplate(template).variables, settings }));
  const stack = stacks.find(({ variables }) => set.every(([wanted]) => variables.some(({ name }) => name === wanted)));
  assert.isDefined(stack, `no stack has all of ${Object.keys(values).join(', ')}`);
  assert.doesNotThrow(() => resolveVariables(stack?.variables ?? [], { ...stack?.settings, ...values }));
}

/** What `terraform output -raw NAME` prints, of an output whose value is not known only its name. */
export function terraformOutput(name: string, outputs: Readonly<Record<string, string>>): string {
  assert.property(mainTemplate().output, name, `terraform output -raw ${name}`);
  return outputs[name] ?? `(${name})`;
}

const Package = v.object({ scripts: v.record(v.string(), v.string()) });

/** Options of a long run, which is not begun here: its own file has to know each by its name. */
export function assertScriptTakes(script: string, args: readonly string[]): void {
  if (args.length === 0) return;
  const file = /([\w/-]+\.ts)$/.exec(scriptOf(script))?.[1] ?? assert.fail(`npm run ${script} takes nothing`);
  const text = readFileSync(join(repositoryRoot(), file), 'utf8');
  for (const arg of args.filter((one) => one.startsWith('--')).map((one) => one.slice(2))) {
    assert.match(text, new RegExp(`\\b${arg}\\b|--${arg}\\b`), `npm run ${script} takes no --${arg}`);
  }
}

/** Fails unless there is such a script, and the files that it starts. */
export function assertScript(name: string): void {
  const root = repositoryRoot();
  for (const [file] of scriptOf(name).matchAll(/\S+\.ts\b/g)) {
    if (!file.includes('*')) assert.isTrue(existsSync(join(root, file)), `${name} starts ${file}`);
  }
}

function scriptOf(name: string): string {
  const text = readFileSync(join(repositoryRoot(), 'package.json'), 'utf8');
  const { scripts } = v.parse(Package, JSON.parse(text));
  return scripts[name] ?? assert.fail(`package.json has no script ${name}`);
}

const readers: Readonly<Record<string, string>> = {
  CONFIGMEND_DEAD_LETTERS: 'cli/dead-letters/dead-letter-queue.ts',
  CONFIGMEND_LEDGER_BUCKET: 'cli/ledger-bucket.ts',
  CONFIGMEND_NOTICES_TOPIC: 'cli/restore-deps.ts',
  CONFIGMEND_QUEUE: 'cli/queue-url.ts',
  PROPERTY_SEED: 'test/support/property-seed.ts',
  STATE_BUCKET: 'stacks/main.ts',
  STATE_REGION: 'stacks/main.ts',
};

/** Fails unless somebody reads a variable of this name: the SDK or the CLI of AWS, or we. */
export function assertVariable(name: string): void {
  if (name.startsWith('AWS_')) return;
  const file = readers[name] ?? assert.fail(`no test knows who reads the variable ${name}`);
  assert.include(readFileSync(join(repositoryRoot(), file), 'utf8'), name, file);
}
