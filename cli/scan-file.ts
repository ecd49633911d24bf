import { isDeepStrictEqual } from 'node:util';
import { isJudgeable } from '../resources/configuration-item.ts';
import { fromItem } from '../resources/from-item.ts';
import type { SiftDeps } from '../rules/sift-exempt.ts';
import { newestItems } from './newest-items.ts';
import { readJsonFile } from './read-json-file.ts';
import { contextsFrom } from './scan-context.ts';
import { type BoundRule, evaluateForScan, noExemptions, notApplicable, type ScanEvaluation } from './scan-evaluate.ts';
import { readScanInput, type ScanError, scanError } from './scan-input.ts';

export interface ScanResult {
  readonly evaluations: readonly ScanEvaluation[];
  readonly errors: readonly ScanError[];
}

/**
 * Judges what a file holds, of several versions of a resource the newest. Throws FILE_UNREADABLE; a single unreadable item is
 * an error of the result.
 */
export async function scanFile(
  file: string,
  rules: readonly BoundRule[],
  warn: (message: string) => void,
  sift: SiftDeps = noExemptions,
): Promise<ScanResult> {
  const input = readScanInput(await readJsonFile(file), file);
  if (input.ignoredParameters) warn(`${file}: the event's ruleParameters are not used; give them with --parameters`);
  const evaluations: ScanEvaluation[] = [];
  const newest = newestItems(input.items);
  const contexts = contextsFrom(newest.map(({ item }) => item));
  const errors: ScanError[] = [...input.errors, ...contexts.errors];
  for (const { item, leftScope } of newest) {
    const applicable = rules.filter(({ rule }) => rule.resourceType === item.resourceType);
    if (applicable.length === 0) continue;
    if (leftScope || !isJudgeable(item)) {
      evaluations.push(...applicable.map(({ rule }) => notApplicable(rule, item)));
      continue;
    }
    try {
      const resource = fromItem(item);
      if (resource === undefined) continue;
      const context = contexts.of(item.accountId);
      evaluations.push(
        ...(await Promise.all(applicable.map((rule) => evaluateForScan(rule, resource, context, sift)))),
      );
    } catch (error) {
      const unread = scanError(error, item.resourceId);
      // A block that cannot be read is an error of the context already.
      if (!errors.some((other) => isDeepStrictEqual(other, unread))) errors.push(unread);
    }
  }
  if (evaluations.length === 0 && errors.length === 0) warn(`nothing in ${file} is judged by these rules`);
  return { evaluations, errors };
}
