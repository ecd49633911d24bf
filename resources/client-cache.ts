import type { S3ClientConfig } from '@aws-sdk/client-s3';

/** What a command gives the clients that it reads with; those of a function need nothing of it. */
export type ClientOptions = Pick<S3ClientConfig, 'credentials' | 'retryMode' | 'requestHandler'>;

/**
 * One client per region, kept as long as the execution environment: a new client is a new TLS connection. With options of its own it
 * is a new one each time, so that no account is read with another's credentials.
 */
export function perRegion<C>(
  create: (region: string, options?: ClientOptions) => C,
): (region: string, options?: ClientOptions) => C {
  const clients = new Map<string, C>();
  return (region, options) => {
    if (options !== undefined) return create(region, options);
    const existing = clients.get(region);
    if (existing !== undefined) return existing;
    const created = create(region);
    clients.set(region, created);
    return created;
  };
}
