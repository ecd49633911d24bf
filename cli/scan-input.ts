import { Failure } from '../contract/failure.ts';
import type { ResourceType } from '../contract/resource.ts';
import { type ConfigurationItem, parseConfigurationItem } from '../resources/configuration-item.ts';
import { parseRuleEvent, type RuleEvent } from '../rules/rule-event.ts';
import { isScanned } from './scanned-items.ts';

export interface ScanError {
  readonly resourceId?: string;
  readonly message: string;
  /** Of a live scan: where it was met, as far as that can be said. `--json` leaves it out. */
  readonly of?: {
    readonly accountId: string;
    readonly region?: string;
    /** Absent where it is about more than one kind of resource. */
    readonly resourceType?: ResourceType;
  };
}

export interface ScanInput {
  readonly items: readonly { readonly item: ConfigurationItem; readonly leftScope: boolean }[];
  readonly errors: readonly ScanError[];
  /** A rule event brings parameters of the rule that it was sent to, which is not known here: they are not used. */
  readonly ignoredParameters: boolean;
}

/**
 * Reads what AWS Config recorded, in any of the forms it comes in: a snapshot file (`configurationItems`), a list of items, an
 * item alone, or the event of a rule; stream and API form alike. An item that cannot be read is listed and the others are
 * kept; a file of none of these forms throws FILE_UNREADABLE naming the file.
 */
export function readScanInput(content: unknown, file: string): ScanInput {
  if (isRecord(content) && 'invokingEvent' in content) return fromRuleEvent(content, file);
  const raw = rawItems(content);
  if (raw === undefined) {
    throw new Failure(
      'FILE_UNREADABLE',
      `${file}: neither a configuration snapshot, an array of items, an item nor a rule event`,
    );
  }
  const items: { item: ConfigurationItem; leftScope: boolean }[] = [];
  const errors: ScanError[] = [];
  for (const candidate of raw) {
    if (!isScanned(candidate)) continue;
    try {
      items.push({ item: parseConfigurationItem(candidate), leftScope: false });
    } catch (error) {
      errors.push(scanError(error));
    }
  }
  return { items, errors, ignoredParameters: false };
}

function fromRuleEvent(content: Record<string, unknown>, file: string): ScanInput {
  const event = readRuleEvent(content, file);
  if (event === null) return { items: [], errors: [], ignoredParameters: false };
  if (event instanceof Failure) return { items: [], errors: [scanError(event)], ignoredParameters: false };
  if (event.trigger.kind !== 'change') {
    throw new Failure(
      'FILE_UNREADABLE',
      `${file}: a rule event of kind ${event.trigger.kind} carries no configuration item`,
    );
  }
  const ignoredParameters = isRecord(event.ruleParameters) && Object.keys(event.ruleParameters).length > 0;
  return { items: [{ item: event.trigger.item, leftScope: event.eventLeftScope }], errors: [], ignoredParameters };
}

/**
 * The failure of an item that cannot be read, null for one that tells no verdict; throws FILE_UNREADABLE for an event that
 * cannot be read.
 */
function readRuleEvent(content: Record<string, unknown>, file: string): RuleEvent | Failure | null {
  try {
    // A saved event may lack its token and name, or have them blanked; neither matters to a verdict.
    return parseRuleEvent({ ...content, resultToken: 'none', configRuleName: 'none' });
  } catch (error) {
    if (error instanceof Failure && error.code === 'ITEM_UNREADABLE') {
      return isScanned(itemOf(content['invokingEvent'])) ? error : null;
    }
    throw new Failure('FILE_UNREADABLE', `${file}: ${scanError(error).message}`, { cause: error });
  }
}

/** Of an event whose item was found, and found unreadable: so this is JSON. */
function itemOf(invokingEvent: unknown): unknown {
  const invocation: unknown = JSON.parse(String(invokingEvent));
  return isRecord(invocation) ? invocation['configurationItem'] : undefined;
}

function rawItems(content: unknown): readonly unknown[] | undefined {
  if (Array.isArray(content)) return content;
  if (!isRecord(content)) return undefined;
  const inner = content['configurationItems'];
  if (Array.isArray(inner)) return inner;
  return 'resourceType' in content || 'configurationItemStatus' in content ? [content] : undefined;
}

/** `about` is the resource that was being judged, for an error that does not say. */
export function scanError(error: unknown, about?: string): ScanError {
  const resourceId = (error instanceof Failure ? error.ids['resourceId'] : undefined) ?? about;
  const message = error instanceof Error ? error.message : String(error);
  return resourceId === undefined ? { message } : { resourceId, message };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
