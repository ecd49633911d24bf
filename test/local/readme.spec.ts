import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';
import { startLocalAccount } from '../../local/local-account.ts';

describe("The local account's README", () => {
  it('lists exactly the operations that each service implements', async () => {
    const text = await readFile(join(repositoryRoot(), 'local/README.md'), 'utf8');
    const account = await startLocalAccount();
    const services = Object.values(account.services);
    await account.stop();

    const listed = [...text.matchAll(/^\| .* \(`(.+)`\) \| (.+) \|$/gm)].map(([, name = '', operations = '']) => [
      name,
      operations.split(', '),
    ]);

    const implemented = services.map(({ signingName, operations = [] }) => [signingName, operations.toSorted()]);
    assert.deepEqual(Object.fromEntries(listed), Object.fromEntries(implemented));
  });
});
