import * as v from 'valibot';
import { BlockSetting } from '../contract/resource.ts';
import type { Rule } from './rule.ts';

const settings = BlockSetting.options;

/** The names as the S3 API and this project write them (`BlockPublicAcls`, `blockPublicAcls`), separated by commas. */
const Settings = v.pipe(
  v.string(),
  v.transform((text) => text.split(',').map((name) => name.trim().toLowerCase())),
  v.check(
    (names) => names.every((name) => settings.some((setting) => setting.toLowerCase() === name)),
    `must be a comma-separated list of ${settings.join(', ')}`,
  ),
  v.transform((names) => settings.filter((setting) => names.includes(setting.toLowerCase()))),
);

/**
 * Judges the settings themselves and not what is public for want of them: that is s3-bucket-public-access. A change finds what was
 * set or deleted; an account that never set them has no item and is found by the periodic run, as is a change in a region where AWS
 * Config does not see it at once (AWS Config Developer Guide, "s3-account-level-public-access-blocks"). Both report on the same
 * resource, or one verdict would outlive the other.
 *
 * The settings hold for all regions, while rules are deployed in each: every region that has the rule reports the account and
 * queues it, one at a time mends it, and where the second comes to mend it there is nothing left to do.
 */
export const s3AccountPublicAccessBlock = {
  id: 's3-account-public-access-block',
  resourceType: 'AWS::S3::AccountPublicAccessBlock',
  severity: 'high',
  enabledByDefault: true,
  summary: 'A setting of the S3 Block Public Access of the whole account is off, or none was ever made.',
  risk: 'Without it one careless policy or ACL makes any bucket of the account public, those of tomorrow as well.',
  triggers: ['change', 'periodic'],
  iamActions: [],
  mend: {
    by: 's3-account',
    summary:
      'Switches on the settings that are off and keeps the others, where you say that no bucket is public on purpose.',
  },
  parameters: {
    settings: {
      summary: 'The settings that have to be on; the others are neither judged nor changed.',
      default: settings.join(','),
    },
    publicBuckets: {
      summary:
        'Which buckets are public on purpose, by policy, by ACL or by ACLs of single objects, and would be cut off in every region: `unproven`, some may be and nothing is mended; `none`, you have made sure that none is, that no object is by its own ACL, and that none is uploaded with a public one.',
      default: 'unproven',
    },
  },
  parameterSchema: v.object({
    settings: Settings,
    publicBuckets: v.picklist(['unproven', 'none'], 'must be unproven or none'),
  }),
  evaluate({ publicAccessBlock }, wanted) {
    const off = wanted.settings.filter((setting) => publicAccessBlock?.[setting] !== true);
    if (off.length === 0) return [];
    const unmendable = wanted.publicBuckets === 'none' ? {} : { unmendable: unproven };
    return [{ kind: 'block-off', of: 'account', settings: off, ...unmendable }];
  },
} satisfies Rule<
  'AWS::S3::AccountPublicAccessBlock',
  { readonly settings: readonly BlockSetting[]; readonly publicBuckets: 'unproven' | 'none' }
>;

const unproven =
  'a bucket or object that is public on purpose would be cut off (the parameter publicBuckets says that there is none)';
