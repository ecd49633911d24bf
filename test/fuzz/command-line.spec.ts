import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import '../../cli/quiet-sdk.ts';
import { assert } from 'chai';
import { type Command, CommanderError } from 'commander';
import * as fc from 'fast-check';
import { serveConsole } from '../../cli/console-command.ts';
import { describeError } from '../../cli/end-of-process.ts';
import { createProgram } from '../../cli/program.ts';
import { writeReport } from '../../cli/report-file.ts';
import { Failure } from '../../contract/failure.ts';
import { printed, type TemporaryFiles, temporaryFiles } from '../support/cli.ts';
import { exemption } from '../support/exemptions.ts';
import { portsRule } from '../support/instructions.ts';
import { type CliFiles, pathOf, typedWords, withSubcommands } from './support/cli-words.ts';
import { enterWorld, type World } from './support/cli-world.ts';
import { type Ended, fuzz } from './support/fuzz.ts';
import { streamItems } from './support/items.ts';
import { assertNoSecret, plantIn } from './support/secrets.ts';

/** What a command was asked for, once commander has understood it. */
interface Asked {
  readonly command: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The program as it is, but for the demo, which takes seconds, and the console, which serves until it is interrupted. */
function program() {
  const terminal = printed();
  const said: string[] = [];
  const asked: Asked[] = [];
  const made = createProgram(terminal);
  const quiet = { writeErr: (text: string) => said.push(text), writeOut: (text: string) => said.push(text) };
  for (const command of withSubcommands(made)) command.exitOverride().configureOutput(quiet);
  made.hook('preAction', (_, action) => {
    asked.push({ command: pathOf(action).join(' '), options: action.opts() });
  });
  const named = (name: string): Command | undefined => made.commands.find((command) => command.name() === name);
  const unserved = (): Promise<never> => Promise.reject(new Failure('READ_FAILED', 'there is nothing to serve'));
  named('console')?.action(async (options: object) => {
    process.exitCode = await serveConsole(options, terminal, unserved);
  });
  named('demo')?.action(({ port = 1 }: { port?: number }) => {
    assert.isTrue(Number.isInteger(port) && port >= 1 && port <= 65_535);
    process.exitCode = 0;
  });
  return { made, terminal, said, asked };
}

/** Operations that change nothing. Of a queue that was read, the messages are given back. */
const reading = /^(Get|List|Describe|AssumeRole$|ReceiveMessage$|ChangeMessageVisibilityBatch$)/;

/** What a command may change, where it was asked to with all that it asks for. */
function mayChange({ command, options }: Asked): RegExp {
  if (command === 'exemptions add') return /^PutObject exemptions\/added\.json$/;
  if (command === 'breaker reset') return /^PutObject safety\/state\.json$/;
  if (command === 'sweep' && options['last'] === undefined && options['bucket'] !== undefined) {
    return options['queueUrl'] === undefined ? /^PutObject sweeps\// : /^(PutObject sweeps\/|SendMessageBatch )/;
  }
  if (options['yes'] !== true) return /^$/;
  if (command === 'dead-letters return') return /^(SendMessageBatch|DeleteMessageBatch) $/;
  if (command === 'restore' && options['dryRun'] !== true) {
    return /^(PutObject (actions|exemptions)\/.*|PutBucketPolicy |PublishBatch )$/;
  }
  return /^$/;
}

const reports = ['json', 'csv', 'html', 'asff', 'sarif'];

function assertOnlyAskedFor(asked: Asked | undefined, { calls, written }: World): void {
  const changes = calls.filter(({ operation }) => !reading.test(operation));
  const may = asked === undefined ? /^$/ : mayChange(asked);
  for (const { operation, input } of changes) {
    const { Key = '' } = input;
    assert.match(`${operation} ${typeof Key === 'string' ? Key : ''}`, may);
  }
  const paths = reports.map((form) => asked?.options[form]).filter((path) => typeof path === 'string');
  for (const { path } of written)
    assert.include(
      paths.map((one) => resolve(one)),
      path,
    );
}

describe('fuzz: the command line', function () {
  let files: TemporaryFiles;
  let world: World;
  let given: CliFiles;
  before(async () => {
    files = await temporaryFiles();
    given = {
      folder: files.path('.'),
      items: await files.write('items.json', streamItems),
      parameters: await files.write('parameters.json', { [portsRule]: { ports: '22' } }),
      exemptions: await files.write('exemptions.json', [exemption()]),
      broken: await files.write('broken.json', `${JSON.stringify(plantIn([exemption()]))}x`),
    };
    world = enterWorld();
    await writeReport(files.path('guard'), 'to nowhere');
    assert.isFalse(existsSync(files.path('guard')), 'words of a fuzzer would be written to');
  });
  after(async () => {
    world.leave();
    await files.remove();
  });

  it('does what it was asked for and nothing else, or refuses in words, and gives no secret away', () => {
    const { exitCode } = process;
    return fuzz({
      name: 'CLI arguments',
      inputs: fc.tuple(typedWords(createProgram(printed()), given), fc.nat(2)),
      try: ([words, chance]) => attempt(words, chance > 0, world),
    }).finally(() => (process.exitCode = exitCode));
  });
});

async function attempt(words: readonly string[], isDeployed: boolean, world: World): Promise<Ended> {
  world.reset(isDeployed);
  process.exitCode = undefined;
  const { made, terminal, said, asked } = program();
  let refusal: Failure | CommanderError | undefined;
  try {
    await made.parseAsync([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError) && !(error instanceof Failure)) throw error;
    refusal = error;
  }
  // Commander repeats what somebody typed, and only that.
  const outputs = [...terminal.stdout, ...terminal.warnings, ...world.written.map(({ text }) => text)];
  assertNoSecret(...outputs, refusal instanceof Failure ? describeError(refusal) : '');
  assertOnlyAskedFor(asked[0], world);
  if (refusal instanceof CommanderError) {
    assert.equal(refusal.exitCode, /^commander\.(help|version)/.test(refusal.code) ? refusal.exitCode : 1);
    assert.isNotEmpty(`${said.join('')}${refusal.message}`);
    assert.isEmpty(world.calls, 'something was called for what was not understood');
    assert.isEmpty(outputs);
    return 'refused';
  }
  if (refusal !== undefined) {
    assert.isNotEmpty(refusal.message);
    return 'refused';
  }
  assert.include([0, 1, 2, undefined], process.exitCode as number | undefined);
  assert.isNotEmpty([...outputs, asked[0]?.command === 'demo' ? 'the demo' : ''].join(''), 'it said nothing');
  return 'good';
}
