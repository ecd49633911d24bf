import type { LocalClock } from './clock.ts';
import type { Delivery } from './config/delivery.ts';
import type { Credentials } from './credentials.ts';
import type { Authoriser } from './iam/authoriser.ts';
import type { PollCall } from './lambda/event-source-mappings.ts';
import type { OptInRegions } from './opt-in-regions.ts';
import type { Pending } from './pending.ts';
import type { ResourceChange, ServiceDeps } from './service.ts';
import { createConfig, type LocalConfig } from './config/config.ts';
import { createEc2 } from './ec2/ec2.ts';
import { createEvents, type LocalEvents } from './events/events.ts';
import { eventSenders } from './events/senders.ts';
import { createLambda, type LocalLambda } from './lambda/lambda.ts';
import { createS3Control } from './s3-control/s3-control.ts';
import { createS3 } from './s3/s3.ts';
import { createSns } from './sns/sns.ts';
import { createSqs } from './sqs/sqs.ts';
import { createSsm } from './ssm/ssm.ts';
import { createSts } from './sts/sts.ts';

/** Every service of the account, by name. */
export interface LocalServices {
  readonly ec2: ReturnType<typeof createEc2>;
  readonly s3: ReturnType<typeof createS3>;
  readonly s3Control: ReturnType<typeof createS3Control>;
  readonly sqs: ReturnType<typeof createSqs>;
  readonly sns: ReturnType<typeof createSns>;
  readonly sts: ReturnType<typeof createSts>;
  readonly ssm: ReturnType<typeof createSsm>;
  readonly lambda: LocalLambda;
  readonly events: LocalEvents;
  readonly config: LocalConfig;
}

/** The services, wired to each other as AWS's are. */
export function createServices(parts: {
  clock: LocalClock;
  ids: (stream: string) => (length: number) => string;
  credentials: Credentials;
  pending: Pending;
  delivery: Delivery;
  regions: OptInRegions;
  port: () => number;
  authorisePoll: (call: PollCall) => void;
  authorise: Authoriser['authorise'];
}): LocalServices {
  const { clock, ids, credentials, pending, delivery, regions, port, authorisePoll, authorise } = parts;
  const listeners: ((change: ResourceChange) => void)[] = [];
  const changed = (change: ResourceChange): void => {
    for (const listener of listeners) listener(change);
  };
  const deps = (service: string): ServiceDeps => ({ clock, changed, id: ids(service) });
  const ec2 = createEc2(deps('ec2'), { optInState: (where) => regions.stateOf(where) });
  const sts = createSts(deps('sts'), credentials, {
    isRegionOff: (where) => regions.stateOf(where) === 'disabled',
  });
  const s3Control = createS3Control(deps('s3-control'));
  const s3 = createS3(deps('s3'), s3Control);
  const sqs = createSqs(deps('sqs'));
  const { retryDelaysMs, eventMs: deliveryMs } = delivery;
  const lambda = createLambda(deps('lambda'), { credentials, pending, port, sqs, retryDelaysMs, authorisePoll });
  const sns = createSns(deps('sns'), {
    sqs,
    invokeAsync: (functionArn, event, by) => lambda.invokeAsync(functionArn, event, by),
  });
  const events = createEvents(deps('events'), {
    pending,
    lambda,
    sqs,
    publish: (topicArn, message) => sns.publishInternal(topicArn, { message }),
    deliveryMs,
    senders: eventSenders({
      roles: sts.roles,
      now: () => clock.now(),
      organizationOf: (accountId) => credentials.organizationOf(accountId),
      authorise,
    }),
  });
  const config = createConfig(deps('config'), {
    pending,
    lambda,
    events,
    delivery,
    recordables: [ec2, s3, s3Control],
    publish: (topicArn, message) => sns.publishInternal(topicArn, message),
  });
  listeners.push((change) => config.changed(change));
  return {
    ec2,
    s3,
    s3Control,
    sqs,
    sns,
    sts,
    ssm: createSsm(deps('ssm')),
    lambda,
    events,
    config,
  };
}
