import { assert } from 'chai';
import { readJsonFile } from '../../cli/read-json-file.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { type TemporaryFiles, temporaryFiles } from '../support/cli.ts';

describe('readJsonFile', () => {
  let files: TemporaryFiles;
  before(async () => {
    files = await temporaryFiles();
  });
  after(() => files.remove());

  it('reads JSON, with a byte order mark or without', async () => {
    assert.deepEqual(await readJsonFile(await files.write('plain.json', '{"a":[1]}')), { a: [1] });
    assert.deepEqual(await readJsonFile(await files.write('marked.json', '\uFEFF{"a":[1]}')), { a: [1] });
  });

  for (const [what, text, position] of [
    ['a value that is missing', '{\n  "a": 1,\n  "b": }', '3:8'],
    ['a comma too many', '[\r\n  1,\r\n]', '3:1'],
    ['an end that comes too early', '{"configurationItems": [\n  {"a": 1},\n', '3:1'],
    ['nothing at all', '', '1:1'],
    ['an error after a byte order mark', '\uFEFF{x}', '1:2'],
    ['something else than JSON', '<html>\n</html>', '1:1'],
  ] as const) {
    it(`says where ${what} is`, async () => {
      const path = await files.write('broken.json', text);

      const failure = await assertRejects(
        readJsonFile(path),
        'FILE_UNREADABLE',
        `${path}:${position}: not valid JSON: `,
      );

      assert.notInclude(failure.message, '\n');
    });
  }

  it('says what is wrong, without printing the text around it', async () => {
    const path = await files.write('secret.json', '{"password": "hunter2", oops: }');

    const failure = await assertRejects(readJsonFile(path), 'FILE_UNREADABLE');

    assert.notInclude(failure.message, 'hunter2');
    assert.match(failure.message, /not valid JSON: \S+/);
  });

  for (const [what, name, code] of [
    ['is not there', 'missing.json', 'ENOENT'],
    ['is a folder', '', 'EISDIR'],
  ] as const) {
    it(`says that a file ${what}`, async () => {
      const path = files.path(name);

      await assertRejects(readJsonFile(path), 'FILE_UNREADABLE', `${path}: cannot be read (${code})`);
    });
  }
});
