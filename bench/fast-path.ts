import { AuthorizeSecurityGroupIngressCommand, CreateSecurityGroupCommand, EC2Client } from '@aws-sdk/client-ec2';
import pMap from 'p-map';
import * as v from 'valibot';
import { bundleLambdas } from '../build/bundle-lambdas.ts';
import { deployPipeline } from '../local/deploy-pipeline.ts';
import { type LocalAccount, startLocalAccount } from '../local/local-account.ts';

export interface FastPathFigures {
  readonly events: number;
  readonly mended: number;
  /** From the arrival of the event at its target to the end of the call that mends, in seconds. */
  readonly p50: number;
  readonly p95: number;
  readonly longest: number;
  /** From the call that opened the port, with the modelled delivery, in seconds. */
  readonly p95WithDelivery: number;
}

/** What AWS takes, as it is modelled: from a call to its record on the bus, and from there to the function. */
const delivery = { cloudTrailMs: 2000, eventMs: 100 };

interface Times {
  opened: number;
  onBus?: number;
  mended?: number;
}

/**
 * Ports opened at random moments over `seconds`, so that they meet the coordinator in every part of its minute, and mended by the built
 * Lambdas on the local account through the fast path alone: event, live read, queue, long poll, mend. Real time, all on one machine.
 */
export async function benchFastPath(events: number, seconds: number): Promise<FastPathFigures> {
  const bundles = await bundleLambdas();
  const account = await startLocalAccount({ seed: 1, delivery });
  try {
    const deployment = await deployPipeline(account, {
      bundles,
      rules: ['security-group-restricted-ports'],
      breakerLimits: { per_run: 100_000, per_hour: 100_000, share_percent: 100 },
      variables: { enable_fast_path: true },
      remediatorMs: 60_000,
    });
    const ec2 = new EC2Client(account.clientConfig());
    const groups = await pMap(
      Array.from({ length: events }, (_, index) => index),
      (index) => createGroup(ec2, index),
      {
        concurrency: 16,
      },
    );
    await account.settled();
    await deployment.setAutoResponse(true);
    const times = new Map<string, Times>();
    watch(account, times);
    const random = randomNumbers(20_261_120);
    await Promise.all(
      groups.map(async (GroupId) => {
        await pause(random() * seconds * 1000);
        times.set(GroupId, { opened: performance.now() });
        await openPort(ec2, GroupId);
      }),
    );
    const mended = (): Required<Times>[] => [...times.values()].filter(isMended);
    for (let waited = 0; mended().length < events && waited < 90_000; waited += 50) await pause(50);
    const after = mended().map((time) => (time.mended - time.onBus - delivery.eventMs) / 1000);
    const whole = mended().map((time) => (time.mended - time.opened) / 1000);
    return {
      events,
      mended: after.length,
      p50: quantile(after, 0.5),
      p95: quantile(after, 0.95),
      longest: quantile(after, 1),
      p95WithDelivery: quantile(whole, 0.95),
    };
  } finally {
    await account.stop();
  }
}

const Put = v.looseObject({
  eventName: v.literal('AuthorizeSecurityGroupIngress'),
  requestParameters: v.looseObject({ groupId: v.string() }),
});

/** Notes when an event is put, and when a remediator's call has taken effect. */
function watch({ services: { ec2, events } }: LocalAccount, times: Map<string, Times>): void {
  const emit = events.emit.bind(events);
  events.emit = (event, where) => {
    const put = v.safeParse(Put, event.detail);
    const time = put.success ? times.get(put.output.requestParameters.groupId) : undefined;
    if (time !== undefined) time.onBus ??= performance.now();
    return emit(event, where);
  };
  const handle = ec2.handle.bind(ec2);
  ec2.handle = async (request, caller) => {
    const answer = await handle(request, caller);
    const [, id = ''] = /GroupId=(sg-\w+)/.exec(request.body.toString()) ?? [];
    const isMend = caller.principalArn.includes('remediator') && ec2.operationOf(request).startsWith('Revoke');
    const time = isMend ? times.get(id) : undefined;
    if (time !== undefined) time.mended ??= performance.now();
    return answer;
  };
}

function isMended(time: Times): time is Required<Times> {
  return time.onBus !== undefined && time.mended !== undefined;
}

async function createGroup(ec2: EC2Client, index: number): Promise<string> {
  const command = new CreateSecurityGroupCommand({ GroupName: `opened-${index}`, Description: 'bench' });
  return (await ec2.send(command)).GroupId ?? '';
}

async function openPort(ec2: EC2Client, GroupId: string): Promise<void> {
  const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
}

/** By nearest rank. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A linear congruential generator (Numerical Recipes), so that every run opens ports at the same moments. From 0 to 1. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
