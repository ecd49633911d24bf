import { everyAlarmIsTold } from './alarms.ts';
import type { Instruction } from '../../contract/instruction.ts';
import type { ResourceType } from '../../contract/resource.ts';
import { kinds } from '../../resources/kinds.ts';
import { remediatorOf } from '../../remediators/registry.ts';
import { instruct } from '../../rules/instruct.ts';
import { ruleOf } from '../../rules/registry.ts';
import { groupRule, restrictedPorts, type Scenario } from './scenario.ts';
import { queueArnOf, webhookUrl } from './deployment.ts';
import { ruleParametersOf } from './deployed-rules.ts';
import { nothingIsLeftOpen } from './nothing-left-open.ts';
import { otherEnds } from './other-ends.ts';
import type { Estate } from './people.ts';
import type { Restorer } from './restorer.ts';
import { noStrangerIsLeft } from './strangers.ts';
import { everyMutationIsRecordedAndTold } from './recorded-and-told.ts';
import { isAbout } from './resource-type.ts';
import { accountId, region, type Services } from './services.ts';
import type { Broken } from './invariants.ts';
import type { Watch } from './watch.ts';

export interface EndParts {
  readonly scenario: Scenario;
  readonly services: Services;
  readonly watch: Watch;
  readonly estate: Estate;
  readonly told: readonly string[];
  readonly logged: readonly string[];
  readonly restorer: Restorer;
  readonly gateOpen: boolean;
  /** When trouble was over. */
  readonly calmAt: number;
}

const where = { accountId, region, partition: 'aws' };

/** What has to be so once everything has come to its end. Answers what is not. */
export async function inTheEnd(parts: EndParts): Promise<Broken[]> {
  return [
    ...(await everyViolationHasAnEnd(parts)),
    ...nothingIsLeftOpen(parts),
    ...everyMutationIsRecordedAndTold(parts),
    ...everyDeadLetterIsTold(parts),
    ...everyTripIsTold(parts),
    ...everythingIsReleased(parts),
    ...everyAlarmIsTold(parts),
    ...noStrangerIsLeft(parts),
    ...noSecretIsOut(parts),
  ];
}

async function everyViolationHasAnEnd(parts: EndParts): Promise<Broken[]> {
  const { scenario, estate } = parts;
  const hasAnotherEnd = otherEnds(parts);
  const broken: Broken[] = [];
  const live = new Map<ResourceType, ReturnType<typeof readLive>>();
  for (const ruleId of scenario.rules) {
    const rule = ruleOf(ruleId);
    if (rule === undefined) continue;
    const judge = rule.withParameters(ruleParametersOf(scenario, ruleId));
    const ids = idsOf(rule.resourceType, estate);
    const reading = live.get(rule.resourceType) ?? readLive(rule.resourceType, ids);
    live.set(rule.resourceType, reading);
    const { found, context } = await reading;
    for (const [at, id] of ids.entries()) {
      const resource = found.get(id);
      if (resource === undefined) continue;
      const isPartlyExempt = ruleId === groupRule && scenario.exempt?.group === at;
      const others = restrictedPorts.filter((port) => port !== scenario.exempt?.port).join(',');
      const judged = isPartlyExempt ? rule.withParameters({ ports: others }) : judge;
      const violations = judged(resource, context);
      if (violations.length === 0) continue;
      // Without a plan that changes anything it is left to people, and AWS Config's verdict tells them.
      const remediator = 'by' in rule.mend ? remediatorOf(rule.mend.by) : undefined;
      if (
        instruct(rule, remediator, resource, violations, { source: 'config', capturedAt: new Date().toISOString() }) ===
        undefined
      )
        continue;
      if (hasAnotherEnd(id, ruleId)) continue;
      const detail = `${id} violates ${ruleId}, and is neither mended, exempt, queued nor dead-lettered and told`;
      broken.push({ invariant: 'every violation has an end', detail });
    }
  }
  return broken;
}

function idsOf(type: ResourceType, { groups, buckets }: Estate): readonly string[] {
  switch (type) {
    case 'AWS::EC2::SecurityGroup':
      return groups;
    case 'AWS::S3::Bucket':
      return buckets;
    case 'AWS::S3::AccountPublicAccessBlock':
      return [accountId];
  }
}

const hasTripped = /The circuit breaker has tripped/;

/** How many notices of a breaker that tripped were taken. */
export function tripsTold(told: readonly string[]): number {
  return told.filter((text) => hasTripped.test(text)).length;
}

/** Behind a closed gate nobody works, and so nobody tells what could not be told before. */
function everyTripIsTold({ watch, told, gateOpen }: EndParts): Broken[] {
  if (!gateOpen || tripsTold(told) >= watch.trips()) return [];
  return [{ invariant: 'every trip of the breaker is told', detail: `${watch.trips()}, and ${tripsTold(told)} told` }];
}

/** What was mended in calm has ended, and keeps nobody else from the resource; in trouble the word of it may have been lost. */
function everythingIsReleased({ watch, calmAt }: EndParts): Broken[] {
  const held = (watch.safety()?.inFlight ?? []).filter(({ at }) => Date.parse(at) >= calmAt);
  return held.map(({ resource, actionId }) => ({
    invariant: 'what has ended is no more in flight',
    detail: `${actionId} of ${resource}`,
  }));
}

async function readLive(type: ResourceType, ids: readonly string[]) {
  const reader = kinds[type].createReader(where);
  const { found } = await reader.read(ids);
  return { found, context: await reader.contextOf([...found.values()]) };
}

/** By its reason: that the violation was told of when it was found says nothing of a mend that failed. */
function everyDeadLetterIsTold({ services, told }: EndParts): Broken[] {
  return services.sqs.inspect(queueArnOf('dead-letters')).flatMap(({ body, attributes }) => {
    const { resource, rule } = JSON.parse(body) as Instruction;
    const code = attributes['ReasonCode']?.StringValue ?? '';
    if (told.some((text) => isAbout(text, resource.id) && text.includes(code))) return [];
    return [{ invariant: 'every dead letter is told', detail: `${code} of ${resource.id} by ${rule}` }];
  });
}

export function noSecretIsOut({ told, logged }: EndParts): Broken[] {
  const secret = webhookUrl.split('/').at(-1) ?? '';
  return [...told, ...logged]
    .filter((text) => text.includes(secret))
    .map((text) => ({ invariant: 'no secret is told or logged', detail: text.slice(0, 200) }));
}
