import { assert } from 'chai';
import { type TemporaryFiles, temporaryFiles } from '../support/cli.ts';
import { type DocumentedAccount, startDocumentedAccount } from './support/documented-account.ts';
import { serve, stopServing } from './support/serve.ts';
import { writtenCommand } from './support/shell.ts';
import { type Shown, shownIn, shownInDocuments, shownInHelp } from './support/shown-commands.ts';
import { afterReading, runShown, type Shell } from './support/shown-run.ts';
import { filesOfReader, serving } from './support/substitutions.ts';

describe('the commands that are shown', () => {
  let account: DocumentedAccount;
  let folder: TemporaryFiles;
  before(async () => {
    // It takes as long as all the others together, so it runs beside them.
    for (const [command, ready] of serving)
      if (command.test('demo --serve')) void serve(['demo', '--serve'], ready, {});
    [account, folder] = await Promise.all([startDocumentedAccount(), temporaryFiles()]);
    for (const [name, content] of Object.entries(filesOfReader())) await folder.write(name, content);
  });
  after(async () => {
    stopServing();
    await account?.stop();
    await folder?.remove();
  });

  const seen = new Set<string>();
  /** What is run in the same surroundings is run once. */
  const isNew = (title: string): boolean => {
    const before = seen.size;
    return seen.add(title).size > before;
  };

  function theCommandsOf({ where, commands, faults }: Shown, exported?: typeof afterReading): void {
    const all = commands.map((command) => ({ command, title: writtenCommand(command) }));
    const run = all.filter(({ command, title }) => (!command.inSentence && exported === undefined) || isNew(title));
    describe(`in ${where}`, () => {
      let shell: Shell;
      before(async () => {
        await account.rewind();
        shell = { account, folder: folder.path('.'), variables: exported?.(account) ?? new Map() };
      });

      for (const fault of faults) it(`can be read: ${fault}`, () => assert.fail(fault));

      for (const { command, title } of run) {
        it(`can be run: ${title}`, async () => {
          await runShown(command, shell);
        });
      }
    });
  }

  for (const shown of shownInDocuments()) theCommandsOf(shown);
  for (const shown of shownInHelp()) theCommandsOf(shown, afterReading);

  it('are found in every document that has some', () => {
    const shown = shownInDocuments();
    const own = shown
      .flatMap(({ commands }) => commands.map(writtenCommand))
      .filter((text) => text.startsWith('configmend '));

    assert.includeMembers(
      shown.map(({ where }) => where),
      ['README.md', 'docs/deploy.md', 'docs/exemptions.md', 'docs/inspect.md', 'docs/operations.md', 'docs/undo.md'],
    );
    assert.isAbove(own.length, 40);
  });

  /** What becomes of each command of a document, in a shell that nothing was exported in. */
  async function ranIn(markdown: string): Promise<string[]> {
    const shell: Shell = { account, folder: folder.path('.'), variables: new Map() };
    const said: string[] = [];
    for (const command of shownIn('a document', markdown).commands) {
      said.push(
        await runShown(command, shell).then(
          () => 'it ran',
          (error: unknown) => String(error),
        ),
      );
    }
    return said;
  }

  for (const [command, says] of [
    ['kubectl get pods', 'no test knows kubectl'],
    ['configmend scam', "unknown command 'scam'"],
    ['configmend scan --regions eu-west-1', "unknown option '--regions'"],
    ['configmend restore', "missing required argument 'action'"],
    ['configmend history', 'which ledger is not known'],
    ['configmend scan --file nowhere.json', 'FILE_UNREADABLE'],
    ['configmend scan --region eu-west-1 --role-name nobody --account 555566667777', 'expected [ +0, 2 ] to include 1'],
    ['npm run nothing', 'package.json has no script nothing'],
    ['npm start -- --jsom', "unknown option '--jsom'"],
    ['NOTHING=1 npm run synth', 'who reads the variable NOTHING'],
    ['export CONFIGMEND_BUCKET=x', 'who reads the variable CONFIGMEND_BUCKET'],
    ['export CONFIGMEND_QUEUE=$(terraform output -raw queue)', 'terraform output -raw queue'],
    ['terraform import x', 'no test knows terraform import'],
    ['terraform apply -auto', 'terraform apply'],
    ['terraform apply -var gate=open', 'no stack has all of gate'],
    ['terraform apply -var enable_fast_path=maybe', 'enable_fast_path'],
    ['cd cdktf.out/stacks/nothing', 'cdktf.out/stacks/nothing'],
    ['aws sqs recieve-message', 'no operation of a client that is installed'],
    ['aws sqs receive-message --queue-name x', 'aws sqs receive-message'],
    ['aws kafka list-clusters', 'no operation of a client that is installed'],
  ] as const) {
    it(`could not be shown: ${command}`, async () => {
      const [said, ...more] = await ranIn(`\`\`\`sh\n${command}\n\`\`\`\n`);

      assert.isEmpty(more);
      assert.include(said, says);
    });
  }

  it('may leave out in a sentence what they take, and nothing else', async () => {
    const said = await ranIn(
      'Then `configmend restore`, `configmend exemptions add --rule`, or `configmend restore --dryrun`.',
    );

    assert.deepEqual(said.slice(0, 2), ['it ran', 'it ran']);
    assert.include(said[2], '--dryrun');
  });

  it('are no others than a test can read', () => {
    const { commands, faults } = shownIn('a document', '```sh\ngo() { configmend scan; }\n```\n');

    assert.isEmpty(commands);
    assert.match(faults[0] ?? '', /not understood as a shell's: \(\) \{/);
  });
});
