import type { AwsRequest, Caller } from '../service.ts';
import type { PollCall } from './event-source-mappings.ts';

/** The call as it would reach SQS, for whoever decides about it and writes it down. */
export function pollRequest({ queueArn }: PollCall): AwsRequest {
  const [, , , , accountId = '', name = ''] = queueArn.split(':');
  return {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.from(JSON.stringify({ QueueUrl: `/${accountId}/${name}` })),
  };
}

/** Lambda polls with the function's role. */
export function pollCaller({ roleArn, sessionName, queueArn }: PollCall, now: number): Caller {
  const [, partition = '', , region = ''] = queueArn.split(':');
  const [, , , , accountId = '', path = ''] = roleArn.split(':');
  return {
    accountId,
    region,
    partition,
    principalArn: `arn:${partition}:sts::${accountId}:assumed-role/${path.split('/').at(-1)}/${sessionName}`,
    roleArn,
    requestId: '',
    now,
    signal: new AbortController().signal,
  };
}
