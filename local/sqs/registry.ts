import { AwsError } from '../aws-error.ts';
import { partitionOf } from '../credentials.ts';
import { type Caller, Regional } from '../service.ts';
import { assertAllowed } from './access.ts';
import { invalidParameter, queueDoesNotExist } from './errors.ts';
import { createQueue, type Queue, type QueueContext } from './queue.ts';
import type { QueueSettings } from './queue-settings.ts';

const nameIsTakenForMs = 60_000;

interface RegionQueues {
  readonly queues: Map<string, Queue>;
  /** When a queue of this name was last deleted. */
  readonly deletedAt: Map<string, number>;
}

/** All queues of all accounts and regions. */
export class QueueRegistry {
  readonly context: QueueContext;
  readonly #regions = new Regional<RegionQueues>(() => ({ queues: new Map(), deletedAt: new Map() }));

  constructor(context: QueueContext) {
    this.context = context;
  }

  create(where: { accountId: string; region: string }, name: string, settings: QueueSettings): Queue {
    const { queues, deletedAt } = this.#regions.of(where);
    const now = this.context.deps.clock.now();
    if ((deletedAt.get(name) ?? Number.NEGATIVE_INFINITY) + nameIsTakenForMs > now) {
      throw new AwsError(
        'QueueDeletedRecently',
        'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
      );
    }
    const owner = { partition: partitionOf(where.region), region: where.region, accountId: where.accountId };
    const queue = createQueue(this.context, owner, name, settings);
    queues.set(name, queue);
    return queue;
  }

  delete(queue: Queue): void {
    const { queues, deletedAt } = this.#regions.of(queue);
    queues.delete(queue.name);
    deletedAt.set(queue.name, this.context.deps.clock.now());
    queue.messages.clear();
    queue.waiters.release();
  }

  find(where: { accountId: string; region: string }, name: string): Queue | undefined {
    return this.#regions.of(where).queues.get(name);
  }

  byArn(arn: string): Queue | undefined {
    const [, , service, region = '', accountId = '', name = ''] = arn.split(':');
    return service === 'sqs' ? this.find({ accountId, region }, name) : undefined;
  }

  /** In the order of their names. */
  list(where: { accountId: string; region: string }): Queue[] {
    return [...this.#regions.of(where).queues.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The queues whose dead-letter queue this is. */
  sourcesOf(queue: Queue): Queue[] {
    return this.list(queue).filter(({ settings }) => settings.RedrivePolicy?.deadLetterTargetArn === queue.arn);
  }

  /**
   * The queue of a URL, in the caller's region (the URL of the local account names none), for an action the caller may take.
   * Throws QueueDoesNotExist, AccessDenied and InvalidAddress.
   */
  forCaller(url: string, caller: Caller, action: string): Queue {
    const { accountId, name } = accountAndName(url);
    const queue = this.find({ accountId, region: caller.region }, name);
    if (queue === undefined) throw queueDoesNotExist();
    assertAllowed(queue, caller, action);
    return queue;
  }
}

/** What the path of a queue's URL says; the host is not looked at. */
export function accountAndName(url: string): { accountId: string; name: string } {
  const [, accountId, name] = /^(?:https?:\/\/[^/]+)?\/(\d{12})\/([^/]+)$/.exec(url) ?? [];
  if (accountId === undefined || name === undefined) {
    throw new AwsError('InvalidAddress', `The address ${url} is not valid for this endpoint.`, 404);
  }
  return { accountId, name };
}

export function assertQueueName(name: string): void {
  if (name.endsWith('.fifo')) {
    throw new AwsError(
      'NotImplemented',
      'the local account does not implement FIFO queues (name ending in .fifo)',
      501,
    );
  }
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) {
    throw invalidParameter(
      name,
      'QueueName',
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.',
    );
  }
}
