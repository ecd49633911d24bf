import { createTrail } from '../../local/cloudtrail/trail.ts';
import { LocalClock } from '../../local/clock.ts';
import { createConfig } from '../../local/config/config.ts';
import { quickDelivery } from '../../local/config/delivery.ts';
import { Credentials } from '../../local/credentials.ts';
import { createEc2 } from '../../local/ec2/ec2.ts';
import { Pending } from '../../local/pending.ts';
import { idGenerator } from '../../local/random-id.ts';
import { createS3Control } from '../../local/s3-control/s3-control.ts';
import { createS3 } from '../../local/s3/s3.ts';
import type { ResourceChange, ServiceDeps } from '../../local/service.ts';
import { createSns } from '../../local/sns/sns.ts';
import { createSqs } from '../../local/sqs/sqs.ts';
import { createSsm } from '../../local/ssm/ssm.ts';
import { createSts } from '../../local/sts/sts.ts';
import type { Scenario } from './scenario.ts';

export const accountId = '123456789012';
export const region = 'eu-west-1';

export interface ServicesDeps {
  /** Invokes a function as a service does, asynchronously. */
  invokeAsync(functionArn: string, event: unknown): void;
  /** A resource is no longer what it was. */
  changed(resourceId: string): void;
  /** A call that CloudTrail logged. */
  logged(event: LoggedCall): void;
}

/** What EventBridge makes of it. */
export interface LoggedCall {
  readonly [field: string]: unknown;
  readonly time: string;
  readonly detail: { readonly eventSource: string; readonly eventName: string };
}

/** The services of the local account in this process, by its own clock, and without a server. */
export function createServices(scenario: Scenario, { invokeAsync, changed, logged }: ServicesDeps) {
  const clock = new LocalClock();
  const pending = new Pending(clock);
  const listeners: ((change: ResourceChange) => void)[] = [];
  const deps = (service: string): ServiceDeps => ({
    clock,
    changed(change) {
      for (const listener of listeners) listener(change);
    },
    id: idGenerator(scenario.seed, service),
  });
  const delivery = {
    ...quickDelivery,
    recordMs: scenario.recordMs,
    ruleMs: scenario.ruleMs,
    notifyMs: scenario.notifyMs,
    cloudTrailMs: scenario.trailMs,
  };
  const ec2 = createEc2(deps('ec2'));
  const s3Control = createS3Control(deps('s3-control'));
  const s3 = createS3(deps('s3'), s3Control);
  const sqs = createSqs(deps('sqs'));
  sqs.oddities.duplicateEvery = scenario.duplicateEvery;
  sqs.oddities.reorder = scenario.reorder;
  sqs.oddities.mostAtOnce = scenario.mostAtOnce;
  const sns = createSns(deps('sns'), { sqs, invokeAsync });
  const config = createConfig(deps('config'), {
    pending,
    lambda: { mayInvoke: () => true, invokeAsync },
    delivery,
    recordables: [ec2, s3, s3Control],
    publish: (topicArn, message) => sns.publishInternal(topicArn, message),
    events: { emit: () => '' },
  });
  listeners.push(({ resourceId }) => changed(resourceId));
  listeners.push((change) => config.changed(change));
  const trail = createTrail(
    {
      pending,
      deliveryMs: delivery.cloudTrailMs,
      id: idGenerator(scenario.seed, 'cloudtrail'),
      emit: (event, where) =>
        logged({
          time: new Date(event.time ?? clock.now()).toISOString(),
          detail: event.detail as LoggedCall['detail'],
          version: '0',
          id: event.id,
          'detail-type': event.detailType,
          source: event.source,
          account: where.accountId,
          region: where.region,
          resources: event.resources,
        }),
      homeOf: (partition, name) => s3.homeOf(partition, name),
    },
    true,
  );
  const sts = createSts(deps('sts'), new Credentials(accountId, () => clock.now()));
  const ssm = createSsm(deps('ssm'));
  return {
    clock,
    pending,
    ec2,
    s3,
    s3Control,
    sqs,
    sns,
    config,
    trail,
    requestId: idGenerator(scenario.seed, 'request'),
    all: [ec2, s3Control, s3, sqs, sns, config, sts, ssm],
    stop() {
      config.stop();
      pending.stop();
      clock.stop();
    },
  };
}

export type Services = ReturnType<typeof createServices>;
