import type { Sighting } from '../../contract/sighting.ts';

/** Of the bucket that `complianceChange` is about, a minute and a half before. */
export function sighting(overrides: Partial<Sighting> = {}): Sighting {
  return {
    version: 1,
    resource: {
      type: 'AWS::S3::Bucket',
      id: 'invoices-archive',
      accountId: '111122223333',
      region: 'eu-west-1',
    },
    rules: ['s3-bucket-public-access'],
    actor: 'arn:aws:sts::111122223333:assumed-role/Developer/sam@example.org',
    eventName: 'PutBucketPolicy',
    eventId: '6f1d4f0e-8a5b-4c1e-9a55-2f0b7f3c9d21',
    sourceAddress: '198.51.100.7',
    at: '2026-11-20T10:14:00Z',
    ...overrides,
  };
}
