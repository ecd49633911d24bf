import { fromItem } from '../resources/from-item.ts';
import { readJsonFile } from './read-json-file.ts';
import { contextsFrom } from './scan-context.ts';
import { type BoundRule, evaluateForScan, notApplicable, type ScanEvaluation } from './scan-evaluate.ts';
import { readScanInput, type ScanError, scanError } from './scan-input.ts';

export interface ScanResult {
  readonly evaluations: readonly ScanEvaluation[];
  readonly errors: readonly ScanError[];
}

const judged = new Set(['OK', 'ResourceDiscovered']);

/** Judges what a file holds. Throws FILE_UNREADABLE; a single unreadable item is an error of the result. */
export async function scanFile(
  file: string,
  rules: readonly BoundRule[],
  warn: (message: string) => void,
): Promise<ScanResult> {
  const input = readScanInput(await readJsonFile(file), file);
  if (input.ignoredParameters) warn(`${file}: the event's ruleParameters are not used; give them with --parameters`);
  const evaluations: ScanEvaluation[] = [];
  const contexts = contextsFrom(input.items.map(({ item }) => item));
  const errors: ScanError[] = [...input.errors, ...contexts.errors];
  for (const { item, leftScope } of input.items) {
    const applicable = rules.filter(({ rule }) => rule.resourceType === item.resourceType);
    if (applicable.length === 0) continue;
    if (leftScope || !judged.has(item.status)) {
      evaluations.push(...applicable.map(({ rule }) => notApplicable(rule, item)));
      continue;
    }
    try {
      const resource = fromItem(item);
      if (resource === undefined) continue;
      evaluations.push(...applicable.map((bound) => evaluateForScan(bound, resource, contexts.of(item.accountId))));
    } catch (error) {
      errors.push(scanError(error, item.resourceId));
    }
  }
  return { evaluations, errors };
}
