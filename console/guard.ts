import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Why a request is not answered. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Of what leaves this machine never, and of what scripts of other pages cannot read or frame. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-store',
};

/** The console answers under these two names only: a name of somebody else's that was bound to 127.0.0.1 is none of them. */
export function hostsOf(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}

/** Whether the request came to this server by its own name. */
export function refuseHost(headers: IncomingHttpHeaders, port: number): Refusal | undefined {
  if (hostsOf(port).includes(headers.host ?? '')) return undefined;
  const message = `the console answers to ${hostsOf(port).join(' and ')} only: open the address that configmend printed`;
  return { status: 421, code: 'HOST_UNKNOWN', message };
}

/** Whether a POST comes from the console's own page. Browsers send Origin with every POST, and scripts cannot set it. */
export function refuseOrigin({ origin, host, ...headers }: IncomingHttpHeaders, port: number): Refusal | undefined {
  const own = hostsOf(port).includes(host ?? '') && origin === `http://${host}`;
  const site = headers['sec-fetch-site'];
  if (own && (site === undefined || site === 'same-origin')) return undefined;
  return { status: 403, code: 'ORIGIN_UNKNOWN', message: 'only the console’s own page may ask for this' };
}

/** Equal in constant time, whatever their lengths. */
export function isSecret(given: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

/** Cookies do not tell ports apart, so the port is in the name: two consoles do not log each other out. */
export function cookieName(port: number): string {
  return `configmend-console-${port}`;
}

/** The value of the console's own cookie. */
export function cookieOf({ cookie = '' }: IncomingHttpHeaders, port: number): string {
  const start = `${cookieName(port)}=`;
  const own = cookie.split(/; */).find((part) => part.startsWith(start));
  return own?.slice(start.length) ?? '';
}

export function refuseSession(headers: IncomingHttpHeaders, port: number, session: string): Refusal | undefined {
  if (isSecret(cookieOf(headers, port), session)) return undefined;
  const message = 'this browser is not known to the console: open the address that configmend printed, token and all';
  return { status: 401, code: 'TOKEN_MISSING', message };
}
