import * as v from 'valibot';
import { readInput } from '../read-input.ts';
import type { Caller } from '../service.ts';
import { invalidParameter, invalidValue, refuseMember, resourceNotFound, unsupported } from './errors.ts';
import type { StoredMessage } from './message.ts';
import { type Queue, settle, store } from './queue.ts';
import type { QueueRegistry } from './registry.ts';

/** A redrive of a dead-letter queue (SQS API Reference, StartMessageMoveTask). */
export interface MoveTask {
  readonly id: string;
  readonly source: Queue;
  readonly destinationArn: string | undefined;
  readonly perSecond: number | undefined;
  readonly startedAt: number;
  readonly total: number;
  moved: number;
  status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
  failureReason: string | undefined;
  cancelTimer: () => void;
}

/** "You can use this field … the maximum is 500 messages per second." */
const fastestPerSecond = 500;
const keptTasks = 10;

const Start = v.strictObject({
  SourceArn: v.string(),
  DestinationArn: v.optional(v.string()),
  MaxNumberOfMessagesPerSecond: v.optional(v.number()),
});
const Cancel = v.strictObject({ TaskHandle: v.string() });
const List = v.strictObject({ SourceArn: v.string(), MaxResults: v.optional(v.number(), 1) });
const Handle = v.strictObject({ taskId: v.string(), sourceArn: v.string() });

/** Moving begins at once but after the answer, up to the rate each second. */
export function startMessageMoveTask(registry: QueueRegistry, raw: unknown, caller: Caller): object {
  const input = readInput(Start, raw, refuseMember);
  const rate = input.MaxNumberOfMessagesPerSecond;
  if (rate !== undefined && !(Number.isInteger(rate) && rate >= 1 && rate <= fastestPerSecond)) {
    throw invalidParameter(rate, 'MaxNumberOfMessagesPerSecond', `Must be between 1 and ${fastestPerSecond}.`);
  }
  const source = ownQueue(registry, input.SourceArn, caller, 'SourceArn');
  if (input.DestinationArn !== undefined) ownQueue(registry, input.DestinationArn, caller, 'DestinationArn');
  if (registry.sourcesOf(source).length === 0) {
    throw invalidValue('Source queue must be configured as a Dead Letter Queue.');
  }
  if (source.moveTasks.some(({ status }) => status === 'RUNNING')) {
    throw invalidValue(
      'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
    );
  }
  const { clock, id } = registry.context.deps;
  const task: MoveTask = {
    id: id(32),
    source,
    destinationArn: input.DestinationArn,
    perSecond: rate,
    startedAt: clock.now(),
    total: settle(source).counts.visible,
    moved: 0,
    status: 'RUNNING',
    failureReason: undefined,
    cancelTimer: () => {},
  };
  source.moveTasks.unshift(task);
  source.moveTasks.length = Math.min(source.moveTasks.length, keptTasks);
  task.cancelTimer = clock.after(0, () => moveSome(registry, task));
  return { TaskHandle: handleOf(task) };
}

export function cancelMessageMoveTask(registry: QueueRegistry, raw: unknown, caller: Caller): object {
  const input = readInput(Cancel, raw, refuseMember);
  const { taskId, sourceArn } = readHandle(input.TaskHandle);
  const task = ownQueue(registry, sourceArn, caller, 'SourceArn').moveTasks.find(({ id }) => id === taskId);
  if (task === undefined) throw resourceNotFound('Task does not exist.');
  if (task.status !== 'RUNNING') throw unsupported('Only active tasks can be cancelled.');
  task.cancelTimer();
  task.status = 'CANCELLED';
  return { ApproximateNumberOfMessagesMoved: task.moved };
}

/** Newest first, at most 10; only a running task has a handle. */
export function listMessageMoveTasks(registry: QueueRegistry, raw: unknown, caller: Caller): object {
  const input = readInput(List, raw, refuseMember);
  if (!Number.isInteger(input.MaxResults) || input.MaxResults < 1 || input.MaxResults > keptTasks) {
    throw invalidParameter(input.MaxResults, 'MaxResults', `Must be between 1 and ${keptTasks}.`);
  }
  const queue = ownQueue(registry, input.SourceArn, caller, 'SourceArn');
  const Results = queue.moveTasks.slice(0, input.MaxResults).map((task) => ({
    ...(task.status === 'RUNNING' ? { TaskHandle: handleOf(task) } : {}),
    Status: task.status,
    SourceArn: task.source.arn,
    DestinationArn: task.destinationArn,
    MaxNumberOfMessagesPerSecond: task.perSecond,
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.total,
    FailureReason: task.failureReason,
    StartedTimestamp: task.startedAt,
  }));
  return { Results };
}

function moveSome(registry: QueueRegistry, task: MoveTask): void {
  for (let turn = 0; turn < (task.perSecond ?? fastestPerSecond); turn++) {
    const message = task.moved < task.total ? settle(task.source).first() : undefined;
    if (message === undefined) {
      task.status = 'COMPLETED';
      return;
    }
    if (!moveOne(registry, task, message)) return;
  }
  if (task.moved >= task.total) task.status = 'COMPLETED';
  else task.cancelTimer = registry.context.deps.clock.after(1000, () => moveSome(registry, task));
}

/** A moved message is a new one: another id, sent now, never received. */
function moveOne(registry: QueueRegistry, task: MoveTask, message: StoredMessage): boolean {
  const target = task.destinationArn ?? message.deadLetterSourceArn;
  const destination = target === undefined ? undefined : registry.byArn(target);
  if (destination === undefined) {
    task.status = 'FAILED';
    task.failureReason =
      target === undefined ? 'CouldNotDetermineMessageSource' : 'AWS.SimpleQueueService.NonExistentQueue';
    return false;
  }
  task.source.messages.delete(message);
  store(destination, message, 0);
  destination.waiters.wake();
  task.moved += 1;
  return true;
}

function ownQueue(registry: QueueRegistry, arn: string, caller: Caller, parameter: string): Queue {
  const queue = registry.byArn(arn);
  if (queue === undefined || queue.accountId !== caller.accountId || queue.region !== caller.region) {
    throw resourceNotFound(`The resource that you specified for the ${parameter} parameter doesn't exist.`);
  }
  return queue;
}

function handleOf(task: MoveTask): string {
  return Buffer.from(JSON.stringify({ taskId: task.id, sourceArn: task.source.arn })).toString('base64');
}

function readHandle(handle: string): v.InferOutput<typeof Handle> {
  try {
    return v.parse(Handle, JSON.parse(Buffer.from(handle, 'base64').toString()));
  } catch {
    throw invalidValue('Value for parameter TaskHandle is invalid.');
  }
}
