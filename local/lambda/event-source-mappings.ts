import type * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { page } from '../paging.ts';
import type { Pending } from '../pending.ts';
import type { AwsRequest, AwsResponse, Caller } from '../service.ts';
import type { QueueFeed } from '../sqs/sqs.ts';
import { uuid } from '../uuid.ts';
import { json } from './answers.ts';
import {
  type CreateInput,
  described,
  type EventSourceMapping,
  settingsWith,
  type UpdateInput,
} from './event-source-mapping.ts';
import type { Answer, LocalFunction } from './local-function.ts';
import { createQueuePoller, type QueuePoller } from './queue-poller.ts';

/** A call that a mapping makes with its function's role. */
export interface PollCall {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly operation: 'ReceiveMessage' | 'DeleteMessage' | 'GetQueueAttributes';
  readonly queueArn: string;
}

export interface EventSourceMappingsDeps {
  readonly pending: Pending;
  readonly now: () => number;
  readonly id: (length: number) => string;
  readonly feed: (queueArn: string) => QueueFeed | undefined;
  readonly authorise: (call: PollCall) => void;
  readonly hasRoom: (target: LocalFunction) => boolean;
  readonly invoke: (target: LocalFunction, payload: string, requestId: string) => Promise<Answer>;
  /** Throws where there is no such function. */
  readonly functionNamed: (name: string, caller: Caller) => LocalFunction;
}

/** The event source mappings of all accounts and regions: SQS queues as sources, and no others. */
export interface EventSourceMappings {
  create(input: v.InferOutput<typeof CreateInput>, caller: Caller): AwsResponse;
  get(id: string): AwsResponse;
  list(request: AwsRequest, caller: Caller): AwsResponse;
  update(id: string, input: v.InferOutput<typeof UpdateInput>, caller: Caller): AwsResponse;
  delete(id: string): AwsResponse;
  /** A function has room again, perhaps. */
  look(): void;
  stop(): void;
}

interface Held {
  mapping: EventSourceMapping;
  poller: QueuePoller | undefined;
}

export function createEventSourceMappings(deps: EventSourceMappingsDeps): EventSourceMappings {
  const mappings = new Map<string, Held>();

  const heldOf = (id: string): Held => {
    const held = mappings.get(id);
    if (held !== undefined) return held;
    throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
  };

  /** Asks what AWS asks before it polls. */
  const feedFor = (target: LocalFunction, queueArn: string): QueueFeed => {
    const feed = deps.feed(queueArn);
    if (feed === undefined) {
      throw invalid(
        'Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.',
      );
    }
    for (const operation of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'] as const) {
      try {
        deps.authorise(callOf(target, operation, queueArn));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        throw invalid(`The provided execution role does not have permissions to call ${operation} on SQS`);
      }
    }
    const [visibility, timeout] = [feed.visibilityTimeoutSeconds, Math.ceil(target.spec.timeoutMs / 1000)];
    if (visibility < timeout) {
      throw invalid(
        `Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeout} seconds`,
      );
    }
    return feed;
  };

  const pollerFor = (mapping: EventSourceMapping, target: LocalFunction, feed: QueueFeed): QueuePoller =>
    createQueuePoller(mapping, {
      pending: deps.pending,
      feed,
      authorise: (operation) => deps.authorise(callOf(target, operation, mapping.eventSourceArn)),
      hasRoom: () => deps.hasRoom(target),
      invoke: (payload) => deps.invoke(target, payload, uuid(deps.id(32))),
      note: (line) => target.log.push(line),
    });

  const put = (mapping: EventSourceMapping, target: LocalFunction, feed: QueueFeed): void => {
    mappings.get(mapping.uuid)?.poller?.stop();
    const held: Held = { mapping, poller: undefined };
    mappings.set(mapping.uuid, held);
    if (mapping.enabled) held.poller = pollerFor(mapping, target, feed);
  };

  return {
    create(input, caller) {
      const target = deps.functionNamed(input.FunctionName, caller);
      if (!/^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]+$/.test(input.EventSourceArn)) {
        throw new AwsError('NotImplemented', 'the local account has event source mappings of SQS queues only', 501);
      }
      const settings = settingsWith(input);
      const twin = [...mappings.values()].find(
        ({ mapping }) => mapping.eventSourceArn === input.EventSourceArn && mapping.functionArn === target.arn,
      );
      if (twin !== undefined) {
        throw new AwsError(
          'ResourceConflictException',
          `An event source mapping with SQS arn (" ${input.EventSourceArn} ") and function (" ${target.spec.name} ") already exists. Please update or delete the existing mapping with UUID ${twin.mapping.uuid}`,
          409,
        );
      }
      const feed = feedFor(target, input.EventSourceArn);
      const mapping = {
        uuid: uuid(deps.id(32)),
        eventSourceArn: input.EventSourceArn,
        functionArn: target.arn,
        modifiedAt: deps.now(),
        ...settings,
      };
      put(mapping, target, feed);
      return json(202, described(mapping, 'Creating'));
    },
    get: (id) => json(200, described(heldOf(id).mapping)),
    list(request, caller) {
      const [source, name] = [request.query.get('EventSourceArn'), request.query.get('FunctionName')];
      const functionArn = name === null ? undefined : deps.functionNamed(name, caller).arn;
      const asked = [...mappings.values()]
        .map(({ mapping }) => mapping)
        .filter((mapping) => (source ?? mapping.eventSourceArn) === mapping.eventSourceArn)
        .filter((mapping) => (functionArn ?? mapping.functionArn) === mapping.functionArn)
        .filter(
          ({ functionArn: arn }) => arn.split(':').slice(3, 5).join(':') === `${caller.region}:${caller.accountId}`,
        );
      const { items, nextToken } = page(asked, {
        scope: 'event source mappings',
        limit: Math.min(100, Number(request.query.get('MaxItems') ?? 100)),
        token: request.query.get('Marker') ?? undefined,
        invalid: () => invalid('Marker: not one that ListEventSourceMappings answered'),
      });
      return json(200, { EventSourceMappings: items.map((mapping) => described(mapping)), NextMarker: nextToken });
    },
    update(id, input, caller) {
      const { mapping } = heldOf(id);
      const target = deps.functionNamed(input.FunctionName ?? mapping.functionArn, caller);
      const updated = {
        ...mapping,
        ...settingsWith(input, mapping),
        functionArn: target.arn,
        modifiedAt: deps.now(),
      };
      put(updated, target, feedFor(target, mapping.eventSourceArn));
      return json(202, described(updated, 'Updating'));
    },
    delete(id) {
      const { mapping, poller } = heldOf(id);
      poller?.stop();
      mappings.delete(id);
      return json(202, described(mapping, 'Deleting'));
    },
    look() {
      for (const { poller } of mappings.values()) poller?.look();
    },
    stop() {
      for (const { poller } of mappings.values()) poller?.stop();
    },
  };
}

function callOf({ spec }: LocalFunction, operation: PollCall['operation'], queueArn: string): PollCall {
  return { roleArn: spec.roleArn, sessionName: spec.name, operation, queueArn };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
