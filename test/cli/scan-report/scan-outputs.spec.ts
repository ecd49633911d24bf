import { readFile } from 'node:fs/promises';
import { assert } from 'chai';
import { assertOutputs, printOutputs, type ScanOutputs } from '../../../cli/scan-report/scan-outputs.ts';
import { assertRejects } from '../../support/assert-rejects.ts';
import { printed, type TemporaryFiles, temporaryFiles } from '../../support/cli.ts';
import { report, violating } from '../../support/scan-reports.ts';

const given = report([violating()]);

describe('the outputs of a scan', () => {
  let files: TemporaryFiles;
  before(async () => {
    files = await temporaryFiles();
  });
  after(() => files.remove());

  for (const [form, begins] of [
    ['json', '{\n  "evaluations"'],
    ['csv', 'compliance,severity,'],
    ['html', '<!doctype html>'],
    ['asff', '[\n  {\n    "SchemaVersion"'],
    ['sarif', '{\n  "$schema"'],
  ] as const) {
    it(`are ${form} on stdout alone where it has no file`, async () => {
      const terminal = printed();

      await printOutputs(given, { [form]: true }, terminal);

      assert.lengthOf(terminal.stdout, 1);
      assert.isTrue(terminal.stdout[0]?.startsWith(begins), terminal.stdout[0]);
    });

    it(`are ${form} in its file, and the table on stdout`, async () => {
      const terminal = printed();
      const path = files.path(`scan.${form}`);

      await printOutputs(given, { [form]: path }, terminal);

      const text = await readFile(path, 'utf8');
      assert.isTrue(text.startsWith(begins));
      assert.match(text, /[^\n]\n$/);
      assert.match(terminal.stdout.join(''), /^LOW\nRULE /);
    });
  }

  it('are several at once', async () => {
    const terminal = printed();
    const outputs: ScanOutputs = { json: true, csv: files.path('a.csv'), sarif: files.path('a.sarif') };

    await assertOutputs(outputs);
    await printOutputs(given, outputs, terminal);

    assert.hasAllKeys(JSON.parse(terminal.stdout.join('')), ['evaluations', 'errors']);
    assert.match(await readFile(files.path('a.csv'), 'utf8'), /^compliance/);
    assert.match(await readFile(files.path('a.sarif'), 'utf8'), /"2\.1\.0"/);
  });

  it('are of no product without findings for one', async () => {
    const productArn = 'arn:aws:securityhub:eu-west-1:111122223333:product/111122223333/default';

    await assertRejects(assertOutputs({ productArn, json: true }), 'USAGE', 'give --asff as well');
    await assertOutputs({ productArn, asff: true });
  });

  it('are not two on stdout', async () => {
    await assertRejects(
      assertOutputs({ json: true, sarif: true }),
      'USAGE',
      '--json and --sarif would both be on stdout',
    );
  });

  for (const [what, path] of [
    ['is a directory', ''],
    ['is in no directory', 'none/scan.html'],
  ] as const) {
    it(`are refused before the scan where the file ${what}`, async () => {
      await assertRejects(assertOutputs({ html: files.path(path) }), 'FILE_NOT_WRITTEN', files.path(path));
    });
  }

  it('are all that can be had where one cannot be written after all', async () => {
    const terminal = printed();
    const outputs: ScanOutputs = { csv: files.path('none/a.csv'), html: files.path('b.html') };

    await assertRejects(printOutputs(given, outputs, terminal), 'FILE_NOT_WRITTEN', 'none/a.csv');

    assert.match(await readFile(files.path('b.html'), 'utf8'), /^<!doctype html>/);
    assert.lengthOf(terminal.stdout, 1);
  });

  it('are for the product that is named', async () => {
    const terminal = printed();

    await printOutputs(given, { asff: true, productArn: 'arn:own' }, terminal);

    assert.nestedPropertyVal(JSON.parse(terminal.stdout.join('')), '[0].ProductArn', 'arn:own');
  });
});
