import type { Instruction } from '../../contract/instruction.ts';
import { isAlarmTold } from './alarms.ts';
import { queueArnOf } from './deployment.ts';
import type { EndParts } from './in-the-end.ts';
import { queuedOf } from './queued.ts';
import { isAbout } from './resource-type.ts';
import { accountRule } from './scenario.ts';
import { accountId } from './services.ts';

/** These judge by every rule. */
const looksAtAll: ReadonlySet<string> = new Set(['fast-path', 'sweep']);
const keepsComing = /Keeps coming back/;

/**
 * Whether what violates a rule has come to another end than its mend: dead-lettered and told, queued behind a closed gate, left to people, or
 * waiting among the events that a function failed on for good, of which an alarm has told.
 */
export function otherEnds(parts: EndParts): (id: string, rule: string) => boolean {
  const { scenario, services, told, gateOpen } = parts;
  const net = scenario.net !== 'none';
  const queued = queuedOf(services, 'remediation');
  // With the net, each violation is found again in calm: what is dead since before says nothing of it.
  const dead = queuedOf(services, 'dead-letters', net ? parts.calmAt : undefined);
  const failed = services.sqs.inspect(queueArnOf('failed-invocations')).map(({ body }) => failedOf(body));
  const names = (list: readonly Instruction[], id: string, rule: string): boolean =>
    list.some((one) => one.rule === rule && one.resource.id === id);
  return (id, rule) => {
    const isFailed =
      isAlarmTold(told, 'failed-invocations') &&
      failed.some(({ name, event }) => concerns(event, id) && (name === rule || looksAtAll.has(name)));
    const isTold = names(dead, id, rule) && told.some((text) => isAbout(text, id));
    const waits = names(queued, id, rule) && !gateOpen;
    return isTold || waits || (isFailed && !net) || isLeftToPeople(parts, id);
  };
}

function failedOf(body: string): { readonly name: string; readonly event: string } {
  const { name, event } = JSON.parse(body) as { name: string; event: unknown };
  return { name, event: JSON.stringify(event) };
}

/** Every event names the account that it is of. */
function concerns(event: string, id: string): boolean {
  return id === accountId
    ? event.includes('AccountPublicAccessBlock') || event.includes(accountRule)
    : event.includes(id);
}

/** What keeps coming back is mended no more, and people know; what they could not be told yet the coordinator tells once the gate is open. */
export function isLeftToPeople({ watch, told, gateOpen }: EndParts, id: string): boolean {
  const tugs = watch.safety()?.tugsOfWar ?? [];
  return (
    tugs.some(({ resource, told: isKnown }) => resource.id === id && (isKnown || !gateOpen)) &&
    (!gateOpen || told.some((text) => isAbout(text, id) && keepsComing.test(text)))
  );
}
