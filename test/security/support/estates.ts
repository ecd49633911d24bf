import * as fc from 'fast-check';
import type { LiveRule } from '../../../contract/context.ts';
import type { RecordedChange } from '../../../contract/recorded-change.ts';
import type { Bucket, Grant, GroupRule, PublicAccessBlock } from '../../../contract/resource.ts';
import { trafficKey } from '../../../resources/traffic-key.ts';
import {
  allOff,
  allow,
  allUsersUri,
  authenticatedUsersUri,
  bucket,
  groupGrant,
  ownerGrant,
  policy,
} from '../../support/buckets.ts';
import { accountId } from '../../support/instructions.ts';
import { added, change, changed, developer, pipeline, ruleId } from '../../support/recorded-changes.ts';
import { arbitraryRules, egress, ingress } from '../../support/security-groups.ts';
import type { Estate, LiveGroup } from './live-place.ts';

export const webId = 'sg-0a1b2c3d4e5f60718';
export const defaultId = 'sg-0f1e2d3c4b5a69788';
export const photos = 'holiday-photos';
export const logs = 'logs';

/** Ids of rules of one group are those of no other. */
const firstRule = { [webId]: 0, [defaultId]: 0x100 } as const;
type GroupId = keyof typeof firstRule;
const nameOf = (id: GroupId): string => (id === defaultId ? 'default' : 'web');

/** One thing that somebody did to a rule, whichever it hits. */
const step = fc.record({
  what: fc.constantFrom('add' as const, 'change' as const),
  isApproved: fc.boolean(),
  // Few, so that more than one thing is done to one rule.
  which: fc.nat(2),
  // Such as `openings` can tell apart.
  port: fc.constantFrom(19, 22, 25, 79, 81, 3391),
});

/** A group to whose rules things were done, all of it recorded: by the pipeline, which may, and by a developer, who may not. */
function arbitraryGroup(id: GroupId): fc.Arbitrary<LiveGroup> {
  return fc.tuple(arbitraryRules, fc.array(step, { maxLength: 6 })).map(([rules, steps]) => {
    // EC2 has no tcp or udp without ports.
    const real = rules.filter(({ protocol, fromPort }) => fromPort !== null || protocol === '50');
    let live: LiveRule[] = real.map((rule, at) => ({ id: ruleId(firstRule[id] + at), rule }));
    const changes: RecordedChange[] = [];
    const rightful = new Map(live.map((one) => [one.id, one.rule]));
    for (const [at, { what, isApproved, which, port }] of steps.entries()) {
      const one = live[which % Math.max(1, live.length)];
      if (one === undefined) continue;
      const rule: GroupRule = { ...one.rule, protocol: 'tcp', fromPort: port, toPort: port };
      if (live.some((other) => trafficKey(other.rule) === trafficKey(rule))) continue;
      const told = {
        groupId: id,
        at: new Date(Date.UTC(2026, 10, 20, 11, at)).toISOString(),
        actor: isApproved ? pipeline : developer,
      };
      const number = what === 'add' ? firstRule[id] + 0x80 + at : numberOf(one.id);
      const made = { id: ruleId(number), rule };
      live = what === 'add' ? [made, ...live] : live.map((other) => (other.id === made.id ? made : other));
      const did =
        what === 'add' ? { added: [added(number, rule)] } : { changed: [changed(number, rule, { before: one.rule })] };
      changes.push(change({ ...told, ...did }));
      if (isApproved) rightful.set(ruleId(number), rule);
    }
    return { id, name: nameOf(id), rules: live, changes, rightful: [...rightful.values()] };
  });
}

function numberOf(id: string): number {
  return Number.parseInt(id.slice('sgr-'.length), 16);
}

const arbitraryBlock: fc.Arbitrary<PublicAccessBlock> = fc.record({
  blockPublicAcls: fc.boolean(),
  ignorePublicAcls: fc.boolean(),
  blockPublicPolicy: fc.boolean(),
  restrictPublicBuckets: fc.boolean(),
});

const ours = allow({ Sid: 'Ours', Principal: { AWS: `arn:aws:iam::${accountId}:root` } });

function arbitraryBucket(id: string): fc.Arbitrary<Bucket> {
  return fc
    .record({
      policy: fc.constantFrom(null, '{', policy(allow()), policy(allow(), ours), policy(ours)),
      grants: fc.constantFrom<Grant[][]>(
        [ownerGrant],
        [ownerGrant, groupGrant(allUsersUri)],
        [groupGrant(authenticatedUsersUri)],
      ),
      publicAccessBlock: arbitraryBlock,
      ownership: fc.constantFrom(
        'BucketOwnerEnforced' as const,
        'BucketOwnerPreferred' as const,
        'ObjectWriter' as const,
      ),
      encryption: fc.constantFrom(null, { algorithm: 'AES256' as const, bucketKeyEnabled: false }),
      versioning: fc.record({ status: fc.constantFrom('Off', 'Suspended', 'Enabled'), mfaDelete: fc.constant(false) }),
      logging: fc.constantFrom(null, { targetBucket: logs, targetPrefix: 'a/' }),
      website: fc.boolean(),
    })
    .map((parts) => named(id, parts));
}

function named(id: string, parts: Partial<Bucket> = {}): Bucket {
  return bucket({ ...parts, id, arn: `arn:aws:s3:::${id}` });
}

const wide = ingress('tcp', [0, 65_535], '0.0.0.0/0', 'temporary');
const office = ingress('tcp', 443, '198.51.100.0/28', 'office');
const opened = ingress('tcp', 443, '203.0.113.0/24', 'office');
const outward = egress('-1', null, '0.0.0.0/0');

/** Everything is wrong with it that a rule can object to. */
export const wideOpen: Estate = {
  groups: [
    {
      id: webId,
      name: 'web',
      rules: [wide, opened, outward].map((rule, at) => ({ id: ruleId(at), rule })),
      changes: [change({ groupId: webId, changed: [changed(1, opened, { before: office })] })],
      rightful: [wide, office, outward],
    },
    { id: defaultId, name: 'default', rules: [{ id: ruleId(0x100), rule: wide }], changes: [], rightful: [wide] },
  ],
  buckets: [
    named(photos, { grants: [ownerGrant, groupGrant(allUsersUri)], policy: policy(allow({ Sid: 'Everyone' }), ours) }),
    named(logs),
  ],
  block: allOff,
};

/** Nothing is wrong with it, and there is much that could be taken away, or put to what it once was. */
export const sound: Estate = {
  groups: [
    {
      id: webId,
      name: 'web',
      rules: [{ id: ruleId(1), rule: office }],
      changes: [change({ groupId: webId, actor: pipeline, changed: [changed(1, office, { before: wide })] })],
      rightful: [office],
    },
    { id: defaultId, name: 'default', rules: [], changes: [], rightful: [] },
  ],
  buckets: [],
  block: { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true },
};

export const arbitraryEstate: fc.Arbitrary<Estate> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(wideOpen) },
  {
    weight: 3,
    arbitrary: fc.record({
      groups: fc.tuple(arbitraryGroup(webId), arbitraryGroup(defaultId)),
      buckets: fc.tuple(arbitraryBucket(photos), arbitraryBucket(logs)),
      block: fc.option(arbitraryBlock),
    }),
  },
);
