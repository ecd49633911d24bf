import { isPerson } from './actor.ts';
import { mutating } from './outage-of.ts';
import { accountId } from './services.ts';
import type { WiredCall } from './wire.ts';

/** Whether a call reads that resource; other calls than those on the account's block name the account as well. */
export function reads({ service, request }: WiredCall, id: string): boolean {
  if (service === 's3-control') return id === accountId;
  return id !== accountId && `${request.path} ${request.body.toString()}`.includes(id);
}

/** The resource of people's that a call of a function changes; undefined of every other call. */
export function mutatedBy(call: WiredCall): string | undefined {
  return isPerson(call.actor) ? undefined : changedBy(call);
}

/** The resource of people's that a call changes, whoever makes it; undefined of every other call. */
export function changedBy({ service, operation, request }: WiredCall): string | undefined {
  if (!mutating.test(operation)) return undefined;
  if (service === 'ec2') return new URLSearchParams(request.body.toString()).get('GroupId') ?? 'unknown';
  if (service === 's3-control') return accountId;
  if (service !== 's3' || /Object/.test(operation)) return undefined;
  return request.path.split('/')[1];
}

/** The resources of the instructions that a call queues with an attempt counted. */
export function retriedBy({ request }: WiredCall): string[] {
  const { MessageBody, Entries = [] } = JSON.parse(request.body.toString()) as {
    MessageBody?: string;
    Entries?: { MessageBody: string }[];
  };
  const bodies = [...(MessageBody === undefined ? [] : [MessageBody]), ...Entries.map((entry) => entry.MessageBody)];
  return bodies.flatMap((body) => {
    const { attempt, resource } = JSON.parse(body) as { attempt?: number; resource?: { id: string } };
    return attempt !== undefined && attempt > 0 && resource !== undefined ? [resource.id] : [];
  });
}
