import type { EC2Client } from '@aws-sdk/client-ec2';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Place } from '../../accounts/membership.ts';
import type { ResourceType } from '../../contract/resource.ts';
import type { AnyReader } from '../../resources/reader.ts';
import type { Judge } from '../../rules/registered-rule.ts';

/** Reads in one account and region, with one set of clients. */
export interface ReadsThere {
  readerOf(type: ResourceType): Pick<AnyReader, 'read' | 'contextOf' | 'logChains'>;
  /** The rules as they judge there. Never rejects. */
  judges(): Promise<ReadonlyMap<string, Judge>>;
  ec2(): EC2Client;
  s3(): Pick<S3Client, 'send'>;
}

/** The way into an account and region. Rejects with why nothing can be read there. */
export type Reach<R = ReadsThere> = (place: Place) => Promise<R>;

/** The same once for each account and region. */
export function onceEach<R>(reach: Reach<R>): Reach<R> {
  const known = new Map<string, Promise<R>>();
  return async ({ accountId, region }) => {
    const key = `${accountId}/${region}`;
    const reached = known.get(key) ?? reach({ accountId, region });
    known.set(key, reached);
    return reached;
  };
}
