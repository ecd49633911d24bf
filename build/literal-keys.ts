import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const constant = /^const (_\w+) = ("[^"\\]*");$/gm;
const computedKey = /\[(_\w+)\]:/g;

/**
 * A module text with the computed keys that name one of its string constants written out: `{ [_xN]: _G }` becomes
 * `{ "xmlName": _G }`. `__proto__` stays as it is, which written out would mean something else.
 */
export function literalKeys(text: string): string {
  const values = new Map([...text.matchAll(constant)].map(([, name = '', value = '']) => [name, value]));
  values.forEach((value, name) => {
    if (value === '"__proto__"') values.delete(name);
  });
  return text.replaceAll(computedKey, (key, name: string) => {
    const value = values.get(name);
    return value === undefined ? key : `${value}:`;
  });
}

const texts = new Map<string, Promise<string>>();

/** Several Lambdas have the same client: its table is read once. */
function written(path: string): Promise<string> {
  const text = texts.get(path) ?? readFile(path, 'utf8').then(literalKeys);
  texts.set(path, text);
  return text;
}

/**
 * Lets esbuild leave out what a Lambda never sends. Each SDK client describes all its operations in one table of constants, and
 * writes its keys as `[_xN]`. Evaluating such a key could run code, so esbuild keeps every entry that has one, and all that they
 * refer to: nearly the whole API, which for EC2 is half a megabyte. With the keys written out the table means the same.
 */
export const literalSchemaKeys: Plugin = {
  name: 'literal-schema-keys',
  setup(build) {
    build.onLoad(
      { filter: /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]\w+\.js$/ },
      async ({ path }) => ({
        contents: await written(path),
        loader: 'js',
      }),
    );
  },
};
