/** An IAM role as far as assuming it goes. */
export interface RegisteredRole {
  /** `arn:aws:iam::ACCOUNT:role/NAME`, a path before the name included. */
  readonly arn: string;
  /** Who may assume it: ARNs of roles or users, account ids or `…:root` for everybody in an account, or `*`. */
  readonly trusted: readonly string[];
  /** Without it any ExternalId is taken, as with a trust policy that has no such condition. */
  readonly externalId?: string;
  /** Longest session in seconds, 3,600 to 43,200; 3,600 unless given. */
  readonly maxSessionSeconds?: number;
}

/** The roles that exist. Nothing else of IAM is modelled: a session of a role may do everything. */
export interface Roles {
  register(role: RegisteredRole): void;
  remove(arn: string): void;
  find(arn: string): RegisteredRole | undefined;
}

export function createRoles(): Roles {
  const roles = new Map<string, RegisteredRole>();
  return {
    register(role) {
      roles.set(role.arn, role);
    },
    remove(arn) {
      roles.delete(arn);
    },
    find: (arn) => roles.get(arn),
  };
}
