import { rules } from '../rules/registry.ts';

const begin = '<!-- rules table: written by `npm run rules-table` -->';
const end = '<!-- end of rules table -->';

/** The registry as a Markdown table. */
export function rulesTable(): string {
  const rows = rules.map(({ id, resourceType, severity, summary, parameters, mend }) => {
    const given = Object.entries(parameters).map(
      ([name, parameter]) => `\`${name}\` (${shortened(parameter.default)})`,
    );
    const mended = 'by' in mend ? mend.summary : `not mended: ${mend.unmendedBecause}`;
    return `| \`${id}\` | ${resourceType} | ${severity} | ${summary} | ${given.join(', ') || 'none'} | ${mended} |`;
  });
  return [
    '| rule | resource | severity | violation | parameters (default) | mend |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** A document with its table made anew. Throws when the document has no place for it. */
export function withRulesTable(document: string): string {
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the document has no ${begin} … ${end}`);
  return `${document.slice(0, from)}${begin}\n${rulesTable()}\n${document.slice(to)}`;
}

function shortened(value: string): string {
  return value.length <= 24 ? `\`${value}\`` : `\`${value.slice(0, 20)}…\``;
}
