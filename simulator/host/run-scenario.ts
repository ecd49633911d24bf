import { watchedType } from '../../fast-path/watched-calls.ts';
import { startAlarms } from './alarms.ts';
import { createBites } from './bites.ts';
import { createClocks } from './clocks.ts';
import { deploy, functionSettings, queueArnOf } from './deployment.ts';
import { createFunctions, type Functions } from './functions.ts';
import { exemptionsOf } from './exemptions-of.ts';
import { startHappenings } from './happenings.ts';
import { tripsTold } from './in-the-end.ts';
import type { Actor } from './actor.ts';
import { changesUnseen } from './changes-unseen.ts';
import { humanNamed, letGo } from './operators.ts';
import { pollOutbox } from './outbox-poller.ts';
import { createPeople, type Estate } from './people.ts';
import type { LambdaHandler, Process, Product } from './product.ts';
import { createRandom } from './random.ts';
import { createRawCalls } from './raw-calls.ts';
import { createRestorer } from './restorer.ts';
import type { Scenario } from './scenario.ts';
import { createServices, type LoggedCall } from './services.ts';
import { startSlack } from './slack.ts';
import { theEnd } from './the-end.ts';
import { connect } from './transport.ts';
import { startVirtualTime } from './virtual-time.ts';
import type { Broken } from './invariants.ts';
import { createWatch } from './watch.ts';
import { createWire } from './wire.ts';

export interface Ran {
  readonly broken: readonly Broken[];
  readonly calls: number;
  /** Of these, the ones in the time of trouble, which a fault may strike. */
  readonly callsInTrouble: number;
  readonly mutations: number;
  readonly restored: number;
  readonly deadLetters: number;
  readonly told: number;
  /** Faults that struck, by kind. */
  readonly faults: Readonly<Record<string, number>>;
  /** What else bit, by kind: as `biteKinds` names it. */
  readonly happened: Readonly<Record<string, number>>;
  /** What happened, a line each, with the milliseconds since the beginning. */
  readonly trace: readonly string[];
}

const startAt = Date.parse('2026-11-21T09:00:00.000Z');
const minute = 60_000;
/** Within these everything has to have come to its end, since a message that was held by a process that ended is back within 15 minutes. */
const calmMs = 180 * minute;
/** Calls of all functions together. The busiest of the first 20,000 seeds made a third of it. */
const mostCalls = 6000;

