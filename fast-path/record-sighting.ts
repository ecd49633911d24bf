import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Sighting, sightingKey } from '../contract/sighting.ts';

/** Writes a sighting to the ledger bucket, in place of the one before. Rejects with the SDK's error. */
export async function recordSighting(s3: Pick<S3Client, 'send'>, bucket: string, sighting: Sighting): Promise<void> {
  const Key = sightingKey(sighting.resource);
  const Body = JSON.stringify(sighting);
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType: 'application/json' }));
}

export type ReportSighting = (message: string, fields: Record<string, unknown>) => void;

/** All of them at once. Never rejects: a sighting is told to people, and nobody waits for it. */
export async function recordSightings(
  s3: Pick<S3Client, 'send'>,
  bucket: string,
  sightings: readonly Sighting[],
  report: ReportSighting,
): Promise<void> {
  const record = async (sighting: Sighting): Promise<void> => {
    try {
      await recordSighting(s3, bucket, sighting);
    } catch (error) {
      const { resource, eventId } = sighting;
      report('who called is not recorded, and will not be told', { resourceId: resource.id, eventId, error });
    }
  };
  await Promise.all(sightings.map(record));
}
