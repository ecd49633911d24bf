import dns from 'node:dns';

/**
 * Answers `*.localhost` with 127.0.0.1 in this process (RFC 6761 says resolvers should; several do not). The S3 Control client
 * puts the account id before the host name, so its endpoint has to be `http://localhost:PORT` and this name has to resolve.
 */
export function resolveLoopbackNames(): void {
  const original = dns.lookup;
  const patched = (hostname: string, options: unknown, callback?: unknown): void => {
    if (/(^|\.)localhost$/.test(hostname)) {
      const done = typeof options === 'function' ? options : callback;
      const all = typeof options === 'object' && options !== null && 'all' in options && options.all === true;
      if (typeof done !== 'function') throw new TypeError('dns.lookup needs a callback');
      if (all) done(null, [{ address: '127.0.0.1', family: 4 }]);
      else done(null, '127.0.0.1', 4);
      return;
    }
    Reflect.apply(original, dns, [hostname, options, callback]);
  };
  Object.assign(dns, { lookup: patched });
}