/** Runs one scenario from its first call to its end. The same scenario and product run the same, call by call. */
export async function runScenario(scenario: Scenario, load: (process: Process) => Product): Promise<Ran> {
  const time = startVirtualTime(startAt);
  const random = createRandom(scenario.seed ^ 0x27_d4_eb_2f);
  const [realRandom, realLog, realWarn] = [Math.random, console.log, console.warn];
  const trace: string[] = [];
  const logged: string[] = [];
  const note = (line: string): void => void trace.push(`${time.now() - startAt} ${line}`);
  Math.random = () => random.next();
  console.log = (line: unknown) => {
    logged.push(String(line));
    note(`  says ${String(line).slice(0, 300)}`);
  };
  console.warn = () => {};
  let calm = false;
  let callsInTrouble = 0;
  let deployedAt = Number.POSITIVE_INFINITY;
  let settings = functionSettings(scenario);
  let estate: Estate | undefined;
  let happenings: ReturnType<typeof startHappenings> | undefined;
  const start = (name: string, actor: () => Actor): LambdaHandler => {
    const handler = load({ random, actor, offMs: clocks.started(), fetch: slack.fetchFor(actor) }).handlers[name]?.();
    if (handler === undefined) throw new Error(`the product has no Lambda ${name}`);
    return handler;
  };
  const functions: { current?: Functions } = {};
  const functionsNow = (): Functions => {
    if (functions.current === undefined) throw new Error('nothing is deployed yet');
    return functions.current;
  };
  const clocks = createClocks(scenario);
  const bites = createBites(scenario, () => time.now());
  const services = createServices(scenario, {
    changed: bites.changed,
    invokeAsync: (arn, event) =>
      functionsNow().enqueue((arn.split(':').at(-1) ?? '').replace('configmend-', ''), event),
    logged: (event) => {
      if (scenario.fastPath && isFollowed(event)) functions.current?.enqueue('fast-path', event);
    },
  });
  /** By a rule of EventBridge, which is there once the stack is: what was opened before, AWS Config's first look finds. */
  const isFollowed = ({ time: calledAt, detail: { eventSource, eventName } }: LoggedCall): boolean =>
    Date.parse(calledAt) >= deployedAt && watchedType({ eventSource, eventName }) !== undefined;
  const watch = createWatch(scenario, services, {
    now: () => time.now(),
    elapsed: () => time.elapsed(),
    estate: () => estate,
  });
  const wire = createWire({
    scenario,
    services,
    time,
    functions: functionsNow,
    elapsed: () => time.elapsed(),
    calm: () => calm,
    called(number) {
      if (!calm) happenings?.called(number);
    },
    note,
    before: (call) => watch.before(call),
    after(call, response) {
      watch.after(call, response.status);
      bites.answered(call, response);
    },
  });
  const slack = startSlack(scenario, time, { elapsed: () => time.elapsed(), calm: () => calm, strikes: wire.strikes });
  const operator = humanNamed('operator', time.now());
  const person = humanNamed('person', time.now());
  connect(wire, operator);
  const people = createPeople(scenario, wire, person, humanNamed('stranger', time.now()));

  const whole = async <T>(work: Promise<T>, withinMs = Number.POSITIVE_INFINITY): Promise<T> => {
    const settled: { result?: PromiseSettledResult<T> } = {};
    void Promise.allSettled([work]).then(([result]) => (settled.result = result));
    await time.run(() => settled.result !== undefined, time.elapsed() + withinMs);
    if (settled.result === undefined) throw new Error('what was begun does not end');
    if (settled.result.status === 'rejected') throw settled.result.reason;
    return settled.result.value;
  };

  try {
    estate = await whole(people.settle());
    const calls = createRawCalls(wire, operator);
    await whole(deploy(scenario, exemptionsOf(scenario, estate), calls));
    functions.current = createFunctions({
      time,
      settings: () => settings,
      start,
      begun: bites.begun,
      bit: bites.bit,
      failed(name, event, reason) {
        note(`${name} failed for good: ${reason}`);
        if (settings.get(name)?.forgetsFailures === true) return;
        services.sqs.deliver(queueArnOf('failed-invocations'), JSON.stringify({ name, event, reason }));
      },
      note,
    });
    const began = time.elapsed();
    deployedAt = time.now();
    const busyPollers = pollOutbox(services, functions.current, time, bites);
    happenings = startHappenings(scenario, {
      time,
      services,
      people,
      functions: functions.current,
      bites,
      clocks,
      note,
    });
    const alarms = startAlarms(services, time, () => bites.bit('alarm gone off'));
    const queue = queueArnOf('remediation');
    let ticks = 0;
    const tick = (): void => {
      ticks += 1;
      const work = services.sqs.inspect(queue).some(({ state }) => state === 'visible');
      // A run that finds nothing does nothing but ask; one in five does that here.
      if (work || ticks % 5 === 0)
        for (let run = 0; run < (scenario.overlap ? 2 : 1); run += 1) functionsNow().enqueue('coordinator', {});
      // People reset what they were told of, and nothing else.
      if (calm && watch.isTripped() && tripsTold(slack.told) >= watch.trips()) void letGo();
      time.after(minute, tick);
    };
    time.after(minute, tick);
    const tooMuch = (): boolean => wire.calls() > mostCalls;
    await time.run(() => watch.broken.length > 0 || tooMuch(), began + scenario.troubleMs);
    calm = true;
    callsInTrouble = wire.calls();
    const calmAt = time.now();
    note('calm');
    // What tripped the breaker people have looked at, and found to be in order.
    settings = functionSettings({ ...scenario, perRun: 50, perHour: 200 });
    await whole(people.setGate(scenario.gateOpen));
    const idle = (): boolean =>
      services.pending.idle &&
      alarms.areUp() &&
      functionsNow().pending() === 0 &&
      busyPollers() === 0 &&
      services.sqs.inspect(queueArnOf('outbox')).length === 0 &&
      (!scenario.gateOpen || (services.sqs.inspect(queue).length === 0 && !watch.isAnythingUntold()));
    const ended = (): boolean => watch.broken.length > 0 || tooMuch();
    const rest = async (): Promise<Broken[]> =>
      (await time.run(() => ended() || idle(), time.elapsed() + calmMs)) ? [] : [restless()];
    const lookAgain = async (net: Scenario['net']): Promise<Broken[]> => {
      if (net === 'sweep') functionsNow().enqueue('sweep', {});
      if (net === 'judge again') await whole(people.judgeAgain());
      return rest();
    };
    for (let round = 0; round < (scenario.net === 'none' ? 1 : 2) && !ended(); round += 1) {
      const restlessNow = await lookAgain(scenario.net);
      if (restlessNow.length > 0) return result(restlessNow);
    }
    // That AWS Config judges its items again finds nothing that it has not seen.
    if (scenario.net !== 'sweep' && !ended()) {
      const unseen = await whole(changesUnseen(scenario, watch, calls));
      if (unseen.length > 0) {
        note(`a sweep, since AWS Config has not seen what became of ${unseen.join(', ')}`);
        const restlessNow = await lookAgain('sweep');
        if (restlessNow.length > 0) return result(restlessNow);
      }
    }
    if (tooMuch()) return result([{ invariant: 'work is bounded', detail: `${wire.calls()} calls` }]);
    if (watch.broken.length > 0) return result(watch.broken);
    const restorer = createRestorer(
      (process) => load({ ...process, random, fetch: slack.fetchFor(process.actor) }),
      () => time.now(),
    );
    const { told } = slack;
    const parts = { scenario, services, watch, estate, told, logged, restorer, gateOpen: scenario.gateOpen, calmAt };
    const { broken, restored } = await theEnd(parts, { whole, rest });
    return result(broken, restored);
  } finally {
    services.stop();
    time.end();
    [Math.random, console.log, console.warn] = [realRandom, realLog, realWarn];
  }

  function result(broken: readonly Broken[], restored = 0): Ran {
    const deadLetters = services.sqs.inspect(queueArnOf('dead-letters')).length;
    return {
      broken,
      calls: wire.calls(),
      callsInTrouble,
      mutations: watch.mutations.length,
      restored,
      deadLetters,
      told: slack.told.length,
      faults: wire.struck(),
      happened: bites.counts(watch),
      trace,
    };
  }
  function restless(): Broken {
    const counts = (['remediation', 'outbox'] as const).map(
      (name) => `${services.sqs.inspect(queueArnOf(name)).length} in ${name}`,
    );
    const detail = `${functionsNow().pending()} invocations run or wait, ${counts.join(', ')}`;
    return { invariant: 'everything comes to an end', detail };
  }
}
