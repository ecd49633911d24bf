import { rules } from '../rules/registry.ts';
import { table } from './table.ts';

/** The registry as people or machines read it. */
export function listRules(asJson: boolean): string {
  const listed = rules.map(({ id, resourceType, severity, summary, risk, triggers, mend, parameters }) => ({
    id,
    resourceType,
    severity,
    summary,
    risk,
    triggers,
    mend,
    parameters,
  }));
  if (asJson) return JSON.stringify(listed, null, 2);
  return listed
    .map(({ id, severity, resourceType, summary, risk, mend, parameters }) => {
      const mended = 'by' in mend ? `mended by ${mend.by}: ${mend.summary}` : `not mended: ${mend.unmendedBecause}`;
      const rows = Object.entries(parameters).map(([name, parameter]) => [
        `    ${name}`,
        parameter.default,
        parameter.summary,
      ]);
      return [`${id}  (${severity}, ${resourceType})`, `  ${summary}`, `  ${risk}`, `  ${mended}`, table(rows)]
        .filter(Boolean)
        .join('\n');
    })
    .join('\n\n');
}
