import type { S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { changeReader } from '../fast-path/change-store.ts';
import type { ChangeSources } from '../resources/reader.ts';
import { type ApprovalPlace, readApprovals } from './read-approvals.ts';

/** The parameters of the rules, as far as they say where approvals are. Whether they are right is the rule's to say. */
const Parameters = v.object({
  'security-group-unapproved-change': v.object({
    approvalBucket: v.optional(v.string(), ''),
    approvalAccount: v.optional(v.string(), ''),
  }),
});

/**
 * Where a function reads recorded changes and their approvals, from RULE_PARAMETERS; undefined where the rule about them is not
 * enabled, so that nothing is read for nobody.
 */
export function changeSources(s3: S3Client, ledgerBucket: string, ruleParameters: string): ChangeSources | undefined {
  const place = approvalPlace(ruleParameters);
  if (place === undefined) return undefined;
  const read = changeReader(s3, ledgerBucket);
  return {
    changesOf: ({ accountId, region }, groupId) => read({ accountId, region, groupId }),
    approvalsOf: (groupId) =>
      place === 'none' ? Promise.resolve({ kind: 'none' }) : readApprovals(s3, place, groupId),
  };
}

function approvalPlace(ruleParameters: string): ApprovalPlace | 'none' | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Parameters), ruleParameters);
  if (!parsed.success) return undefined;
  const { approvalBucket: bucket, approvalAccount: account } = parsed.output['security-group-unapproved-change'];
  return bucket === '' ? 'none' : { bucket, account };
}
