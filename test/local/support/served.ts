import { CallLog } from '../../../local/call-log.ts';
import { LocalClock } from '../../../local/clock.ts';
import { Credentials } from '../../../local/credentials.ts';
import { Faults } from '../../../local/faults.ts';
import { startServer } from '../../../local/server.ts';
import type { LocalService, ServiceDeps } from '../../../local/service.ts';

export const accountId = '111122223333';
export const region = 'eu-west-1';

/** What SDK clients are configured with, and nothing else. */
export interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface Served {
  readonly clock: LocalClock;
  readonly faults: Faults;
  readonly calls: CallLog;
  readonly credentials: Credentials;
  /** Of the administrator of an account; the usual account unless another is named. */
  settings(who?: { accountId?: string; region?: string; accessKeyId?: string }): ClientSettings;
  /** Resolves when the next call of the operation has reached its service: a long poll is then waiting. */
  arrival(operation: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts services on an ephemeral port; `build` gets what they are made from. */
export async function serve<T>(
  build: (
    deps: ServiceDeps,
    credentials: Credentials,
    clock: LocalClock,
  ) => { services: readonly LocalService[]; handles: T },
  options: { frozen?: boolean; startAt?: number } = {},
): Promise<Served & T> {
  const clock = new LocalClock(options);
  const credentials = new Credentials(accountId);
  const faults = new Faults();
  const calls = new CallLog();
  const id = sequentialIds();
  const changed: ServiceDeps['changed'] = () => {};
  const { services, handles } = build({ clock, id, changed }, credentials, clock);
  const server = await startServer({ services, clock, credentials, faults, calls, id });
  return {
    ...handles,
    clock,
    faults,
    calls,
    credentials,
    settings: (who = {}) => ({
      endpoint: `http://127.0.0.1:${server.port}`,
      region: who.region ?? region,
      credentials: { accessKeyId: who.accessKeyId ?? who.accountId ?? accountId, secretAccessKey: 'none' },
    }),
    arrival: (operation) =>
      new Promise((resolve) => {
        const remove = faults.inject({
          operation,
          // Asked about every call just before its service runs it; strikes none.
          when: () => {
            remove();
            resolve();
            return false;
          },
          fault: { kind: 'delay', ms: 0 },
        });
      }),
    async stop() {
      clock.stop();
      await server.close();
    },
  };
}

/** Different every time, the same in every run. */
function sequentialIds(): (length: number) => string {
  let last = 0;
  return (length) => {
    last += 1;
    const digits = Math.imul(last, 2_654_435_761) >>> 0;
    return `${digits.toString(16).padStart(8, '0')}${last.toString(16).padStart(8, '0')}`
      .padEnd(length, '0')
      .slice(0, length);
  };
}
