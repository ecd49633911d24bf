import { rules } from '../rules/registry.ts';

/** The types that verdicts on other resources depend on: read as well, judged only where a rule is for them. */
export const contextTypes = {
  prefixList: 'AWS::EC2::PrefixList',
  accountBlock: 'AWS::S3::AccountPublicAccessBlock',
} as const;

const scanned = new Set<string>([...Object.values(contextTypes), ...rules.map(({ resourceType }) => resourceType)]);

/** Whether a scan reads an item at all. One whose type cannot be read might be any, and is not passed over. */
export function isScanned(rawItem: unknown): boolean {
  if (typeof rawItem !== 'object' || rawItem === null || !('resourceType' in rawItem)) return true;
  const { resourceType } = rawItem;
  return typeof resourceType !== 'string' || resourceType === '' || scanned.has(resourceType);
}
