import type { ActionRecord, LedgerEntry } from '../../contract/ledger-entry.ts';
import type { Instruction } from '../../contract/instruction.ts';
import type { ResourceType } from '../../contract/resource.ts';
import { kinds } from '../../resources/kinds.ts';
import { remediatorOf } from '../../remediators/registry.ts';
import { instruct } from '../../rules/instruct.ts';
import { ruleOf } from '../../rules/registry.ts';
import { groupRule, restrictedPorts, type Scenario } from './scenario.ts';
import { queueArnOf, webhookUrl } from './deployment.ts';
import { stateOf } from './observed.ts';
import type { Estate } from './people.ts';
import type { Product } from './product.ts';
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
}

const where = { accountId, region, partition: 'aws' };

/** What has to be so once everything has come to its end. Answers what is not, and how many restores were tried. */
export async function inTheEnd(parts: EndParts): Promise<{ readonly broken: Broken[]; readonly restored: number }> {
  const broken = [
    ...(await everyViolationHasAnEnd(parts)),
    ...everyMutationIsRecordedAndTold(parts),
    ...everyDeadLetterIsTold(parts),
    ...noSecretIsOut(parts),
  ];
  if (broken.length > 0) return { broken, restored: 0 };
  return oneIsPutBack(parts);
}

async function everyViolationHasAnEnd({ scenario, services, estate, told, gateOpen }: EndParts): Promise<Broken[]> {
  const instructions = (name: 'remediation' | 'dead-letters'): Instruction[] =>
    services.sqs.inspect(queueArnOf(name)).map(({ body }) => JSON.parse(body) as Instruction);
  const names = (list: readonly Instruction[], id: string, rule: string): boolean =>
    list.some((one) => one.rule === rule && one.resource.id === id);
  const [queued, dead] = [instructions('remediation'), instructions('dead-letters')];
  const failed = services.sqs.inspect(queueArnOf('failed-invocations')).map(({ body }) => body);
  const broken: Broken[] = [];
  const live = new Map<ResourceType, ReturnType<typeof readLive>>();
  for (const ruleId of scenario.rules) {
    const rule = ruleOf(ruleId);
    if (rule === undefined) continue;
    const judge = rule.withParameters(ruleId === groupRule ? { ports: restrictedPorts.join(',') } : {});
    const ids = rule.resourceType === 'AWS::EC2::SecurityGroup' ? estate.groups : estate.buckets;
    const reading = live.get(rule.resourceType) ?? readLive(rule.resourceType, ids);
    live.set(rule.resourceType, reading);
    const { found, context } = await reading;
    for (const [at, id] of ids.entries()) {
      const resource = found.get(id);
      if (resource === undefined) continue;
      const violations = judge(resource, context);
      const isExempt = ruleId === groupRule && scenario.exempt?.group === at;
      if (violations.length === 0 || isExempt) continue;
      // Without a plan that changes anything it is left to people, and AWS Config's verdict tells them.
      const remediator = 'by' in rule.mend ? remediatorOf(rule.mend.by) : undefined;
      if (
        instruct(rule, remediator, resource, violations, { source: 'config', capturedAt: new Date().toISOString() }) ===
        undefined
      )
        continue;
      // An event that a function failed on for good waits in its queue, and an alarm tells of it.
      const isFailed = failed.some((body) => body.includes(id) && body.includes(ruleId));
      const isTold = names(dead, id, ruleId) && told.some((text) => text.includes(id));
      const waits = names(queued, id, ruleId) && !gateOpen;
      if (isTold || waits || (isFailed && scenario.net === 'none')) continue;
      const detail = `${id} violates ${ruleId}, and is neither mended, exempt, queued nor dead-lettered and told`;
      broken.push({ invariant: 'every violation has an end', detail });
    }
  }
  return broken;
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
  for (const { actor, operation, resourceId, at } of watch.mutations) {
    const what = `${actor.name}#${actor.number} ${operation} on ${resourceId}`;
    const made = entries.filter((entry) => madeBy(entry, resourceId, operation, at)).flatMap((entry) => entry.actions);
    const own = made.filter((action) => action.resource.id === resourceId);
    if (own.length === 0) broken.push({ invariant: 'every change is in the ledger', detail: what });
    else if (!own.some(isTold) && !waits(resourceId)) {
      broken.push({ invariant: 'every change is told', detail: `${what}: ${own.map(({ id }) => id).join(', ')}` });
    }
  }
  return broken;
}

/** Whether an entry accounts for a call: it names it, or it was left open by a process that ended. */
function madeBy(entry: LedgerEntry, resourceId: string, operation: string, at: number): boolean {
  if (Date.parse(entry.startedAt) > at) return false;
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

/** Puts back the latest completed action of which nothing was changed since, and compares. */
async function oneIsPutBack({ services, watch, product }: EndParts): Promise<{ broken: Broken[]; restored: number }> {
  const actions = [...watch.ledger.values()].flatMap((entry) => entry.actions);
  const candidate = watch.mutations.find(({ actor, resourceId }) => {
    // Between the reading and the change counts as well: S3 has no conditional write of a policy.
    if ((watch.touchedByPeople.get(resourceId) ?? 0) >= actor.startedAt) return false;
    const own = actions.filter((action) => action.resource.id === resourceId);
    return own.length === 1 && own[0]?.outcome === 'mended' && stateOf(services, resourceId) !== undefined;
  });
  const action = actions.find(({ resource }) => resource.id === candidate?.resourceId);
  if (candidate === undefined || action === undefined) return { broken: [], restored: 0 };
  const { prepareRestore, carryOutRestore, restoreDeps } = product.restore();
  const deps = await restoreDeps({});
  const prepared = await prepareRestore(action.id, deps);
  if (prepared.restore.conflicts.length > 0) return { broken: [], restored: 0 };
  const result = await carryOutRestore(prepared, { exemptMs: 3_600_000, force: false }, deps);
  const after = stateOf(services, candidate.resourceId);
  if (result.outcome === 'restored' && after === candidate.before) return { broken: [], restored: 1 };
  const detail = `${action.id} of ${candidate.resourceId}: ${result.outcome}\n  before ${candidate.before}\n  after  ${after}`;
  return { broken: [{ invariant: 'a restore gives back the state before', detail }], restored: 1 };
}
