import { assert } from 'chai';
import { type Command, CommanderError } from 'commander';
import * as fc from 'fast-check';
import { checkExemptions } from '../../cli/check-exemptions.ts';
import { createProgram } from '../../cli/program.ts';
import { scan } from '../../cli/scan.ts';
import { Failure } from '../../contract/failure.ts';
import { exemption } from '../support/exemptions.ts';
import { printed, type TemporaryFiles, temporaryFiles } from '../support/cli.ts';
import { changeEvent } from '../support/rule-events.ts';
import { bentText, treacherousKeys, treacherousTexts } from './support/bent.ts';
import { answerOf, fuzz } from './support/fuzz.ts';
import { apiItems, streamItems } from './support/items.ts';
import { assertNoSecret, withSecrets } from './support/secrets.ts';

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

const all = withSubcommands(createProgram(printed()));
const names = all.slice(1).map((command) => command.name());
const flags = all.flatMap((command) => command.options.flatMap(({ long, short }) => [long ?? '--json', short ?? '-h']));
const words = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...names) },
  { weight: 6, arbitrary: fc.constantFrom(...flags) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'eu-west-1',
      'all',
      '123456789012',
      'security-group-restricted-ports',
      'high',
      '22',
      '7d',
      '2026-12-31',
      'http://127.0.0.1:1',
      'sg-0a1b2c3d',
      '20261120T233800Z-0a1b2c3d.0',
      '/nowhere',
      'bash',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...treacherousTexts, ...treacherousKeys, '', '-', '--', '---', '-0', '--=', '='),
  },
  { weight: 1, arbitrary: fc.constantFrom(...treacherousKeys).map((key) => `--${key}=${key}`) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...flags), fc.string({ unit: 'binary' }))
      .map(([flag, text]) => `${flag}=${text}`),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('x'.repeat(100_000), '-'.repeat(5000), '9'.repeat(400), '٣', '1e9', '-1', 'NaN'),
  },
);
/** Mostly a command and what may follow it. */
const argv = fc
  .tuple(fc.constantFrom(...all.map((command) => pathOf(command))), fc.array(words, { maxLength: 7 }))
  .map(([path, more]) => [...path, ...more]);

function pathOf(command: Command): string[] {
  return command.parent === null ? [] : [...pathOf(command.parent), command.name()];
}

/** The program with every command that would reach for AWS, a file to write or a port left out of it. */
function offline() {
  const terminal = printed();
  const said: string[] = [];
  const program = createProgram(terminal);
  const quiet = { writeErr: (text: string) => said.push(text), writeOut: (text: string) => said.push(text) };
  for (const command of withSubcommands(program)) {
    command.exitOverride().configureOutput(quiet);
    if (command.commands.length === 0 && !['rules', 'completion'].includes(command.name()))
      command.action(() => undefined);
  }
  return { program, terminal, said };
}

describe('fuzz: the command line', function () {
  let files: TemporaryFiles;
  before(async () => {
    files = await temporaryFiles();
  });
  after(() => files.remove());

  it('is understood, or refused in words that commander or a Failure says', () =>
    fuzz({
      name: 'CLI arguments and files',
      share: 0.8,
      inputs: argv,
      async try(given) {
        const { program, said } = offline();
        try {
          await program.parseAsync(given, { from: 'user' });
          return 'good';
        } catch (error) {
          if (!(error instanceof CommanderError) && !(error instanceof Failure)) throw error;
          assert.isNotEmpty(`${said.join('')}${error.message}`);
          return 'refused';
        }
      },
    }));

  it('judges whatever file it is given, or says what of it cannot be read, and loses no other item', () =>
    fuzz({
      name: 'CLI arguments and files',
      share: 0.1,
      inputs: withSecrets(
        bentText([
          { fileVersion: '1.0', configurationItems: [...streamItems.slice(0, 4), apiItems[3]] },
          apiItems.slice(0, 3),
          streamItems[3],
          changeEvent(streamItems[0]),
        ]),
      ),
      async try(text) {
        const terminal = printed();
        const file = await files.write('items.json', String(text));

        const ended = await answerOf(() => scan({ file, json: true }, terminal));

        assertNoSecret(...terminal.stdout, ...terminal.warnings);
        if (ended instanceof Failure) {
          assert.include(['FILE_UNREADABLE', 'USAGE'], ended.code);
          assertNoSecret(ended.message);
          return 'refused';
        }
        assert.include([0, 1, 2], ended.answer);
        return ended.answer === 1 ? 'refused' : 'good';
      },
    }));

  it('checks whatever file of exemptions it is given', () =>
    fuzz({
      name: 'CLI arguments and files',
      share: 0.1,
      inputs: withSecrets(
        bentText([[exemption(), exemption({ id: 'two', port: '22' })], { exemptions: [exemption()] }]),
      ),
      async try(text) {
        const terminal = printed();
        const file = await files.write('exemptions.json', String(text));

        const ended = await answerOf(() => checkExemptions(file, {}, terminal));

        assertNoSecret(...terminal.stdout, ...terminal.warnings);
        if (ended instanceof Failure) {
          assert.equal(ended.code, 'FILE_UNREADABLE');
          assertNoSecret(ended.message);
          return 'refused';
        }
        return ended.answer === 0 ? 'good' : 'refused';
      },
    }));
});
