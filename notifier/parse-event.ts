import * as v from 'valibot';
import { Notice } from '../contract/notice.ts';
import type { Announcement, Unreadable } from './announcement.ts';
import { parseAlarm } from './parse-alarm.ts';
import { parseCompliance } from './parse-compliance.ts';
import { explainIssues } from '../contract/explain-issues.ts';

const Fields = v.record(v.string(), v.unknown());
type Fields = v.InferOutput<typeof Fields>;

/**
 * Everything that an event of the notifier's Lambda says, in the order of its records; pure, never throws. Understood
 * are SNS events with any number of records, an SNS notification as HTTP and SQS carry it, and an EventBridge event.
 * Inside of them: our own notices, AWS Config's compliance changes (as Config publishes them or as an EventBridge
 * event), and CloudWatch alarms. The other message types of Config's topic say nothing that is told; a record that
 * cannot be read becomes `unreadable` and leaves its neighbours alone. (AWS Config developer guide, "Notifications that
 * AWS Config sends to an Amazon SNS topic")
 */
export function parseEvent(event: unknown): Announcement[] {
  const fields = v.safeParse(Fields, event);
  if (!fields.success) return [unreadable('the event is not an object', null)];
  const records = fields.output['Records'];
  if (records === undefined) return parseBody(fields.output, null);
  if (!Array.isArray(records)) return [unreadable('Records is not a list', null)];
  return records.flatMap(parseRecord);
}

function parseRecord(record: unknown): Announcement[] {
  const fields = v.safeParse(Fields, record);
  if (!fields.success) return [unreadable('a record is not an object', null)];
  const envelope = v.safeParse(Fields, fields.output['Sns'] ?? fields.output['sns']);
  if (!envelope.success) return [unreadable('a record is not from SNS: it has no Sns object', null)];
  return parseEnvelope(envelope.output);
}

/**
 * SNS spells most keys alike for Lambda, SQS and HTTP; those that differ (SigningCertUrl, SigningCertURL) are not read.
 */
function parseEnvelope(envelope: Fields): Announcement[] {
  const id = envelope['MessageId'];
  const messageId = typeof id === 'string' ? id : null;
  const message = envelope['Message'];
  if (typeof message !== 'string') return [unreadable('Message is not a string', messageId)];
  let parsed: unknown;
  try {
    parsed = JSON.parse(message);
  } catch {
    return [unreadable('Message is not JSON', messageId)];
  }
  const body = v.safeParse(Fields, parsed);
  if (!body.success || Array.isArray(parsed)) return [unreadable('Message is not a JSON object', messageId)];
  return parseBody(body.output, messageId);
}

function parseBody(body: Fields, messageId: string | null): Announcement[] {
  if (body['Type'] === 'Notification' && messageId === null) return parseEnvelope(body);
  if (typeof body['detail-type'] === 'string') return parseEventBridge(body, messageId);
  if (body['kind'] !== undefined && body['version'] !== undefined) return [parseNotice(body, messageId)];
  if (body['messageType'] === 'ComplianceChangeNotification') return [parseCompliance(body, messageId)];
  if (typeof body['messageType'] === 'string') return [];
  if (body['AlarmName'] !== undefined) return [parseAlarm(body, messageId)];
  return [unreadable('it is none of the messages that the notifier knows', messageId)];
}

function parseEventBridge(event: Fields, messageId: string | null): Announcement[] {
  if (event['source'] !== 'aws.config') return [unreadable('the EventBridge event is not of aws.config', messageId)];
  if (event['detail-type'] !== 'Config Rules Compliance Change') return [];
  return [parseCompliance(withPlaceOf(event), messageId)];
}

/**
 * The detail with the event's own account and region, which EventBridge writes: of a member's event that was forwarded, the member's
 * (Amazon EventBridge User Guide, "AWS service event metadata").
 */
function withPlaceOf({ detail, account, region }: Fields): unknown {
  const fields = v.safeParse(Fields, detail);
  if (!fields.success) return detail;
  return {
    ...fields.output,
    ...(typeof account === 'string' && account !== '' ? { awsAccountId: account } : {}),
    ...(typeof region === 'string' && region !== '' ? { awsRegion: region } : {}),
  };
}

function parseNotice(body: Fields, messageId: string | null): Announcement {
  if (body['version'] !== 1) {
    return unreadable('a notice of another version: deploy notifier and remediators of one release', messageId);
  }
  const notice = v.safeParse(Notice, body);
  if (notice.success) return { kind: 'notice', notice: notice.output };
  return unreadable(`notice: ${explainIssues(notice.issues)}`, messageId);
}

function unreadable(why: string, messageId: string | null): Unreadable {
  return { kind: 'unreadable', why, messageId };
}
