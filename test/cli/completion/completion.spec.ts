import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { assert } from 'chai';
import { completionScript } from '../../../cli/completion-command.ts';
import { commandTree } from '../../../cli/completion/command-tree.ts';
import { createProgram } from '../../../cli/program.ts';
import { rules } from '../../../rules/registry.ts';
import { printed, type TemporaryFiles, temporaryFiles } from '../../support/cli.ts';

const program = createProgram(printed());
const ruleIds = rules.map(({ id }) => id);

function isThere(shell: string): boolean {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Skips, and says so: a script that no shell has read is not a tested one. */
function withShell(shell: 'bash' | 'zsh' | 'fish', title: string, test: () => Promise<void>): void {
  const there = isThere(shell);
  if (!there) process.stderr.write(`NOT TESTED: ${shell} is not installed, its completion was not run\n`);
  (there ? it : it.skip)(title, test);
}

describe('completion, in bash', () => {
  let files: TemporaryFiles;
  let script = '';
  before(async () => {
    files = await temporaryFiles();
    await files.write('my snapshot.json', []);
    script = await files.write('completion.bash', completionScript(program, 'bash'));
  });
  after(() => files.remove());

  /** What bash would offer for a line; its words are cut as bash cuts them, at blanks and at `=`. */
  async function offered(line: string): Promise<string[]> {
    const words = line.split(/\s+|(=)/).filter((word) => word !== undefined && !(word === '' && line.includes('=')));
    const complete = `source "$1"; cd "$2"; shift 2; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _configmend; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const args = ['--norc', '-u', '-c', complete, 'bash', script, files.path('.'), ...words];
    const { stdout, stderr } = await promisify(execFile)('bash', args);
    assert.equal(stderr, '');
    return stdout.split('\n').filter((candidate) => candidate !== '');
  }

  for (const [line, candidates] of [
    ['configmend sc', ['scan']],
    ['configmend exemptions ', ['list', 'check', 'add', 'help']],
    ['configmend exemptions ch', ['check']],
    ['configmend scan --fail-on ', ['critical', 'high', 'medium', 'low']],
    ['configmend scan --rule ', ruleIds],
    ['configmend scan --rule=s3-bucket-v', ['s3-bucket-versioning']],
    ['configmend scan --rule s3-bucket-versioning --skip s3-account', ['s3-account-public-access-block']],
    ['configmend scan --region eu-west-', ['eu-west-1', 'eu-west-2', 'eu-west-3']],
    ['configmend scan --region scan --fail', ['--fail-on']],
    ['configmend scan --file my', ['my snapshot.json']],
    ['configmend scan --html my', ['my snapshot.json']],
    ['configmend scan --html --cs', ['--csv']],
    ['configmend exemptions check my', ['my snapshot.json']],
    ['configmend history --outcome inter', ['interrupted']],
    ['configmend completion ', ['bash', 'zsh', 'fish']],
    ['configmend scan nonsense', []],
    ['configmend restore ', []],
  ] as const) {
    withShell('bash', `offers ${candidates.slice(0, 4).join(', ') || 'nothing'} for “${line}”`, async () => {
      assert.sameMembers(await offered(line), [...candidates]);
    });
  }

  withShell('bash', 'offers every command and every option of each', async () => {
    for (const { path, subcommands, options } of commandTree(program, new Map())) {
      const line = ['configmend', ...path].join(' ');
      const names = subcommands.map(({ name }) => name);
      if (names.length > 0) assert.sameMembers(await offered(`${line} `), names, line);
      assert.sameMembers(
        await offered(`${line} -`),
        options.flatMap(({ flags }) => flags),
        line,
      );
    }
  });
});

describe('completion, in other shells', () => {
  for (const shell of ['zsh', 'fish'] as const) {
    const text = completionScript(program, shell);

    it(`names every command, option, rule and region in ${shell}`, () => {
      for (const { path, options } of commandTree(program, new Map())) {
        for (const word of path) assert.include(text, word);
        for (const flag of options.flatMap(({ flags }) => flags))
          assert.include(text, shell === 'fish' ? ` ${flag.replace(/^-+/, '')} ` : flag);
      }
      for (const word of [...ruleIds, 'eu-west-1', 'critical']) assert.include(text, word);
    });

    withShell(shell, `is understood by ${shell}`, async () => {
      const files = await temporaryFiles();
      const script = await files.write(`completion.${shell}`, text);

      const { stderr } = await promisify(execFile)(shell, ['-n', script]);
      await files.remove();

      assert.equal(stderr, '');
    });
  }

  for (const shell of ['bash', 'zsh', 'fish'] as const) {
    it(`quotes what descriptions hold for ${shell}`, () => {
      const odd = new Command('configmend');
      odd.command('odd').description(`it's $(touch x) \`x\` "q" \\ a:b`).option('--one <x>', `'; touch x; '`);

      const text = completionScript(odd, shell);

      const unquoted =
        shell === 'fish' ? text.replaceAll(/'(?:\\.|[^'\\])*'/g, '') : text.replaceAll(/'[^']*'|\\'/g, '');
      assert.notInclude(unquoted, 'touch');
    });
  }
});
