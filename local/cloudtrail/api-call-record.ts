import type { AnsweredCall } from '../service.ts';
import { type Elements, present } from './elements.ts';
import type { RecordedCall } from './recorded-call.ts';
import { userIdentity, visitorIdentity } from './user-identity.ts';
import { wholeSeconds } from './whole-seconds.ts';

/**
 * The record of a call, as it is the `detail` of an EventBridge event (CloudTrail User Guide, "CloudTrail record contents for management,
 * data, and network activity events", version 1.11). There is no `tlsDetails`: nothing here is encrypted.
 */
export function apiCallRecord(
  { request, caller, principal, error }: AnsweredCall,
  { source, eventName, region, elements }: RecordedCall,
  ids: { readonly eventId: string; readonly recipient: string; readonly sharedEventId: string | undefined },
): Elements {
  const isOwn = ids.recipient === caller.accountId;
  const code = error === undefined ? undefined : errorCode(source, error);
  return present({
    eventVersion: '1.11',
    userIdentity: isOwn ? userIdentity(principal, caller) : visitorIdentity(principal),
    eventTime: wholeSeconds(caller.now),
    eventSource: `${source}.amazonaws.com`,
    eventName,
    awsRegion: region,
    sourceIPAddress: principal.invokedBy ?? '127.0.0.1',
    userAgent: principal.invokedBy ?? userAgent(source, request.headers['user-agent']),
    errorCode: code,
    errorMessage: error?.message,
    requestParameters: elements.requestParameters,
    responseElements: elements.responseElements,
    additionalEventData: elements.additionalEventData,
    requestID: caller.requestId,
    eventID: ids.eventId,
    readOnly: false,
    resources: elements.resources,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ids.recipient,
    sharedEventID: ids.sharedEventId,
    eventCategory: 'Management',
  });
}

/** EC2 says whose fault it was before the code, S3 does not (EC2 API, "Error codes for the Amazon EC2 API"). */
function errorCode(source: RecordedCall['source'], { code, status }: { code: string; status: number }): string {
  if (source === 's3') return code;
  return `${status < 500 ? 'Client' : 'Server'}.${code}`;
}

/** S3 puts it in brackets. */
function userAgent(source: RecordedCall['source'], sent: string | undefined): string | undefined {
  return source === 's3' && sent !== undefined ? `[${sent}]` : sent;
}
