import { EC2Client } from '@aws-sdk/client-ec2';
import type { LedgerEntry } from '../contract/ledger-entry.ts';
import { createSecurityGroupReader } from '../resources/security-group-reader.ts';
import { parseParameters } from '../rules/parameters.ts';
import { securityGroupRestrictedPorts as rule } from '../rules/security-group-restricted-ports.ts';
import { type Stage, startStage, until } from './load-stage.ts';
import { changeEvents, rateProblems } from './soak-events.ts';
import { growthIn, type SoakSample, type Trends, trendsOf } from './soak-growth.ts';
import { watchMemory } from './soak-memory.ts';
import { besideLooks, sampleUntil, secondsOf } from './soak-samples.ts';
import { quantile } from './soak-trend.ts';

export interface SoakOptions {
  readonly minutes: number;
  /** Change events per second that are asked for. */
  readonly rate: number;
  readonly groups: number;
  /** Between two samples, in seconds. */
  readonly everySeconds?: number;
  progress?(text: string): void;
}

export interface SoakFigures {
  readonly minutes: number;
  readonly rateAsked: number;
  /** Change events per second that were made. */
  readonly rate: number;
  readonly events: number;
  readonly groups: number;
  /** Ports that were opened to the world, and each mended. */
  readonly opened: number;
  readonly mends: number;
  /** Of them those that met an opening which was not there when they were planned: it was mended by the next. */
  readonly overtaken: number;
  readonly p50Seconds: number;
  readonly p95Seconds: number;
  readonly longestSeconds: number;
  /** Mends that met a sample: its time is in the figures above, and not in the growth. */
  readonly besideSamples: number;
  readonly trends: Trends;
  /** The most that there were. */
  readonly environments: number;
  /** Medians of the samples. */
  readonly busy: number;
  readonly processors: number;
  readonly lost: number;
  readonly samples: readonly SoakSample[];
  readonly problems: readonly string[];
  /** Series that scatter more than they may grow. */
  readonly inconclusive: readonly string[];
}

/** What is left out at the beginning: functions start, connections are opened, code is compiled. */
const warmUpShare = 0.2;
const settleMs = 300_000;
/** Above this share of its time the local account is what is measured, and not the pipeline. */
const busyBound = 0.95;

/** Change events through CloudTrail, EventBridge and fast path as well as through AWS Config and its rule, all in real time. */
export async function runSoak(options: SoakOptions): Promise<SoakFigures> {
  const { minutes, rate, everySeconds = 10 } = options;
  const stage = await startStage({ rules: [rule.id], recording: true, variables: { enable_fast_path: true } });
  const memory = watchMemory();
  try {
    const events = await changeEvents(stage.account, options.groups);
    await stage.account.settled();
    await stage.keepStateAtLimits();
    await stage.deployment.setAutoResponse(true);
    stage.account.calls.clear();
    const started = performance.now();
    const state = { over: false };
    const running = events
      .run(rate, minutes * 60)
      .then(() => performance.now())
      .finally(() => (state.over = true));
    const { samples, mended, looks } = await sampleUntil(() => state.over, {
      stage,
      memory,
      events,
      everySeconds,
      progress: options.progress,
    });
    const seconds = ((await running) - started) / 1000;
    const achieved = events.made() / seconds;
    const problems: string[] = [];
    await until('all mended', () => Promise.resolve(events.open().length === 0), settleMs).catch(() => {
      for (const one of events.open()) problems.push(`${one} was not mended within ${settleMs / 1000} s`);
    });
    await until('the queue empty', async () => (await stage.waiting()) === 0, settleMs).catch((error: unknown) =>
      problems.push(String(error)),
    );
    const all = [...mended, ...events.mended()];
    const took = all.map(secondsOf);
    await stage.deployment.setAutoResponse(false);
    await stage.account.settled();
    problems.push(...(await violating(stage, events.groups)).map((id) => `${id} violates still`));
    const givenUp = await stage.givenUp();
    if (givenUp > 0) problems.push(`${givenUp} messages were given up`);
    const { mends, overtaken } = mendsIn(await stage.ledger(), problems);
    const lost = problems.length;
    for (const [name, count] of events.failures) problems.push(`${count} changes failed: ${name}`);
    const trends = trendsOf(samples.filter(({ seconds: at }) => at >= minutes * 60 * warmUpShare));
    const { grown, inconclusive } = growthIn(trends, rate);
    problems.push(...rateProblems(achieved, rate), ...grown);
    const busy = quantile(
      samples.map((sample) => sample.busy),
      0.5,
    );
    if (busy > busyBound)
      problems.push(`the local account's one thread was busy all the time: ${rate}/s is too much for this machine`);
    return {
      minutes,
      rateAsked: rate,
      rate: achieved,
      events: events.made(),
      groups: events.groups.length,
      opened: events.opened(),
      mends,
      overtaken,
      p50Seconds: quantile(took, 0.5),
      p95Seconds: quantile(took, 0.95),
      longestSeconds: quantile(took, 1),
      besideSamples: besideLooks(all, looks),
      trends,
      environments: Math.max(0, ...samples.map((sample) => sample.environments)),
      busy,
      processors: quantile(
        samples.map((sample) => sample.processors),
        0.5,
      ),
      lost,
      samples,
      problems,
      inconclusive,
    };
  } finally {
    memory.stop();
    await stage.stop();
  }
}

/** Of what the account holds now. */
async function violating({ account }: Stage, groups: readonly string[]): Promise<string[]> {
  const { accountId, region } = account;
  const reader = createSecurityGroupReader(new EC2Client(account.clientConfig()), {
    accountId,
    region,
    partition: 'aws',
  });
  const { found } = await reader.read(groups);
  const context = await reader.contextOf([...found.values()]);
  const parameters = parseParameters(rule, {});
  return groups.filter((id) => {
    const group = found.get(id);
    return group === undefined || rule.evaluate(group, parameters, context).length > 0;
  });
}

/** How many mends the ledger has; what ended as none, and what did not end, is a problem. */
function mendsIn(entries: readonly LedgerEntry[], problems: string[]): Pick<SoakFigures, 'mends' | 'overtaken'> {
  let [mends, overtaken] = [0, 0];
  for (const { id, finishedAt, actions } of entries) {
    if (finishedAt === undefined) problems.push(`entry ${id} is not complete`);
    for (const action of actions) {
      if (action.outcome === 'mended') mends += 1;
      else if (action.outcome === 'partly-mended') overtaken += 1;
      else problems.push(`action ${action.id} ended as ${action.outcome ?? 'nothing'}`);
    }
  }
  return { mends: mends + overtaken, overtaken };
}
