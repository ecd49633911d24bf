import type { Command } from 'commander';
import { assert } from 'chai';
import { createProgram } from '../../cli/program.ts';
import { printed } from '../support/cli.ts';

interface Documented {
  readonly name: string;
  readonly command: Command;
  readonly help: string;
}

function documented(command: Command, before: readonly string[] = []): Documented[] {
  const words = [...before, command.name()];
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  command.outputHelp();
  return [{ name: words.join(' '), command, help }, ...command.commands.flatMap((below) => documented(below, words))];
}

const commands = documented(createProgram(printed()));

describe('every command of configmend', () => {
  for (const { name, command, help } of commands) {
    const examples = examplesIn(help);

    it(`says in its help what it is for, with an example: ${name}`, () => {
      assert.isNotEmpty(command.description());
      assert.isNotEmpty(examples, help);
    });

    for (const example of examples) {
      it(`understands its own example: ${example}`, () => {
        assert.isUndefined(misunderstood(example));
      });
    }
  }

  it('describes each of its options', () => {
    for (const { name, command } of commands) {
      for (const { flags, description } of command.options) assert.isNotEmpty(description, `${name} ${flags}`);
    }
  });
});

describe('misunderstood', () => {
  for (const example of [
    'configmend scan --regions eu-west-1',
    'configmend scam',
    'configmend scan --fail-on awful',
    'configmend scan --region nowhere',
    'configmend restore',
  ]) {
    it(`finds fault with ${example}`, () => {
      assert.isString(misunderstood(example));
    });
  }
});

/** Of the lines after `Example:`, what calls the program: no comment, and nothing that a shell does with it. */
function examplesIn(help: string): string[] {
  const [, examples = ''] = /\nExamples?:\n(.*)/s.exec(help) ?? [];
  return examples.split('\n').flatMap((line) => {
    const [, opening = '', call = ''] = /(<\()?\b(configmend\b.*?)(?: +#.*| \|.*)?$/.exec(line) ?? [];
    if (call === '') return [];
    return [opening === '' ? call : call.replace(/\)$/, '')];
  });
}

/** What commander has against it; nothing is run. */
function misunderstood(example: string): string | undefined {
  const program = createProgram(printed());
  for (const { command } of documented(program)) {
    command.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
    command.action(() => undefined);
  }
  const words = [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(([, inQuotes, plain = '']) => inQuotes ?? plain);
  try {
    program.parse(words.slice(1), { from: 'user' });
    return undefined;
  } catch (error) {
    const isHelp = error instanceof Error && 'code' in error && error.code === 'commander.helpDisplayed';
    return isHelp ? undefined : String(error);
  }
}
