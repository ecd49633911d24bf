import * as v from 'valibot';

export const AccountId = v.pipe(v.string(), v.regex(/^\d{12}$/, 'must be a 12-digit account id'));
const Region = v.pipe(v.string(), v.regex(/^[a-z]{2,8}(-[a-z]+)+-\d+$/, 'must be a region'));

/** An account that the hub may judge, and mend where its mode is `auto`. */
export const Account = v.strictObject({
  id: AccountId,
  /** As people call it; told beside the id. */
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  /** `observe`: judged and told, and nothing of it is queued or changed. */
  mode: v.picklist(['observe', 'auto']),
  /** The regions of it that are ours; nothing in any other is touched. */
  regions: v.array(Region),
});
export type Account = v.InferOutput<typeof Account>;

/**
 * The accounts and regions of a deployment: the object `accounts.json` of the ledger bucket, which Terraform alone writes. Who is not in it is
 * neither judged nor mended, whatever a message or an event says.
 */
export const Accounts = v.pipe(
  v.strictObject({
    version: v.literal(1),
    /** Where queue, coordinator and remediators are. */
    hub: v.strictObject({ accountId: AccountId, region: Region }),
    /** Begins the names of the members' roles. */
    prefix: v.string(),
    /** What the members' roles ask for beside the caller (IAM user guide, "Access to AWS accounts owned by third parties"); no secret. */
    externalId: v.optional(
      v.pipe(v.string(), v.regex(/^[\w+=,.@:/-]{2,1224}$/, 'must be 2 to 1224 of letters, digits and _+=,.@:/-')),
    ),
    /** The hub's own account is always one of them, at least with the hub's region. */
    accounts: v.pipe(
      v.array(Account),
      v.minLength(1),
      v.check((accounts) => new Set(accounts.map(({ id }) => id)).size === accounts.length, 'names an account twice'),
    ),
  }),
  v.check(({ hub, accounts }) => accounts.some(({ id }) => id === hub.accountId), 'leaves out the account of the hub'),
);
export type Accounts = v.InferOutput<typeof Accounts>;
