import { assert } from 'chai';
import { importsFramework, renamedImports } from '../../checks/renamed-imports.ts';

/** Not written out: nothing but the stacks and their tests may look as if it imported the framework. */
const framework = 'cdktf';

describe('renamed imports', () => {
  const renamed: readonly (readonly [before: string, after: string])[] = [
    [`import { App } from '${framework}';`, `import { App } from 'cdktn';`],
    [`import type { App } from '${framework}';`, `import type { App } from 'cdktn';`],
    [
      `import { SqsQueue } from '@${framework}/provider-aws/lib/sqs-queue/index.js';`,
      `import { SqsQueue } from '@cdktn/provider-aws/lib/sqs-queue/index.js';`,
    ],
    [`} from '${framework}';\nexport * from '${framework}/x';`, `} from 'cdktn';\nexport * from 'cdktn/x';`],
    [`await import('${framework}')`, `await import('cdktn')`],
  ];
  for (const [before, after] of renamed) {
    it(`make ${JSON.stringify(after)}`, () => {
      assert.equal(renamedImports(before), after);
    });
  }

  for (const source of [
    `import { join } from 'node:path';`,
    `const outdir = 'cdktf.out';`,
    `/** As cdktf has it. */`,
    `import { x } from './cdktf.ts';`,
    `import { x } from '${framework}-cli';`,
  ]) {
    it(`leave ${JSON.stringify(source)} as it is`, () => {
      assert.equal(renamedImports(source), source);
      assert.isFalse(importsFramework(source));
    });
  }

  for (const source of [
    `import { App } from "${framework}";`,
    `import { App } from\n  '@${framework}/provider-aws';`,
    `require('${framework}')`,
    `import(\`${framework}\`)`,
  ]) {
    it(`that were missed are noticed: ${JSON.stringify(source)}`, () => {
      assert.isTrue(importsFramework(renamedImports(source)));
    });
  }
});
