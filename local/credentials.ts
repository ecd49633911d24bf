import type { Statement } from './iam/policy-document.ts';

/** The principal behind an access key. */
export interface Principal {
  readonly accountId: string;
  readonly principalArn: string;
  /** The role behind an assumed-role session; absent for a user. */
  readonly roleArn?: string;
  /** What the session was begun with (STS API, AssumeRole: Tags). */
  readonly sessionTags?: Readonly<Record<string, string>>;
  /** What the session may do at most, whatever its role may. */
  readonly sessionPolicy?: readonly Statement[];
  /** When the session began, in milliseconds since the epoch; absent for a user. */
  readonly issuedAt?: number;
  /** Whether the session was begun with a second factor; false unless given. */
  readonly mfaAuthenticated?: boolean;
  /** The AWS service that calls with this key for somebody, such as `cloudformation.amazonaws.com`. */
  readonly invokedBy?: string;
}

/** An organization of AWS Organizations, as far as policies ask for it. */
export interface Organization {
  /** `o-…` */
  readonly id: string;
  /** Every account there is, unless given. */
  readonly accountIds?: readonly string[];
}

/**
 * Access keys that were handed out. A key that is a 12-digit number is that account's administrator (so that
 * `AWS_ACCESS_KEY_ID=123456789012` picks an account, as with other emulators); any other unknown key is the default account's.
 */
export class Credentials {
  readonly #issued = new Map<string, Principal>();
  readonly #defaultAccountId: string;
  readonly #now: () => number;
  readonly #organization: Organization | undefined;

  constructor(defaultAccountId: string, now: () => number = Date.now, organization?: Organization) {
    this.#defaultAccountId = defaultAccountId;
    this.#now = now;
    this.#organization = organization;
  }

  issue(accessKeyId: string, principal: Principal): void {
    this.#issued.set(accessKeyId, principal);
  }

  /** Hands out a key whose calls are made by a session of the role, in the role's account; `id` makes hex digits. */
  issueSession(
    roleArn: string,
    sessionName: string,
    id: (length: number) => string,
    limits: Pick<Principal, 'sessionTags' | 'sessionPolicy'> = {},
  ): { accessKeyId: string } & Principal {
    const [, partition, , , accountId = '', path = ''] = roleArn.split(':');
    const principalArn = `arn:${partition}:sts::${accountId}:assumed-role/${path.split('/').at(-1)}/${sessionName}`;
    const accessKeyId = `ASIA${id(16).toUpperCase()}`;
    const principal = { accountId, principalArn, roleArn, issuedAt: this.#now(), ...limits };
    this.issue(accessKeyId, principal);
    return { accessKeyId, ...principal };
  }

  /** The organization of an account; undefined where it belongs to none. */
  organizationOf(accountId: string): string | undefined {
    const { id, accountIds } = this.#organization ?? {};
    return accountIds === undefined || accountIds.includes(accountId) ? id : undefined;
  }

  of(accessKeyId: string, partition: string): Principal {
    const issued = this.#issued.get(accessKeyId);
    if (issued !== undefined) return issued;
    const accountId = /^\d{12}$/.test(accessKeyId) ? accessKeyId : this.#defaultAccountId;
    return { accountId, principalArn: `arn:${partition}:iam::${accountId}:user/local-administrator` };
  }
}

/** The partition that a region belongs to (AWS General Reference, "Amazon Resource Names"). */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return 'aws';
}
