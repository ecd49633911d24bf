import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';
import { rules } from '../../rules/registry.ts';
import { maxAttempts } from '../../queue/attempts.ts';
import { configmend } from '../support/cli.ts';
import { evaluated } from '../stacks/support/evaluated.ts';
import { mainTemplate, resourceOf } from '../stacks/support/synthesised.ts';

const root = repositoryRoot();
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const text = read('docs/operations.md');

/** `configmend …` in blocks and in sentences, up to where it ends. */
function commandsIn(document: string): string[] {
  const inline = [...document.matchAll(/`(configmend [^`\n]+)`/g)].map(([, command = '']) => command);
  const blocks = [...document.matchAll(/```sh\n([^`]+)```/g)].flatMap(([, block = '']) => block.split('\n'));
  return [...inline, ...blocks.filter((line) => line.startsWith('configmend '))];
}

/** Its words before the first argument or option. */
const subcommandOf = (command: string): string =>
  /^configmend ([a-z]+(?: (?:list|check|add|show|reset)\b)?)/.exec(command)?.[1] ?? '';

const documents = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)].filter((file) =>
  file.endsWith('.md'),
);

describe('docs/operations.md', () => {
  it('names every alarm that there is, and no other', () => {
    const alarms = evaluated({ enable_auto_response: true })
      .resources('aws_cloudwatch_metric_alarm')
      .map(({ arguments: { alarm_name: name } }) => (typeof name === 'string' ? name.replace(/^configmend-/, '') : ''));

    const named = [...text.matchAll(/^\| (`[^|]+) \|(?: (`[^|]+) \|$)?/gm)]
      .flatMap(([, first = '', second = '']) => [...`${first} ${second}`.matchAll(/`([a-z0-9-]+)`/g)])
      .map(([, name = '']) => name);

    assert.isAtLeast(alarms.length, 30);
    assert.sameMembers(named, alarms);
  });

  it('counts attempts and minutes as they are', () => {
    const stalled = resourceOf(mainTemplate(), 'aws_cloudwatch_metric_alarm', 'remediation-stalled-alarm');

    assert.equal(maxAttempts, 5);
    assert.equal(stalled['threshold'], 30 * 60);
    assert.include(text, 'a message has waited for 30 minutes');
  });

  it('names outputs and rules that there are', () => {
    const outputs = [...text.matchAll(/-raw ([a-z_]+)/g), ...text.matchAll(/output `([a-z_]+)`/g)];
    const judged = [...text.matchAll(/--config-rule-names configmend-([a-z0-9-]+)/g)];

    assert.isNotEmpty(outputs);
    assert.isNotEmpty(judged);
    for (const [, name = ''] of outputs) assert.property(mainTemplate().output, name);
    for (const [, id = ''] of judged)
      assert.include(
        rules.map((rule) => rule.id),
        id,
      );
  });

  it('names codes that failures have', () => {
    const codes = [...text.matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map(([, code = '']) => code);
    const known = [...read('contract/failure.ts').matchAll(/'([A-Z_]+)'/g)].map(([, code = '']) => code);

    const own = codes.filter((code) => !code.startsWith('CONFIGMEND_'));
    assert.isNotEmpty(own);
    assert.includeMembers(known, own);
  });
});

describe('the commands in the documents', () => {
  const commands = documents.flatMap((file) => commandsIn(read(file)));

  for (const subcommand of new Set(commands.map(subcommandOf))) {
    it(`exist, with the options shown: configmend ${subcommand}`, async () => {
      const shown = commands.filter((command) => subcommandOf(command) === subcommand);
      const options = new Set(shown.flatMap((command) => command.match(/--[a-z-]+/g) ?? []));

      const { code, stdout } = await configmend([...subcommand.split(' '), '--help']);

      assert.equal(code, 0);
      assert.include(stdout, `Usage: configmend ${subcommand}`);
      for (const option of options) assert.include(stdout, `${option} `, subcommand);
    }).timeout(30_000);
  }
});
