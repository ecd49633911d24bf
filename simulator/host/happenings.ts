import type { Bites } from './bites.ts';
import type { Clocks } from './clocks.ts';
import type { Functions } from './functions.ts';
import type { People } from './people.ts';
import type { Deed, Scenario } from './scenario.ts';
import type { Services } from './services.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface HappeningsDeps {
  readonly time: VirtualTime;
  readonly services: Services;
  readonly people: People;
  readonly functions: Functions;
  readonly bites: Bites;
  readonly clocks: Clocks;
  note(line: string): void;
}

/** Lets the deeds of a scenario happen: those with a moment then, those with a call as soon as a function makes it. */
export function startHappenings(scenario: Scenario, deps: HappeningsDeps): { called(call: number): void } {
  const { time, bites } = deps;
  const took = (deed: Deed): void => {
    bites.bit(`deed: ${deed.do}`);
    if (deed.call !== undefined) bites.bit('deed amid a call');
  };
  const happen = async (deed: Deed): Promise<void> => {
    deps.note(`happens: ${JSON.stringify(deed)}`);
    switch (deed.do) {
      case 'jump clocks':
        time.jump(deed.ms);
        // What the services' own clock has due by now is due now, and not when it would have been.
        deps.services.clock.advance(0);
        return took(deed);
      case 'set clocks back':
        deps.clocks.setBack(deed.ms);
        return took(deed);
      case 'repeat event':
        if (deps.functions.repeat(deed.function)) took(deed);
        return;
      case 'sweep':
        deps.functions.enqueue('sweep', {});
        return took(deed);
      default:
        if (await deps.people.act(deed)) took(deed);
    }
  };
  for (const deed of scenario.deeds) if (deed.call === undefined) time.after(deed.at, () => void happen(deed));
  return {
    called(call) {
      for (const deed of scenario.deeds) if (deed.call === call) time.after(0, () => void happen(deed));
    },
  };
}
