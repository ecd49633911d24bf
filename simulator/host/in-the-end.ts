import type { ActionRecord, LedgerEntry } from '../../contract/ledger-entry.ts';
import type { Instruction } from '../../contract/instruction.ts';
import type { ResourceType } from '../../contract/resource.ts';
import { kinds } from '../../resources/kinds.ts';
import { remediatorOf } from '../../remediators/registry.ts';
import { instruct } from '../../rules/instruct.ts';
import { ruleOf } from '../../rules/registry.ts';
import { groupRule, restrictedPorts, type Scenario } from './scenario.ts';
import { queueArnOf, ruleParameters, webhookUrl } from './deployment.ts';
import type { Estate } from './people.ts';
import type { Product } from './product.ts';
import { putsBack } from './puts-back.ts';
import { accountId, region, type Services } from './services.ts';
import type { Broken, Watch } from './watch.ts';

export interface EndParts {
  readonly scenario: Scenario;
  readonly services: Services;
  readonly watch: Watch;
  readonly estate: Estate;
  readonly told: readonly string[];
  readonly logged: readonly string[];
  readonly product: Product;
  readonly gateOpen: boolean;
  /** When trouble was over. */
  readonly calmAt: number;
}

const where = { accountId, region, partition: 'aws' };

/** What has to be so once everything has come to its end. Answers what is not, and how many restores were tried. */
export async function inTheEnd(parts: EndParts): Promise<{ readonly broken: Broken[]; readonly restored: number }> {
  const broken = [
    ...(await everyViolationHasAnEnd(parts)),
    ...everyMutationIsRecordedAndTold(parts),
    ...everyDeadLetterIsTold(parts),
    ...everyTripIsTold(parts),
    ...noSecretIsOut(parts),
  ];
  if (broken.length > 0) return { broken, restored: 0 };
  return putsBack(parts);
}

async function everyViolationHasAnEnd(parts: EndParts): Promise<Broken[]> {
  const { scenario, services, estate, told, gateOpen } = parts;
  const net = scenario.net !== 'none';
  // With the net, each violation is found again in calm: what is dead since before says nothing of it.
  const instructions = (name: 'remediation' | 'dead-letters'): Instruction[] =>
    services.sqs
      .inspect(queueArnOf(name))
      .filter(({ sentAt }) => name === 'remediation' || !net || sentAt >= parts.calmAt)
      .map(({ body }) => JSON.parse(body) as Instruction);
  const names = (list: readonly Instruction[], id: string, rule: string): boolean =>
    list.some((one) => one.rule === rule && one.resource.id === id);
  const [queued, dead] = [instructions('remediation'), instructions('dead-letters')];
  const failed = services.sqs.inspect(queueArnOf('failed-invocations')).map(({ body }) => failedOf(body));
  const broken: Broken[] = [];
  const live = new Map<ResourceType, ReturnType<typeof readLive>>();
  for (const ruleId of scenario.rules) {
    const rule = ruleOf(ruleId);
    if (rule === undefined) continue;
    const judge = rule.withParameters(ruleParameters[ruleId] ?? {});
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
      // An event that a function failed on for good waits in its queue, and an alarm tells of it.
      const isFailed = failed.some(
        ({ name, event }) => event.includes(id) && (name === ruleId || looksAtAll.has(name)),
      );
      const isTold = names(dead, id, ruleId) && told.some((text) => text.includes(id));
      const waits = names(queued, id, ruleId) && !gateOpen;
      if (isTold || waits || (isFailed && !net) || isLeftToPeople(parts, id)) continue;
      const detail = `${id} violates ${ruleId}, and is neither mended, exempt, queued nor dead-lettered and told`;
      broken.push({ invariant: 'every violation has an end', detail });
    }
  }
  return broken;
}

/** These judge by every rule. */
const looksAtAll: ReadonlySet<string> = new Set(['fast-path', 'sweep']);

function failedOf(body: string): { readonly name: string; readonly event: string } {
  const { name, event } = JSON.parse(body) as { name: string; event: unknown };
  return { name, event: JSON.stringify(event) };
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

/** What keeps coming back is mended no more, and people know. */
function isLeftToPeople({ watch, told }: EndParts, id: string): boolean {
  const tugs = watch.safety()?.tugsOfWar ?? [];
  return (
    tugs.some(({ resource }) => resource.id === id) && told.some((text) => text.includes(id) && keepsComing.test(text))
  );
}

const keepsComing = /Keeps coming back/;
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
    if (told.some((text) => text.includes(resource.id) && text.includes(code))) return [];
    return [{ invariant: 'every dead letter is told', detail: `${code} of ${resource.id} by ${rule}` }];
  });
}

function everyMutationIsRecordedAndTold({ watch, told, services, gateOpen }: EndParts): Broken[] {
  // What a function that ended could not tell is told by the next that works its message: behind a closed gate none does.
  const queued = services.sqs.inspect(queueArnOf('remediation')).map(({ body }) => body);
  const waits = (id: string): boolean => !gateOpen && queued.some((body) => body.includes(id));
  const entries = [...watch.ledger.values()];
  const actions = entries.flatMap((entry) => entry.actions);
  const isNamed = ({ id }: ActionRecord): boolean => told.some((text) => text.includes(id));
  // Of actions that go on with each other one is told, with what all of them did, and undoes all of them.
  const isTold = (action: ActionRecord): boolean =>
    isNamed(action) ||
    actions.some((other) =>
      other.continues === action.id ? isTold(other) : other.id === action.continues && isNamed(other),
    );
  const broken: Broken[] = [];
  for (const { actor, operation, resourceId } of watch.mutations) {
    const what = `${actor.name}#${actor.number} ${operation} on ${resourceId}`;
    const made = entries
      .filter((entry) => watch.ownerOf(entry) === actor && accountsFor(entry, resourceId, operation))
      .flatMap((entry) => entry.actions);
    const own = made.filter((action) => action.resource.id === resourceId);
    if (own.length === 0) broken.push({ invariant: 'every change is in the ledger', detail: what });
    else if (!own.some(isTold) && !waits(resourceId)) {
      broken.push({ invariant: 'every change is told', detail: `${what}: ${own.map(({ id }) => id).join(', ')}` });
    }
  }
  return broken;
}

/** Whether an entry of the one who made a call accounts for it: it names it, or it was left open by a process that ended. */
function accountsFor(entry: LedgerEntry, resourceId: string, operation: string): boolean {
  return entry.actions.some(
    (action) =>
      action.resource.id === resourceId &&
      (action.outcome === undefined ||
        action.calls.some((call) => call.operation === operation) ||
        action.calls.length === 0),
  );
}

function noSecretIsOut({ told, logged }: EndParts): Broken[] {
  const secret = webhookUrl.split('/').at(-1) ?? '';
  return [...told, ...logged]
    .filter((text) => text.includes(secret))
    .map((text) => ({ invariant: 'no secret is told or logged', detail: text.slice(0, 200) }));
}
