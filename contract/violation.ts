import * as v from 'valibot';
import { BlockSetting, EncryptionAlgorithm, Grant, GroupRule, Ownership } from './resource.ts';
import { moment } from './moment.ts';

/** Inclusive port range, 0 to 65535. */
export const PortRange = v.strictObject({ from: v.number(), to: v.number() });
export type PortRange = v.InferOutput<typeof PortRange>;

/** Why a mend could lock somebody out, or lacks what it needs: a sentence for people, to whom the violation is then left. */
const unmendable = v.optional(v.string());

/** Default encryption as a rule asks for it; without `kmsKeyId` any key, and AWS's own one where it has to be set. */
export const WantedEncryption = v.strictObject({
  algorithm: EncryptionAlgorithm,
  kmsKeyId: v.optional(v.string()),
});
export type WantedEncryption = v.InferOutput<typeof WantedEncryption>;

/**
 * One thing that is wrong with a resource, exact enough to be cut out alone: the rule (one source of one permission) and the
 * ports of it that are too open, the ACL grant, the policy statement. `undecided` is what could not be judged: it makes the
 * resource NON_COMPLIANT, is never mended, and says what a person must look at.
 */
export const Violation = v.variant('kind', [
  v.strictObject({
    kind: v.literal('exposed-ports'),
    rule: GroupRule,
    /** The protocol judged: `tcp` also where the rule says all traffic (`-1`). */
    protocol: v.string(),
    /** The offending ports only, ascending, not the whole range of the rule. */
    ports: v.array(PortRange),
    /** Who reaches them, in words: "the whole IPv4 internet", "2147483648 IPv4 addresses of the internet". */
    reachedBy: v.string(),
    /**
     * Only of a rule for all traffic (`-1`) that is judged by a list of what may be open, so that what is legal of it can be listed
     * as well: the portless protocols to keep beside the ports that are not in violation. Absent where the rule has to go whole.
     */
    legalPortless: v.optional(v.array(v.picklist(['icmp', 'icmpv6']))),
  }),
  v.strictObject({ kind: v.literal('public-grant'), grant: Grant, audience: v.string() }),
  v.strictObject({
    kind: v.literal('public-statement'),
    /** Position in the policy's Statement, from 0 (0 as well where Statement is one object). */
    index: v.number(),
    sid: v.optional(v.string()),
    /** Why AWS calls it public, in words: "Principal is *", "aws:SourceIp 0.0.0.0/1 is broader than /8". */
    reason: v.string(),
    /**
     * What alone makes it public, where the rest of the statement would not be: the values to drop at each place of it, e.g.
     * `*` at Principal, AWS. Absent where the statement must go whole.
     */
    narrowBy: v.optional(v.array(v.strictObject({ path: v.array(v.string()), values: v.array(v.string()) }))),
  }),
  v.strictObject({
    kind: v.literal('unwanted-rule'),
    rule: GroupRule,
    /** Why no rule may be there at all, in words: "the default group of a VPC has to be empty". */
    reason: v.string(),
  }),
  v.strictObject({
    kind: v.literal('unapproved-change'),
    /** As it is now. */
    rule: GroupRule,
    /** `sgr-…` */
    ruleId: v.string(),
    /** Who made it what it is: the ARN of a role or user, or what else CloudTrail knows of him. */
    actor: v.string(),
    at: moment,
    eventId: v.string(),
    eventName: v.string(),
    /** What it was before, of a rule that was changed: that is put back. Absent of one that was added, which goes. */
    before: v.optional(GroupRule),
    unmendable,
  }),
  v.strictObject({
    kind: v.literal('block-off'),
    /** Whose Block Public Access it is. */
    of: v.picklist(['bucket', 'account']),
    /** The settings that are off, in S3's order. */
    settings: v.pipe(v.array(BlockSetting), v.minLength(1)),
    unmendable,
  }),
  v.strictObject({ kind: v.literal('acls-enabled'), ownership: Ownership, unmendable }),
  v.strictObject({
    kind: v.literal('plain-http'),
    /** What no statement denies to everyone over plain HTTP. */
    missing: v.pipe(v.array(v.picklist(['bucket', 'objects'])), v.minLength(1)),
    unmendable,
  }),
  v.strictObject({
    kind: v.literal('wrong-encryption'),
    /** Default encryption as it is, in words: "AES256", "none". */
    found: v.string(),
    wanted: WantedEncryption,
    unmendable,
  }),
  v.strictObject({
    kind: v.literal('versioning-off'),
    found: v.picklist(['Suspended', 'Off']),
    unmendable,
  }),
  v.strictObject({
    kind: v.literal('logging-off'),
    /** Where access logs are to go; absent where no target was given. */
    target: v.optional(v.strictObject({ bucket: v.string(), prefix: v.string() })),
    unmendable,
  }),
  v.strictObject({
    kind: v.literal('undecided'),
    subject: v.string(),
    reason: v.string(),
    /** Of a call whose record cannot be read, and so will be as undecided at any later time: its id in CloudTrail. */
    eventId: v.optional(v.string()),
  }),
]);
export type Violation = v.InferOutput<typeof Violation>;
export type ExposedPorts = Extract<Violation, { kind: 'exposed-ports' }>;
export type PublicGrant = Extract<Violation, { kind: 'public-grant' }>;
export type PublicStatement = Extract<Violation, { kind: 'public-statement' }>;
export type Undecided = Extract<Violation, { kind: 'undecided' }>;
export type ViolationOf<K extends Violation['kind']> = Extract<Violation, { kind: K }>;

/** Whether a remediator may end it: it was decided, and ending it locks nobody out. */
export function isMendable(violation: Violation): boolean {
  return violation.kind !== 'undecided' && !('unmendable' in violation && violation.unmendable !== undefined);
}
