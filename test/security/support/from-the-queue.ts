import { assert } from 'chai';
import type { Place } from '../../../accounts/membership.ts';
import type { Instruction, RemediatorId } from '../../../contract/instruction.ts';
import type { Change } from '../../../contract/plan.ts';
import type { RemediationBatch, RemediationReport, Work } from '../../../contract/remediation-batch.ts';
import type { GroupRule, Resource } from '../../../contract/resource.ts';
import { coalesce } from '../../../coordinator/coalesce.ts';
import { readMessage } from '../../../coordinator/read-message.ts';
import { route } from '../../../coordinator/route.ts';
import { readBatch } from '../../../remediators/read-batch.ts';
import { remediatorOf } from '../../../remediators/registry.ts';
import { rules } from '../../../rules/registry.ts';
import { identityOf } from '../../../rules/instruct.ts';
import type { SafetyLimits } from '../../../safety/limits.ts';
import { accountsOf, memberAccount } from '../../support/accounts.ts';
import { accountId, instruction, region, sqsMessage, work as workOf } from '../../support/instructions.ts';
import { remediation, type Remediation } from '../../support/remediation.ts';
import { type MemorySafety, memorySafety, safeguardsOver } from '../../support/safety.ts';
import { type Binding, judgesOf, mendedBy } from './bound-rules.ts';
import { type Estate, type LivePlace, livePlace } from './live-place.ts';

const member = memberAccount();
export const hub: Place = { accountId, region };
export const inMember: Place = { accountId: member.id, region: 'us-east-1' };
/** An account that is nobody's here, and a region that is not one of the member's. */
export const elsewhere: readonly Place[] = [
  { accountId: '999988887777', region },
  { accountId: member.id, region: 'af-south-1' },
];

/** A call, and where it was made. */
export type PlacedCall = Place & Change;

export interface Worked {
  readonly calls: readonly PlacedCall[];
  /** By the group that a message named: its rules afterwards. */
  rulesAfter(groupId: string): readonly GroupRule[] | undefined;
}

/**
 * What becomes of messages, from the coordinator's reading to the last call, where every place in the world holds the same estate: whatever
 * is read or changed anywhere it should not be is there to be read and changed.
 */
export async function work(estate: Estate, binding: Binding, ...sent: readonly Instruction[]): Promise<Worked> {
  const held = sent
    .map((one) => readMessage(sqsMessage(one)))
    .flatMap((read) => (read.kind === 'instruction' ? [read.held] : []));
  const calls: PlacedCall[] = [];
  const after = new Map<string, readonly GroupRule[]>();
  for (const batch of route(coalesce(held), 'run-1').batches) {
    // As Lambda hands it on.
    const given = readBatch(JSON.parse(JSON.stringify(batch)));
    const { live, placed, run } = remediatorAt(estate, binding, given, given.remediator);
    await run();
    calls.push(...placed());
    for (const { resource } of given.work) after.set(resource.id, live.rulesOf(resource.id));
  }
  return { calls, rulesAfter: (groupId) => after.get(groupId) };
}

export interface RemediatorAt {
  readonly live: LivePlace;
  readonly over: Remediation;
  run(): Promise<RemediationReport>;
  /** The calls that were tried, in order. */
  placed(): PlacedCall[];
}

/**
 * The remediator of that id, which is invoked with the batch, over that estate in the place that the batch names, whichever it is. The
 * state of the safeguards is new unless given, and their limits too wide to be met.
 */
export function remediatorAt(
  estate: Estate,
  binding: Binding,
  given: RemediationBatch,
  id: RemediatorId,
  safety: MemorySafety = memorySafety(),
  limits: Partial<SafetyLimits> = {},
): RemediatorAt {
  const place = { accountId: given.accountId, region: given.region };
  const live = livePlace(estate, place);
  const remediator = remediatorOf(id) ?? assert.fail(id);
  const { safeguards } = safeguardsOver(safety, { limits });
  const over = remediation([], {
    remediator,
    judges: judgesOf(remediator.id, binding),
    accounts: () => Promise.resolve(accountsOf(member)),
    workplaceOf: () => ({
      reader: live.readerOf(remediator.resourceType),
      applyFor: () => Promise.resolve(live.apply),
      safeguards,
    }),
  });
  const placed = () => live.tried.map((change) => ({ ...place, ...change }));
  return { live, over, run: () => over.runBatch(given), placed };
}

/**
 * What the pipeline itself would say of the rule and resource that a message names: nothing if no rule of that name is enabled for any such
 * resource that there is in an account of ours.
 */
export function honest(estate: Estate, { rule: id, resource: named }: Instruction): Instruction | undefined {
  const rule = rules.find((one) => one.id === id);
  const place = [hub, inMember].find((one) => one.accountId === named.accountId && one.region === named.region);
  if (rule === undefined || place === undefined || rule.resourceType !== named.type) return undefined;
  const live = livePlace(estate, place)
    .resources()
    .find((one) => one.type === named.type && one.id === named.id);
  const remediator = mendedBy(rule);
  return live === undefined || remediator === undefined ? undefined : about(rule.id, live, remediator);
}

export function about(rule: string, resource: Resource, remediator: Instruction['remediator']): Instruction {
  return instruction({ rule, remediator, resource: identityOf(resource) });
}

/** Every resource of a place with a message of each of these rules that is about its kind, as a coordinator would hand them on or as nobody would. */
export function workIn(
  estate: Estate,
  place: Place,
  remediator: RemediatorId,
  overrides: Parameters<typeof instruction>[0] = {},
): Work[] {
  return livePlace(estate, place)
    .resources()
    .flatMap((resource) => {
      const about = rules.filter((rule) => rule.resourceType === resource.type && mendedBy(rule) === remediator);
      const messages = about.map(({ id: rule }) => ({
        messageId: `${rule} of ${resource.id}`,
        receiptHandle: `handle of ${rule} of ${resource.id}`,
        instruction: instruction({ ...overrides, rule, remediator, resource: identityOf(resource) }),
      }));
      return messages.length === 0 ? [] : workOf(...messages);
    });
}

/** The id of what a call changes. */
export function targetOf({ service, input }: Change): unknown {
  switch (service) {
    case 'ec2':
      return input['GroupId'];
    case 's3':
      return input['Bucket'];
    case 's3-control':
      return input['AccountId'];
  }
}
