import { STSClient } from '@aws-sdk/client-sts';
import { errorText } from '../aws/classify-error.ts';
import type { ResourceType } from '../contract/resource.ts';
import { accountBlockKind } from '../resources/account-block-kind.ts';
import { bucketKind } from '../resources/bucket-kind.ts';
import { partitionOf } from '../resources/partition.ts';
import type { AnyReader, Where } from '../resources/reader.ts';
import { securityGroupKind } from '../resources/security-group-kind.ts';
import type { SiftDeps } from '../rules/sift-exempt.ts';
import { callerOf } from './caller.ts';
import { type BoundRule, evaluateForScan, noExemptions, type ScanEvaluation } from './scan-evaluate.ts';
import type { Terminal } from './terminal.ts';
import type { ScanResult } from './scan-file.ts';
import { type ScanError, scanError } from './scan-input.ts';

const readers: Readonly<Record<ResourceType, (where: Where) => AnyReader>> = {
  'AWS::EC2::SecurityGroup': securityGroupKind.createReader,
  'AWS::S3::Bucket': bucketKind.createReader,
  'AWS::S3::AccountPublicAccessBlock': accountBlockKind.createReader,
};

/** The same in every region: told once, by the first region that answers. */
const accountWide: ReadonlySet<ResourceType> = new Set(['AWS::S3::AccountPublicAccessBlock']);

/**
 * Judges the caller's own account, read only. A resource that cannot be read, or a kind of resource that a region refuses to
 * list, is an error of the result; without credentials it throws READ_FAILED.
 */
export async function scanLive(
  regions: readonly string[],
  rules: readonly BoundRule[],
  terminal: Pick<Terminal, 'warn' | 'progress'>,
  sift: SiftDeps = noExemptions,
): Promise<ScanResult> {
  const { accountId } = await callerOf(new STSClient({ region: regions[0] ?? 'us-east-1' }));
  terminal.warn(`account ${accountId}, ${regions.join(', ')}`);
  const evaluations: ScanEvaluation[] = [];
  const errors: ScanError[] = [];
  const answered = new Set<ResourceType>();
  for (const region of regions) {
    const where = { accountId, region, partition: partitionOf(region) };
    for (const type of new Set(rules.map(({ rule }) => rule.resourceType))) {
      if (accountWide.has(type) && answered.has(type)) continue;
      const reader = readers[type](where);
      const applicable = rules.filter(({ rule }) => rule.resourceType === type);
      try {
        for await (const resource of reader.list((failure) => errors.push(scanError(failure)))) {
          try {
            const context = await reader.contextOf([resource]);
            evaluations.push(
              ...(await Promise.all(applicable.map((rule) => evaluateForScan(rule, resource, context, sift)))),
            );
            answered.add(type);
          } catch (error) {
            errors.push(scanError(error, resource.id));
          }
          terminal.progress(`${evaluations.length} evaluations`);
        }
      } catch (error) {
        errors.push({ ...scanError(error), message: `${type} in ${region}: ${errorText(error)}` });
      }
    }
  }
  return { evaluations, errors };
}
