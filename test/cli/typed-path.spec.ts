import { resolve } from 'node:path';
import { assert } from 'chai';
import { typedPath } from '../../cli/typed-path.ts';

const stack = resolve('/checkout/cdktf.out/stacks/configmend');
const root = resolve('/checkout');

describe('typedPath', () => {
  const cases: readonly (readonly [says: string, environment: NodeJS.ProcessEnv, path: string, is: string])[] = [
    [
      'npm run configmend, from below the checkout',
      { npm_lifecycle_event: 'configmend', INIT_CWD: stack },
      'a.html',
      resolve(stack, 'a.html'),
    ],
    [
      'the same, named from the root of the disk',
      { npm_lifecycle_event: 'configmend', INIT_CWD: stack },
      resolve('/tmp/a'),
      resolve('/tmp/a'),
    ],
    ['the command itself', {}, 'a.html', resolve(root, 'a.html')],
    [
      'another npm script that starts it',
      { npm_lifecycle_event: 'test', INIT_CWD: stack },
      'a.html',
      resolve(root, 'a.html'),
    ],
    ['an npm that does not say where it was', { npm_lifecycle_event: 'configmend' }, '../a', resolve(root, '../a')],
  ];
  for (const [says, environment, path, is] of cases) {
    it(`is where it was typed: ${says}`, () => {
      assert.equal(typedPath(path, environment, root), is);
    });
  }
});
