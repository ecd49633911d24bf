import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { assert } from 'chai';
import { build } from 'esbuild';
import * as v from 'valibot';
import { literalKeys, literalSchemaKeys } from '../../build/literal-keys.ts';
import { repositoryRoot } from '../../build/repository-root.ts';

describe('literalKeys', () => {
  const cases: readonly [what: string, text: string, expected: string][] = [
    ['a key that is a string constant', `const _a = "b";\nx({ [_a]: 1 });`, `const _a = "b";\nx({ "b": 1 });`],
    [
      'all keys of an object',
      `const _a = "b c";\nx({ [_a]: 1, [_a]: 2 });`,
      `const _a = "b c";\nx({ "b c": 1, "b c": 2 });`,
    ],
    ['no key that is not a constant', 'x({ [_a]: 1 });', 'x({ [_a]: 1 });'],
    ['no constant that is not a string', 'const _a = b();\nx({ [_a]: 1 });', 'const _a = b();\nx({ [_a]: 1 });'],
    ['no string with an escape', `const _a = "\\n";\nx({ [_a]: 1 });`, `const _a = "\\n";\nx({ [_a]: 1 });`],
    ['no element of a list', `const _a = "b";\nx([_a], y[_a]);`, `const _a = "b";\nx([_a], y[_a]);`],
    [
      'not __proto__, which written out would set the prototype',
      `const _a = "__proto__";\nx({ [_a]: 1 });`,
      `const _a = "__proto__";\nx({ [_a]: 1 });`,
    ],
  ];
  for (const [what, text, expected] of cases) {
    it(`writes out ${what}`, () => {
      assert.equal(literalKeys(text), expected);
    });
  }
});

describe('the shapes of the SDK with their keys written out', function () {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'literal-keys-'));
  });
  after(() => rm(folder, { recursive: true }));

  const manifest: unknown = JSON.parse(readFileSync(join(repositoryRoot(), 'package.json'), 'utf8'));
  const { dependencies } = v.parse(v.object({ dependencies: v.record(v.string(), v.string()) }), manifest);
  const clients = Object.keys(dependencies).filter((name) => name.startsWith('@aws-sdk/client-'));
  for (const client of clients) {
    it(`mean the same to ${client}`, async () => {
      const shapes = await load(client, false);

      const written = await load(client, true);

      assert.isAbove(Object.keys(shapes).length, 5);
      assertAlike(shapes, written, client, new Set());
    });
  }

  async function load(client: string, literal: boolean): Promise<Record<string, unknown>> {
    const outfile = join(folder, literal ? 'literal' : 'computed', `${basename(client)}.mjs`);
    await build({
      stdin: {
        contents: `export * from './node_modules/${client}/dist-es/schemas/schemas_0.js';`,
        resolveDir: repositoryRoot(),
      },
      bundle: true,
      outfile,
      platform: 'node',
      format: 'esm',
      mainFields: ['module', 'main'],
      plugins: literal ? [literalSchemaKeys] : [],
    });
    return v.parse(v.record(v.string(), v.unknown()), { ...(await import(pathToFileURL(outfile).href)) });
  }
});

const Thunk = v.pipe(
  v.custom<() => unknown>((value) => typeof value === 'function'),
  v.check((value) => !('prototype' in value)),
);

/** A shape refers to others by functions that return them, so that they may refer back: each pair is looked at once. */
function assertAlike(left: unknown, right: unknown, path: string, seen: Set<unknown>): void {
  if (seen.has(left)) return;
  if (v.is(Thunk, left) && v.is(Thunk, right)) {
    assertAlike(left(), right(), `${path}()`, seen);
  } else if (typeof left === 'function' && typeof right === 'function') {
    assert.equal(left.name, right.name, path);
  } else if (left instanceof Map && right instanceof Map) {
    assertAlike([...left], [...right], path, seen.add(left));
  } else if (typeof left === 'object' && left !== null && typeof right === 'object' && right !== null) {
    seen.add(left);
    const entries = new Map(Object.entries(right));
    if (Object.keys(left).join() !== [...entries.keys()].join())
      assert.deepEqual(Object.keys(left), [...entries.keys()], path);
    for (const [key, value] of Object.entries(left)) assertAlike(value, entries.get(key), `${path}.${key}`, seen);
  } else if (left !== right) assert.strictEqual(left, right, path);
}
