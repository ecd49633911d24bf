import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { repositoryRoot } from '../../../build/repository-root.ts';
import { createProgram } from '../../../cli/program.ts';
import { printed } from '../../support/cli.ts';
import { type ShellCommand, shellCommands } from './shell.ts';

export interface ShownCommand extends ShellCommand {
  /** Whether a sentence names it, which may leave out what it needs: `configmend restore`. */
  readonly inSentence: boolean;
}

/** What one document, or one command's help, shows: in the order in which a reader would run it. */
export interface Shown {
  readonly where: string;
  readonly commands: readonly ShownCommand[];
  /** What is shown as commands and is nothing that a test could read. */
  readonly faults: readonly string[];
}

/** The first word of what a sentence is taken to show a command by; blocks are commands whatever they begin with. */
const tools = ['configmend', 'npm', 'npx', 'node', 'terraform', 'cdktf', 'aws', 'git'];
const isCommand = new RegExp(`^(?:[A-Z_]+=\\S+ )*(?:${tools.join('|')}) \\S`);

/** What a shell runs of a block; of others, what a workflow runs, or what follows a prompt `$`. */
const scripts = ['sh', 'bash', 'shell', 'zsh'];
const block = /^( *)```(\w*)\n([^]*?)^ *```$/gm;

/** Every document with commands, in blocks or as code in sentences. */
export function shownInDocuments(): Shown[] {
  const root = repositoryRoot();
  const below = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) =>
    join('docs', file),
  );
  const documents = ['README.md', 'CONTRIBUTING.md', 'local/README.md', ...below.toSorted()];
  return documents
    .filter((file) => file.endsWith('.md'))
    .map((file) => shownIn(file, readFileSync(join(root, file), 'utf8')))
    .filter(({ commands, faults }) => commands.length + faults.length > 0);
}

/** What a document shows: its blocks first, then its sentences, each command once. */
export function shownIn(where: string, markdown: string): Shown {
  const blocks = [...markdown.matchAll(block)].map(([, , language = '', content = '']) => scriptOf(language, content));
  const sentences = markdown.replaceAll(block, '');
  const spans = [...sentences.matchAll(/`((?:[^`\n]|\n(?!\n))+)`/g)].map(([, span = '']) =>
    span.replaceAll(/\s+/g, ' '),
  );
  const commands = [...new Set(spans)].filter((span) => isCommand.test(span));
  return understood(where, [
    ...blocks.map((script) => ({ script, inSentence: false })),
    ...commands.map((script) => ({ script, inSentence: true })),
  ]);
}

/** What the demo prints has prompts as well: these commands the demo runs, and its spec the demo. */
const printedByTheDemo = /^\d {2}The gate opens: what was done$/m;

function scriptOf(language: string, content: string): string {
  if (printedByTheDemo.test(content)) return '';
  if (scripts.includes(language)) return content;
  const lines = language === 'yaml' ? /^ *(?:- )?run: (.+)$/gm : /^\$ (.+)$/gm;
  return [...content.matchAll(lines)].map(([, line]) => line).join('\n');
}

/** The examples of every command's `--help`. */
export function shownInHelp(): Shown[] {
  return everyCommand(createProgram(printed())).map(({ name, help }) => {
    const [, script = ''] = /\nExamples?:\n([^]*)/.exec(help) ?? [];
    return understood(`${name} --help`, [{ script, inSentence: false }]);
  });
}

function understood(where: string, given: readonly { script: string; inSentence: boolean }[]): Shown {
  const commands: ShownCommand[] = [];
  const faults: string[] = [];
  for (const { script, inSentence } of given) {
    try {
      commands.push(...shellCommands(script).map((command) => ({ ...command, inSentence })));
    } catch (error) {
      faults.push(`${where}: ${String(error)}`);
    }
  }
  return { where, commands, faults };
}

function everyCommand(command: Command, before: readonly string[] = []): { name: string; help: string }[] {
  const words = [...before, command.name()];
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  command.outputHelp();
  return [{ name: words.join(' '), help }, ...command.commands.flatMap((below) => everyCommand(below, words))];
}
