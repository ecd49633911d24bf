import * as v from 'valibot';

/** Members of every query request. */
export const common = { Action: v.string(), Version: v.string() };

/** A list as the query protocol leaves it: an empty one is an empty text. */
export function listOf<const Item extends v.GenericSchema>(item: Item) {
  return v.optional(
    v.union([
      v.array(item),
      v.pipe(
        v.literal(''),
        v.transform((): v.InferOutput<Item>[] => []),
      ),
    ]),
    [],
  );
}

/** A map of texts, sent as a list of `key` and `value`. */
export const textMap = v.pipe(
  listOf(v.strictObject({ key: v.string(), value: v.string() })),
  v.transform((entries) => Object.fromEntries(entries.map(({ key, value }): [string, string] => [key, value]))),
);

export const flag = v.pipe(
  v.optional(v.picklist(['true', 'false']), 'false'),
  v.transform((value) => value === 'true'),
);
