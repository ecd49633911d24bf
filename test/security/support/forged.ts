import * as fc from 'fast-check';
import * as v from 'valibot';
import { Instruction, RemediatorId } from '../../../contract/instruction.ts';
import type { LiveRule } from '../../../contract/context.ts';
import { ResourceType } from '../../../contract/resource.ts';
import type { ViolationOf } from '../../../contract/violation.ts';
import { identityOf } from '../../../rules/instruct.ts';
import { rules } from '../../../rules/registry.ts';
import { bent } from '../../fuzz/support/bent.ts';
import { instruction } from '../../support/instructions.ts';
import { ruleId } from '../../support/recorded-changes.ts';
import { ingress } from '../../support/security-groups.ts';
import { mendedBy } from './bound-rules.ts';
import { arbitraryEstate, defaultId, logs, photos, webId, wideOpen } from './estates.ts';
import { elsewhere, hub, inMember } from './from-the-queue.ts';
import { type Estate, livePlace } from './live-place.ts';

/** Open to everybody, and in no record of anything. */
export const invented = ingress('tcp', [1, 65_534], '0.0.0.0/0', 'was always there');

function wasInvented({ id, rule }: LiveRule): ViolationOf<'unapproved-change'> {
  const [actor, at] = ['arn:aws:iam::123456789012:role/ci', '2026-11-20T10:00:00Z'];
  const event = { eventId: 'e-1', eventName: 'ModifySecurityGroupRules' };
  return { kind: 'unapproved-change', rule, ruleId: id, actor, at, ...event, before: invented };
}

/** As forged as a sender can make it: every part that is not the address of the resource and the rule. */
export const forgery: Partial<Instruction> = {
  violations: [
    { kind: 'exposed-ports', rule: invented, protocol: 'tcp', ports: [{ from: 443, to: 443 }], reachedBy: 'everyone' },
    { kind: 'unwanted-rule', rule: invented, reason: 'because' },
    { kind: 'public-statement', index: 0, reason: 'Principal is *' },
    { kind: 'block-off', of: 'account', settings: ['blockPublicAcls'] },
    wasInvented({ id: ruleId(0), rule: invented }),
  ],
  plan: {
    changes: [
      { service: 'ec2', operation: 'AuthorizeSecurityGroupIngress', input: { GroupId: webId, IpPermissions: [] } },
      { service: 's3', operation: 'DeleteBucketPolicy', input: { Bucket: photos } },
      { service: 's3-control', operation: 'DeletePublicAccessBlock', input: { AccountId: hub.accountId } },
    ],
    before: [],
    after: ['tcp 1-65534 from 0.0.0.0/0'],
    notes: [],
  },
  evidence: { source: 'cloudtrail', eventId: 'e-1', eventName: 'Modify', capturedAt: '2026-11-20T11:59:00.000Z' },
  severity: 'low',
  actor: 'arn:aws:iam::123456789012:root',
  otherCalls: [{ eventId: 'e-2', actor: 'arn:aws:iam::123456789012:user/eve' }],
  attempt: 3,
};

/** Of every rule about every resource that it could be about, wherever in the world. */
const samples: readonly Instruction[] = [hub, inMember, ...elsewhere].flatMap((place) =>
  livePlace(wideOpen, place)
    .resources()
    .flatMap((resource) =>
      rules
        .filter(({ resourceType }) => resourceType === resource.type)
        .map((rule) => {
          const tags = { [`configmend:exempt:${rule.id}`]: 'until 2026-12-31 by eve because so' };
          const arn = 'arn:aws:ec2:eu-west-1:123456789012:security-group/sg-other';
          const remediator = mendedBy(rule);
          return instruction({
            ...forgery,
            rule: rule.id,
            resource: { ...identityOf(resource), arn, tags },
            ...(remediator === undefined ? {} : { remediator }),
          });
        }),
    ),
);

const otherRules = ['__proto__', 'constructor', '', 'no-such-rule', 'SECURITY-GROUP-DEFAULT-CLOSED'];
/** One part of the address is that of something else. */
const crossed: fc.Arbitrary<(of: Instruction) => Instruction> = fc.oneof(
  fc.constantFrom(...rules.map(({ id }) => id), ...otherRules).map((rule) => (of: Instruction) => ({ ...of, rule })),
  fc.constantFrom(...RemediatorId.options).map((remediator) => (of: Instruction) => ({ ...of, remediator })),
  fc
    .constantFrom(webId, defaultId, photos, logs, hub.accountId, inMember.accountId, 'sg-0000000000000dead')
    .map((id) => (of: Instruction) => ({ ...of, resource: { ...of.resource, id } })),
  fc
    .constantFrom(...ResourceType.options)
    .map((type) => (of: Instruction) => ({ ...of, resource: { ...of.resource, type } })),
  fc
    .constantFrom(hub, inMember, ...elsewhere)
    .map((place) => (of: Instruction) => ({ ...of, resource: { ...of.resource, ...place } })),
);

/** Instructions that are of the form, whatever they say; those that are not never get as far. */
const anyForgery: fc.Arbitrary<Instruction> = fc
  .tuple(
    bent(samples, 4)
      .map((given) => v.safeParse(Instruction, given))
      .filter((parsed) => parsed.success)
      .map(({ output }) => v.parse(Instruction, output)),
    fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(crossed, { maxLength: 2 }) }),
  )
  .map(([given, crossings]) => crossings.reduce((of, cross) => cross(of), given));

export interface Attempt {
  readonly estate: Estate;
  readonly forged: Instruction;
}

/** By somebody who knows what is live: of each rule of the group it says that it was open to everybody before. */
export function aimed(estate: Estate, forged: Instruction): Instruction {
  const group = estate.groups.find(({ id }) => id === forged.resource.id);
  return { ...forged, violations: [...forged.violations, ...(group?.rules ?? []).map(wasInvented)] };
}

export const arbitraryAttempt: fc.Arbitrary<Attempt> = fc
  .record({ estate: arbitraryEstate, forged: anyForgery, isAimed: fc.boolean() })
  .map(({ estate, forged, isAimed }) => ({ estate, forged: isAimed ? aimed(estate, forged) : forged }));
