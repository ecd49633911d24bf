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
  note(line: string): void;
}

/** Lets the deeds of a scenario happen: those with a moment then, those with a call as soon as a function makes it. */
export function startHappenings(scenario: Scenario, deps: HappeningsDeps): { called(call: number): void } {
  const { time } = deps;
  const happen = (deed: Deed): void => {
    deps.note(`happens: ${JSON.stringify(deed)}`);
    switch (deed.do) {
      case 'jump clocks':
        time.jump(deed.ms);
        // What the services' own clock has due by now is due now, and not when it would have been.
        return deps.services.clock.advance(0);
      case 'repeat event':
        return deps.functions.repeat(deed.function);
      case 'sweep':
        return deps.functions.enqueue('sweep', {});
      default:
        return void deps.people.act(deed);
    }
  };
  for (const deed of scenario.deeds) if (deed.call === undefined) time.after(deed.at, () => happen(deed));
  return {
    called(call) {
      for (const deed of scenario.deeds) if (deed.call === call) time.after(0, () => happen(deed));
    },
  };
}
