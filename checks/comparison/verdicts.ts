import { type Case, bucketCases, groupCases } from './cases.ts';
import type { Flagged } from './tools.ts';

export interface Compared {
  readonly tool: string;
  readonly flagged: Flagged;
}

/** Pure. A table of what each tool says of each case, and of how often it is right. `ids` are the resources, by case. */
export function comparisonTable(tools: readonly Compared[], ids: ReadonlyMap<string, string>): string {
  const rowsOf = (cases: readonly Case[]): string[] =>
    cases.map((one) =>
      row(
        one.says,
        one.exposed ? 'exposed' : 'not',
        tools.map((tool) => mark(one, tool, ids)),
      ),
    );
  const all = [...groupCases, ...bucketCases];
  return [
    row(
      'case',
      'is',
      tools.map(({ tool }) => tool),
    ),
    row(
      '---',
      '---',
      tools.map(() => '---'),
    ),
    ...rowsOf(groupCases),
    ...rowsOf(bucketCases),
    row(`**exposed, of ${all.filter(isExposed).length}: found**`, '', counts(all.filter(isExposed), tools, ids)),
    row(
      `**not, of ${all.filter((one) => !isExposed(one)).length}: flagged**`,
      '',
      counts(
        all.filter((one) => !isExposed(one)),
        tools,
        ids,
      ),
    ),
  ].join('\n');
}

/** Pure. Cases that the tool judges wrongly. */
export function wrongOf({ flagged }: Compared, ids: ReadonlyMap<string, string>): Case[] {
  return [...groupCases, ...bucketCases].filter((one) => flagged.has(ids.get(one.name) ?? '') !== one.exposed);
}

/** Pure. The plain cases: a tool that misses one of these was not run as it should be, and its silence means nothing. */
export function missedPlainCases({ flagged }: Compared, ids: ReadonlyMap<string, string>): Case[] {
  const plain = [...groupCases, ...bucketCases].filter(({ name }) => name === 'world-v4' || name === 'star');
  return plain.filter(({ name }) => !flagged.has(ids.get(name) ?? ''));
}

function mark(one: Case, { flagged }: Compared, ids: ReadonlyMap<string, string>): string {
  const found = flagged.has(ids.get(one.name) ?? '');
  if (found === one.exposed) return 'yes';
  return one.exposed ? '**missed**' : '**false alarm**';
}

const isExposed = ({ exposed }: Case): boolean => exposed;

function counts(cases: readonly Case[], tools: readonly Compared[], ids: ReadonlyMap<string, string>): string[] {
  return tools.map(({ flagged }) => String(cases.filter(({ name }) => flagged.has(ids.get(name) ?? '')).length));
}

function row(says: string, is: string, cells: readonly string[]): string {
  return `| ${[says, is, ...cells].join(' | ')} |`;
}
