import type { S3ClientConfig } from '@aws-sdk/client-s3';

/** What the clients are given that do not read with the process's own credentials. */
export type ClientOptions = Pick<S3ClientConfig, 'credentials' | 'retryMode' | 'requestHandler'>;

/**
 * One client per region, kept as long as the execution environment: a new client is a new TLS connection. Clients with options are kept by
 * that very object, so that no account is read with another's credentials.
 */
export function perRegion<C>(
  create: (region: string, options?: ClientOptions) => C,
): (region: string, options?: ClientOptions) => C {
  const own = new Map<string, C>();
  const others = new WeakMap<ClientOptions, Map<string, C>>();
  return (region, options) => {
    const clients = options === undefined ? own : (others.get(options) ?? new Map<string, C>());
    if (options !== undefined) others.set(options, clients);
    const existing = clients.get(region);
    if (existing !== undefined) return existing;
    const created = create(region, options);
    clients.set(region, created);
    return created;
  };
}
