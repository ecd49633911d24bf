import type { ScanEvaluation } from './scan-evaluate.ts';
import type { ScanResult } from './scan-file.ts';
import { type painter, table } from './table.ts';

/** The scan as people read it: what violates and why, what is exempt, then what could not be read, then the count. */
export function renderScan({ evaluations, errors }: ScanResult, paint: ReturnType<typeof painter>): string {
  const violating = evaluations.filter(({ compliance }) => compliance === 'NON_COMPLIANT');
  const rows = violating.map((evaluation) => [
    evaluation.rule,
    evaluation.resourceId,
    evaluation.region,
    evaluation.annotation ?? '',
    callsOf(evaluation),
  ]);
  const lines: string[] = [];
  if (rows.length > 0) lines.push(table(rows, ['RULE', 'RESOURCE', 'REGION', 'WHY', 'MENDED BY']), '');
  const exempt = evaluations.filter(
    ({ compliance, annotation }) => compliance === 'COMPLIANT' && annotation !== undefined,
  );
  if (exempt.length > 0) {
    const exempted = exempt.map(({ rule, resourceId, region, annotation = '' }) => [
      rule,
      resourceId,
      region,
      annotation,
    ]);
    lines.push(table(exempted, ['RULE', 'RESOURCE', 'REGION', 'EXEMPT']), '');
  }
  for (const { resourceId, message } of errors)
    lines.push(paint('yellow', `unread${resourceId === undefined ? '' : ` ${resourceId}`}: ${message}`));
  const compliant = evaluations.filter(({ compliance }) => compliance === 'COMPLIANT').length;
  const gone = evaluations.length - compliant - violating.length;
  const ofThese = exempt.length === 0 ? '' : ` (${exempt.length} exempt)`;
  const counts = `${compliant} compliant${ofThese}, ${violating.length} not, ${gone} not applicable, ${errors.length} unread`;
  return [...lines, paint(violating.length > 0 ? 'red' : 'green', counts)].join('\n');
}

function callsOf({ plan }: ScanEvaluation): string {
  return plan.length === 0 ? 'a person' : plan.map(({ service, operation }) => `${service}:${operation}`).join(', ');
}
