import * as v from 'valibot';
import { readInput } from '../read-input.ts';
import type { AwsRequest, Caller } from '../service.ts';
import { invalidParameter, invalidValue, refuseMember } from './errors.ts';
import { queueUrl } from './manage.ts';
import type { Queue } from './queue.ts';
import type { QueueRegistry } from './registry.ts';

const paging = { MaxResults: v.optional(v.number()), NextToken: v.optional(v.string()) };
const ListQueues = v.strictObject({ QueueNamePrefix: v.optional(v.string(), ''), ...paging });
const ListSources = v.strictObject({ QueueUrl: v.string(), ...paging });
const Url = v.strictObject({ QueueUrl: v.string() });
const Tag = v.strictObject({ QueueUrl: v.string(), Tags: v.record(v.string(), v.string()) });
const Untag = v.strictObject({ QueueUrl: v.string(), TagKeys: v.array(v.string()) });

const largestPage = 1000;
const maxTags = 50;

/** Without MaxResults up to 1,000 queues and never a token (SQS API Reference, ListQueues). */
export function listQueues(registry: QueueRegistry, raw: unknown, caller: Caller, request: AwsRequest): object {
  const input = readInput(ListQueues, raw, refuseMember);
  const queues = registry.list(caller).filter(({ name }) => name.startsWith(input.QueueNamePrefix));
  const { page, NextToken } = pageOf(queues, input);
  return { ...(page.length === 0 ? {} : { QueueUrls: page.map((queue) => queueUrl(queue, request)) }), NextToken };
}

export function listDeadLetterSourceQueues(
  registry: QueueRegistry,
  raw: unknown,
  caller: Caller,
  request: AwsRequest,
): object {
  const input = readInput(ListSources, raw, refuseMember);
  const queue = registry.forCaller(input.QueueUrl, caller, 'ListDeadLetterSourceQueues');
  const { page, NextToken } = pageOf(registry.sourcesOf(queue), input);
  return { queueUrls: page.map((source) => queueUrl(source, request)), NextToken };
}

/** A token is the name of the last queue shown, encoded. */
function pageOf(
  queues: readonly Queue[],
  { MaxResults, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
): { page: readonly Queue[]; NextToken?: string } {
  const size = MaxResults ?? largestPage;
  if (!Number.isInteger(size) || size < 1 || size > largestPage) {
    throw invalidParameter(size, 'MaxResults', 'Must be between 1 and 1000, if provided.');
  }
  const after = NextToken === undefined ? '' : Buffer.from(NextToken, 'base64').toString();
  const left = queues.filter(({ name }) => name > after);
  const page = left.slice(0, size);
  const last = page.at(-1);
  if (MaxResults === undefined || last === undefined || left.length <= size) return { page };
  return { page, NextToken: Buffer.from(last.name).toString('base64') };
}

export function tagQueue(registry: QueueRegistry, raw: unknown, caller: Caller): object {
  const input = readInput(Tag, raw, refuseMember);
  const { tags } = registry.forCaller(input.QueueUrl, caller, 'TagQueue');
  if (new Set([...tags.keys(), ...Object.keys(input.Tags)]).size > maxTags) {
    throw invalidValue(`Too many tags added for queue: at most ${maxTags}.`);
  }
  for (const [key, value] of Object.entries(input.Tags)) tags.set(key, value);
  return {};
}

export function untagQueue(registry: QueueRegistry, raw: unknown, caller: Caller): object {
  const input = readInput(Untag, raw, refuseMember);
  const { tags } = registry.forCaller(input.QueueUrl, caller, 'UntagQueue');
  for (const key of input.TagKeys) tags.delete(key);
  return {};
}

export function listQueueTags(registry: QueueRegistry, raw: unknown, caller: Caller): object {
  const input = readInput(Url, raw, refuseMember);
  return { Tags: Object.fromEntries(registry.forCaller(input.QueueUrl, caller, 'ListQueueTags').tags) };
}
