import { isIP } from 'node:net';
import * as v from 'valibot';
import { type ExemptionField, exemptionForms } from './exemption-forms.ts';

function field(name: ExemptionField) {
  const { pattern, says } = exemptionForms[name];
  const form = new RegExp(pattern, 'u');
  return v.pipe(
    v.string(),
    v.check((text) => form.test(text), `must be ${says}`),
  );
}

const moment = (name: 'created' | 'expires') => v.pipe(field(name), v.check(isOfCalendar, 'is no day of the calendar'));

/**
 * A justified exception: one rule, on the resources that all selectors given select, for as long as it is in force. With a
 * target only that much of a violation is exempt: of exposed ports those in `port` (with `cidr` as well: reached from there) or
 * those that a source within `cidr` reaches, of a policy the statement with the `sid`, of an ACL the grant of `permission` to
 * `grantee`, of a public access block the `setting`. Without one the rule as a whole is.
 */
export const Exemption = v.pipe(
  v.strictObject({
    /** Names it among those of its list. */
    id: field('id'),
    rule: field('rule'),
    /** `sg-…`, a bucket's name, an account id; or an ARN pattern, `*` being any characters and `?` any one. */
    resource: v.optional(field('resource')),
    account: v.optional(field('account')),
    region: v.optional(field('region')),
    /** `KEY`, whatever its value, or `KEY=VALUE`. */
    tag: v.optional(field('tag')),
    /** `22`, `8000-8999`, `udp:53`: tcp unless said otherwise. */
    port: v.optional(v.pipe(field('port'), v.check(isAscending, `must be ${exemptionForms.port.says}`))),
    cidr: v.optional(v.pipe(field('cidr'), v.check(holdsAddress, `must be ${exemptionForms.cidr.says}`))),
    sid: v.optional(field('sid')),
    grantee: v.optional(field('grantee')),
    permission: v.optional(field('permission')),
    setting: v.optional(field('setting')),
    owner: field('owner'),
    reason: field('reason'),
    ticket: v.optional(field('ticket')),
    /** In force from then on. A date is its first moment, in UTC. */
    created: moment('created'),
    /** In force until then, and not at that moment. */
    expires: moment('expires'),
    createdBy: v.optional(v.picklist(['declared', 'added', 'restore', 'tag'])),
  }),
  v.check(
    ({ resource, account, tag }) => [resource, account, tag].some((selector) => selector !== undefined),
    'needs a resource, an account or a tag',
  ),
  v.check(
    (exemption) => hasOneTarget(exemption),
    'can have one target: port and cidr, sid, grantee with permission, or setting',
  ),
  v.check(({ created, expires }) => Date.parse(created) < Date.parse(expires), 'must expire after it was created'),
);
export type Exemption = v.InferOutput<typeof Exemption>;

/** Terraform writes an attribute that was not given as null. */
const Entry = v.pipe(v.record(v.string(), v.unknown()), v.transform(withoutNulls), Exemption);

/**
 * `exemptions/declared.json` of the ledger bucket, which Terraform writes. `maxDays` holds for both lists: an exemption that was
 * written to last longer ends that many days after its creation.
 */
export const DeclaredExemptions = v.strictObject({
  version: v.literal(1),
  maxDays: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Whether tags of a resource may exempt it. */
  tagExemptions: v.boolean(),
  exemptions: v.array(Entry),
});
export type DeclaredExemptions = v.InferOutput<typeof DeclaredExemptions>;

/** `exemptions/added.json` beside it, which the command line and restores write. */
export const AddedExemptions = v.strictObject({ version: v.literal(1), exemptions: v.array(Entry) });
export type AddedExemptions = v.InferOutput<typeof AddedExemptions>;

/** All exemptions there are, and what holds for every one of them. */
export interface ExemptionList {
  readonly maxDays: number;
  readonly tagExemptions: boolean;
  readonly exemptions: readonly Exemption[];
}

function withoutNulls(given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}

type TargetFields = {
  readonly [name in 'port' | 'cidr' | 'sid' | 'grantee' | 'permission' | 'setting']?: string | undefined;
};

function hasOneTarget({ port, cidr, sid, grantee, permission, setting }: TargetFields): boolean {
  const targets = [port ?? cidr, sid, grantee ?? permission, setting].filter((target) => target !== undefined);
  return targets.length <= 1 && (grantee === undefined) === (permission === undefined);
}

/** 31 February is written like a date, and JavaScript takes it for one in March. */
export function isOfCalendar(text: string): boolean {
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 10));
}

/** The form of an IPv6 address lets through what is none. */
function holdsAddress(cidr: string): boolean {
  return isIP(cidr.split('/')[0] ?? '') !== 0;
}

function isAscending(text: string): boolean {
  const [from, to] = text.replace(/^\w+:/, '').split('-').map(Number);
  return from !== undefined && (to === undefined || from <= to);
}
