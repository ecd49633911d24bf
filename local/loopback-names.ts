import dns from 'node:dns';

/**
 * Answers `*.localhost` with 127.0.0.1 in this process (RFC 6761 says resolvers should; several do not). The S3 Control client
 * puts the account id before the host name, so its endpoint has to be `http://localhost:PORT` and this name has to resolve.
 */
export function resolveLoopbackNames(): void {
  const lookup: unknown = dns.lookup;
  if (typeof lookup !== 'function' || lookup === installed) return;
  installed = (hostname: string, ...rest: unknown[]): unknown =>
    Reflect.apply(lookup, dns, [/(^|\.)localhost$/.test(hostname) ? '127.0.0.1' : hostname, ...rest]);
  Object.assign(dns, { lookup: installed });
}

/** Ours, once it is in place: accounts started one after another must not wrap it again and again. */
let installed: ((hostname: string, ...rest: unknown[]) => unknown) | undefined;
