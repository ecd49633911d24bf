import type { Block } from './address-space.ts';

/** The blocks of a table of CIDRs. Throws TypeError for a text that `parse` does not read: such a table must not be judged by. */
export function readCidrs<N extends number | bigint>(
  cidrs: readonly string[],
  parse: (text: string) => Block<N> | null,
): Block<N>[] {
  return cidrs.map((cidr) => {
    const block = parse(cidr);
    if (block === null) throw new TypeError(`${JSON.stringify(cidr)} in a table of addresses is not a CIDR`);
    return block;
  });
}
