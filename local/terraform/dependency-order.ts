import { referencesOf } from './references.ts';
import type { Block } from './template.ts';
import { templateError } from './terraform-error.ts';

/**
 * Blocks so that each comes after those it refers to or depends on; otherwise in the order of the file. Throws TerraformError for a
 * reference to nothing and for a cycle, which it names.
 */
export function dependencyOrder(blocks: readonly Block[]): Block[] {
  const byAddress = new Map(blocks.map((block) => [block.address, block]));
  const ordered = new Set<Block>();
  const visit = (block: Block, path: readonly string[]): void => {
    if (ordered.has(block)) return;
    if (path.includes(block.address)) {
      throw templateError(`cycle: ${[...path.slice(path.indexOf(block.address)), block.address].join(' → ')}`);
    }
    for (const address of dependencies(block)) {
      const found = byAddress.get(address);
      if (found === undefined)
        throw templateError(`${block.address} refers to ${address}, which is not in the template`);
      visit(found, [...path, block.address]);
    }
    ordered.add(block);
  };
  for (const block of blocks) visit(block, []);
  return [...ordered];
}

/** Addresses of what has to be there before the block. */
export function dependencies({ arguments: given, count, forEach, dependsOn, preconditions }: Block): string[] {
  const referred = [...referencesOf([given, count, forEach, preconditions])].filter(
    (address) => !address.startsWith('var.'),
  );
  return [...new Set([...dependsOn, ...referred])].toSorted();
}
