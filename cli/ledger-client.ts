import { S3Client } from '@aws-sdk/client-s3';

/** For the ledger's bucket, which may be in another region than the one that the command is run with. */
export function ledgerClient(): S3Client {
  return new S3Client({ maxAttempts: 4, followRegionRedirects: true });
}
