import type { Message } from '@aws-sdk/client-sqs';
import type { ExemptionReading } from '../../exemptions/read-exemptions.ts';
import type { Peeked } from '../../queue/peek.ts';
import type { QueueFacts } from '../../queue/queue-facts.ts';
import { type Collector, createCollector } from './collect.ts';
import { inspectedResource, severityRank } from './inspected-resource.ts';
import type { InspectedResource, Inspection, InspectionFilter } from './inspection.ts';

/** What a read of the queue came to. */
export interface QueueRead {
  readonly queueUrl: string;
  readonly at: Date;
  /** Undefined where the caller may not ask for them. */
  readonly facts?: QueueFacts;
  readonly peeked: Peeked;
  /** Undefined where nobody said where they are. */
  readonly exemptions?: ExemptionReading;
  readonly filter?: InspectionFilter;
}

/** Pure. What is shown of the messages that were collected. */
export function inspectionOf(collector: Collector, read: QueueRead): Inspection {
  const { queueUrl, at, facts, peeked, exemptions, filter = {} } = read;
  const list = exemptions?.kind === 'read' ? exemptions.list : undefined;
  const resources = collector
    .gathered()
    .map((gathered) => inspectedResource(gathered, list, at))
    .filter((resource) => isAsked(resource, filter))
    .toSorted(worstFirst);
  const partial = partialOf(read);
  return {
    queueUrl,
    at: at.toISOString(),
    resources,
    unreadable: collector.unreadable(),
    messages: peeked.messages,
    expected: facts?.visible ?? peeked.messages,
    heldSeconds: Math.round(peeked.heldMs / 100) / 10,
    complete: peeked.ended === 'empty',
    ...(partial === undefined ? {} : { partial }),
    notes: notesOf(read, collector),
  };
}

/** Pure. The same of messages at hand, as if the queue held these and nothing else. */
export function inspectionOfMessages(
  messages: readonly Message[],
  read: Omit<QueueRead, 'peeked'> & { readonly peeked?: Peeked },
): Inspection {
  const collector = createCollector(read.filter);
  for (const message of messages) collector.add(message);
  const peeked: Peeked = {
    messages: messages.length,
    ended: 'empty',
    heldMs: 0,
    notGivenBack: 0,
    holdSeconds: 0,
    mostReceives: 0,
  };
  return inspectionOf(collector, { peeked, ...read });
}

/** A resource is shown whole or not at all, since all that is asked of it is mended together. */
function isAsked({ findings, severity }: InspectedResource, { rule, severity: least }: InspectionFilter): boolean {
  if (rule !== undefined && !findings.some((finding) => finding.rule === rule)) return false;
  return least === undefined || severityRank(severity) <= severityRank(least);
}

function worstFirst(one: InspectedResource, other: InspectedResource): number {
  return (
    severityRank(one.severity) - severityRank(other.severity) ||
    Date.parse(one.oldestAt) - Date.parse(other.oldestAt) ||
    (one.resource.arn < other.resource.arn ? -1 : 1)
  );
}

function partialOf({ facts, peeked }: QueueRead): string | undefined {
  const { ended, messages, heldMs } = peeked;
  const about = facts === undefined ? 'an unknown number' : `about ${facts.visible}`;
  const parts: string[] = [];
  if (ended === 'time') {
    parts.push(
      `${messages} of ${about} messages were read in ${Math.round(heldMs / 1000)} s; more would have been held too long`,
    );
  } else if (ended === 'many') {
    parts.push(`${messages} of ${about} messages were read, as many as may be held at once`);
  } else if (facts !== undefined && messages < facts.visible) {
    parts.push(`${messages} messages were read where SQS had counted about ${facts.visible}`);
  }
  if (facts !== undefined && facts.inFlight > 0) {
    parts.push(`about ${facts.inFlight} are with a coordinator or another reader, or were so within the last minute`);
  }
  if (facts !== undefined && facts.delayed > 0) {
    parts.push(`about ${facts.delayed} are delayed: they wait for another attempt, or out their grace period`);
  }
  return parts.length === 0 ? undefined : parts.join('; ');
}

function notesOf({ facts, peeked, exemptions }: QueueRead, collector: Collector): string[] {
  const notes: string[] = [];
  const { notGivenBack, holdSeconds, mostReceives } = peeked;
  if (notGivenBack > 0) {
    notes.push(
      `SQS did not take ${notGivenBack} messages back: they are visible again by themselves within ${holdSeconds} s.`,
    );
  }
  const limit = facts?.maxReceiveCount;
  if (limit !== undefined && mostReceives >= limit * 0.9) {
    notes.push(
      `A message has been received ${mostReceives} times, by readers like this one: after ${limit} SQS moves it to the dead letters, from where configmend dead-letters return brings it back.`,
    );
  }
  if (facts === undefined) {
    notes.push('How many messages there are is not known: the caller may not sqs:GetQueueAttributes.');
  }
  if (exemptions === undefined) {
    notes.push('Exemptions are not considered, since nobody said where they are: give --bucket.');
  }
  if (exemptions?.kind === 'unreadable') {
    notes.push(`Exemptions are not considered, since they were not read: ${exemptions.failure.message}`);
  }
  if (collector.shortened() > 0) {
    notes.push(`${collector.shortened()} plans are left out for want of memory: --resource shows each.`);
  }
  return notes;
}
