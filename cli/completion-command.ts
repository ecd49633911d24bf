import { Argument, type Command } from 'commander';
import { regionNames } from '../local/ec2/aws-regions.ts';
import { rules } from '../rules/registry.ts';
import { bashScript } from './completion/bash.ts';
import { commandTree, type KnownWords } from './completion/command-tree.ts';
import { fishScript } from './completion/fish.ts';
import { zshScript } from './completion/zsh.ts';
import type { Terminal } from './terminal.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
type Shell = keyof typeof scripts;

/** `configmend completion bash | zsh | fish`. */
export function addCompletionCommand(program: Command, terminal: Terminal): void {
  program
    .command('completion')
    .description('print what completes commands, options, rules and regions in your shell')
    .addArgument(new Argument('<shell>', 'your shell').choices(Object.keys(scripts)))
    .addHelpText(
      'after',
      '\nExamples:\n  source <(configmend completion bash)      # in ~/.bashrc\n  source <(configmend completion zsh)       # in ~/.zshrc, after compinit\n  configmend completion fish | source       # in ~/.config/fish/config.fish',
    )
    .action((shell: Shell) => terminal.out(completionScript(program, shell).trimEnd()));
}

/** Made from the program's own tree, so that it knows what the program knows. */
export function completionScript(program: Command, shell: Shell): string {
  return scripts[shell](commandTree(program, knownWords));
}

const ruleIds = rules.map(({ id }) => id);

const knownWords: KnownWords = new Map([
  ['rule', ruleIds],
  ['skip', ruleIds],
  ['region', regionNames],
]);
