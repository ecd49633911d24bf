import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { errorText } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';
import type { ResourceType } from '../contract/resource.ts';
import { bucketKind } from '../resources/bucket-kind.ts';
import { partitionOf } from '../resources/partition.ts';
import type { AnyReader, Where } from '../resources/reader.ts';
import { securityGroupKind } from '../resources/security-group-kind.ts';
import { type BoundRule, evaluateForScan, type ScanEvaluation } from './scan-evaluate.ts';
import type { Terminal } from './terminal.ts';
import type { ScanResult } from './scan-file.ts';
import { type ScanError, scanError } from './scan-input.ts';

const readers: Partial<Record<ResourceType, (where: Where) => AnyReader>> = {
  'AWS::EC2::SecurityGroup': securityGroupKind.createReader,
  'AWS::S3::Bucket': bucketKind.createReader,
};

/**
 * Judges the caller's own account, read only. A resource that cannot be read, or a kind of resource that a region refuses to
 * list, is an error of the result; without credentials it throws READ_FAILED.
 */
export async function scanLive(
  regions: readonly string[],
  rules: readonly BoundRule[],
  terminal: Pick<Terminal, 'warn' | 'progress'>,
): Promise<ScanResult> {
  const accountId = await callerAccount(regions[0] ?? 'us-east-1');
  terminal.warn(`account ${accountId}, ${regions.join(', ')}`);
  const evaluations: ScanEvaluation[] = [];
  const errors: ScanError[] = [];
  for (const region of regions) {
    const where = { accountId, region, partition: partitionOf(region) };
    for (const type of new Set(rules.map(({ rule }) => rule.resourceType))) {
      const reader = readers[type]?.(where);
      if (reader === undefined) continue;
      const applicable = rules.filter(({ rule }) => rule.resourceType === type);
      try {
        for await (const resource of reader.list((failure) => errors.push(scanError(failure)))) {
          try {
            const context = await reader.contextOf([resource]);
            evaluations.push(...applicable.map((bound) => evaluateForScan(bound, resource, context)));
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

async function callerAccount(region: string): Promise<string> {
  try {
    const { Account } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
    if (Account !== undefined) return Account;
  } catch (cause) {
    throw new Failure(
      'READ_FAILED',
      `AWS was not reached, or does not accept the credentials: ${errorText(cause)}. Check AWS_PROFILE and the other AWS_* variables.`,
      {
        cause,
      },
    );
  }
  throw new Failure('READ_FAILED', 'AWS names no account for these credentials');
}
