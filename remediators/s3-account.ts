import type { PublicAccessBlock } from '../contract/resource.ts';
import { type BlockChange, blockChange } from './block-change.ts';
import type { Remediator } from './remediator.ts';

const allOff: PublicAccessBlock = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};

/** Switches on the settings that a rule misses, and leaves the others as they are. */
export const s3AccountRemediator = {
  id: 's3-account',
  resourceType: 'AWS::S3::AccountPublicAccessBlock',
  iamActions: ['s3:GetAccountPublicAccessBlock', 's3:PutAccountPublicAccessBlock'],
  // The settings reach all regions only in time (Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage").
  settlePausesMs: [0, 500, 1500, 3000, 5000, 10_000, 20_000],
  plan({ accountId, publicAccessBlock }, violations) {
    const change = blockChange(publicAccessBlock ?? allOff, 'account', violations);
    if (change === null) return { changes: [], before: [], after: [], notes: [] };
    const input = { AccountId: accountId, PublicAccessBlockConfiguration: change.configuration };
    return {
      changes: [{ service: 's3-control', operation: 'PutPublicAccessBlock', input }],
      ...change.lines,
      notes: notesOn(change),
    };
  },
} satisfies Remediator<'AWS::S3::AccountPublicAccessBlock'>;

/** What the settings do to everything in the account (Amazon S3 User Guide, "Block public access settings"). */
function notesOn({ switched, after }: BlockChange): string[] {
  const notes: string[] = [];
  const { ignorePublicAcls, restrictPublicBuckets } = after;
  if (switched.includes('ignorePublicAcls') || switched.includes('restrictPublicBuckets')) {
    const which =
      ignorePublicAcls && restrictPublicBuckets
        ? 'Every public bucket of the account'
        : `Every bucket of the account that is public through ${ignorePublicAcls ? 'an ACL' : 'its policy'}`;
    notes.push(`${which} is cut off, in every region, also one that is public on purpose.`);
  }
  if (switched.includes('restrictPublicBuckets')) {
    notes.push('A bucket with a public policy is closed to other accounts as well, AWS services excepted.');
  }
  if (switched.includes('blockPublicAcls') || switched.includes('blockPublicPolicy')) {
    notes.push('From then on S3 refuses calls that would make a bucket or an object of the account public.');
  }
  return notes;
}
