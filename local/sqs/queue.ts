import type { ServiceDeps } from '../service.ts';
import { uuid } from '../uuid.ts';
import type { NewMessage, StoredMessage } from './message.ts';
import { md5 } from './message.ts';
import { MessageStore } from './message-store.ts';
import type { MoveTask } from './move-tasks.ts';
import type { QueueSettings } from './queue-settings.ts';
import { Waiters } from './waiters.ts';

/** What standard queues may do and seldom do. All off by default; may be changed at any time, for all queues at once. */
export interface QueueOddities {
  /** Every n-th message sent is stored twice with one message id; each copy is received and deleted by itself. 0 = never. */
  duplicateEvery: number;
  /**
   * A receive answers with so many at most, however many are asked for and there: each samples some of SQS's servers (Developer Guide,
   * "Amazon SQS short and long polling"). 10 = as many as are asked for.
   */
  mostAtOnce: number;
  /** Messages come out in a scrambled order. Holds for messages that become visible while it is on. */
  reorder: boolean;
  /**
   * ChangeMessageVisibility on a message whose timeout has run out succeeds and does nothing, as has been seen of the live
   * service, instead of MessageNotInflight, as the API reference says.
   */
  silentLateVisibility: boolean;
}

export interface QueueContext {
  readonly deps: Pick<ServiceDeps, 'clock' | 'id'>;
  readonly oddities: QueueOddities;
  /** Messages in flight at most; SQS allows about 120,000. */
  readonly inFlightLimit: number;
}

export interface QueueOwner {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** One standard queue. */
export interface Queue extends QueueOwner {
  readonly context: QueueContext;
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly messages: MessageStore;
  readonly waiters: Waiters;
  readonly tags: Map<string, string>;
  /** Newest first. */
  readonly moveTasks: MoveTask[];
  settings: QueueSettings;
  modifiedAt: number;
  purgedAt: number | undefined;
  /** How many messages were ever stored. */
  stored: number;
}

export function createQueue(context: QueueContext, owner: QueueOwner, name: string, settings: QueueSettings): Queue {
  const { clock } = context.deps;
  const messages = new MessageStore((message) => (context.oddities.reorder ? scrambled(message) : message.visibleAt));
  return {
    ...owner,
    context,
    name,
    arn: `arn:${owner.partition}:sqs:${owner.region}:${owner.accountId}:${name}`,
    createdAt: clock.now(),
    messages,
    waiters: new Waiters(clock, () => messages.nextDue()),
    tags: new Map(),
    moveTasks: [],
    settings,
    modifiedAt: clock.now(),
    purgedAt: undefined,
    stored: 0,
  };
}

/** Brings delays, visibility timeouts and retention up to date; to be called before the messages are looked at. */
export function settle(queue: Queue): MessageStore {
  queue.messages.settle(queue.context.deps.clock.now(), queue.settings.MessageRetentionPeriod * 1000);
  return queue.messages;
}

/**
 * Stores a message and returns its new id. Whoever calls it wakes the queue's waiters when all that is to be stored is stored,
 * so that one long poll can take a whole batch.
 */
export function store(queue: Queue, message: NewMessage, delaySeconds: number): string {
  const { deps, oddities } = queue.context;
  const messageId = uuid(deps.id(32));
  const now = deps.clock.now();
  const duplicate = oddities.duplicateEvery > 0 && (queue.stored + 1) % oddities.duplicateEvery === 0;
  for (let copy = 0; copy < (duplicate ? 2 : 1); copy++) {
    const stored = storedMessage(queue, { ...message, messageId, sentAt: now, deadLetterSourceArn: undefined });
    stored.visibleAt = now + delaySeconds * 1000;
    stored.state = delaySeconds > 0 ? 'delayed' : 'visible';
    queue.messages.add(stored);
  }
  return messageId;
}

/** Dead-letters a message: it keeps its id, its time of sending and its receive count. */
export function storeDeadLetter(queue: Queue, message: StoredMessage, sourceArn: string): void {
  const stored = storedMessage(queue, { ...message, deadLetterSourceArn: sourceArn });
  stored.receiveCount = message.receiveCount;
  stored.firstReceivedAt = message.firstReceivedAt;
  queue.messages.add(stored);
  queue.waiters.wake();
}

function storedMessage(
  queue: Queue,
  message: NewMessage & Pick<StoredMessage, 'messageId' | 'sentAt' | 'deadLetterSourceArn'>,
): StoredMessage {
  queue.stored += 1;
  return {
    body: message.body,
    attributes: message.attributes,
    systemAttributes: message.systemAttributes,
    senderId: message.senderId,
    messageId: message.messageId,
    sentAt: message.sentAt,
    deadLetterSourceArn: message.deadLetterSourceArn,
    key: queue.stored.toString(36),
    serial: queue.stored,
    state: 'visible',
    visibleAt: queue.context.deps.clock.now(),
    turn: 0,
    receiveCount: 0,
    receivesHere: 0,
    firstReceivedAt: undefined,
    lastReceivedAt: 0,
    receipt: undefined,
  };
}

/** The same for the same message and moment, so that a run can be repeated. */
function scrambled(message: StoredMessage): number {
  return Number.parseInt(md5(`${message.messageId} ${message.key} ${message.visibleAt}`).slice(0, 12), 16);
}
