import { partitionOf } from '../credentials.ts';
import type { RoutedCall } from '../iam/required-access.ts';
import { serviceDecision } from '../iam/resource-policy.ts';
import type { Caller } from '../service.ts';
import type { Roles } from '../sts/roles.ts';
import type { EventSenders } from './forward.ts';

export interface SendersDeps {
  readonly roles: Pick<Roles, 'find'>;
  readonly now: () => number;
  readonly organizationOf: (accountId: string) => string | undefined;
  /** Throws what the call is denied with. */
  readonly authorise: (call: RoutedCall, caller: Caller) => void;
}

/** EventBridge as it assumes the roles of rules, which have to trust it. */
export function eventSenders({ roles, now, organizationOf, authorise }: SendersDeps): EventSenders {
  return {
    callerOf(roleArn, { region, sourceArn }) {
      const [, , , , accountId = '', path = ''] = roleArn.split(':');
      const request = {
        action: 'sts:AssumeRole',
        resource: roleArn,
        context: { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': sourceArn.split(':')[4] ?? '' },
      };
      const role = roles.find(roleArn);
      if (role === undefined || serviceDecision(role.trust, 'events.amazonaws.com', request).effect !== 'allow') {
        return undefined;
      }
      const partition = partitionOf(region);
      const organizationId = organizationOf(accountId);
      return {
        accountId,
        region,
        partition,
        principalArn: `arn:${partition}:sts::${accountId}:assumed-role/${path.split('/').at(-1)}/events`,
        roleArn,
        ...(organizationId === undefined ? {} : { organizationId }),
        requestId: '',
        now: now(),
        signal: new AbortController().signal,
      };
    },
    authorise(caller, busArn, event) {
      const entry = { EventBusName: busArn, Source: event.source, DetailType: event['detail-type'] };
      const request = {
        method: 'POST',
        path: '/',
        query: new URLSearchParams(),
        headers: {},
        body: Buffer.from(JSON.stringify({ Entries: [entry] })),
      };
      authorise({ service: 'events', operation: 'PutEvents', request }, caller);
    },
  };
}
