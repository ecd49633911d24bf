/** One client per region, kept as long as the execution environment: a new client is a new TLS connection. */
export function perRegion<C>(create: (region: string) => C): (region: string) => C {
  const clients = new Map<string, C>();
  return (region) => {
    const existing = clients.get(region);
    if (existing !== undefined) return existing;
    const created = create(region);
    clients.set(region, created);
    return created;
  };
}
