import { type Overview, type ViewData, type ViewName, viewNames } from './console-data.ts';
import type { ConsoleSource } from './console-source.ts';
import { count } from './trend.ts';
import type { ViewCache } from './view-cache.ts';

type Known = { readonly [V in ViewName]: ViewData[V] | undefined };

/** What every page has around it. The pages of the local account are read for it; of a real one, what was read before counts. */
export async function readOverview(source: ConsoleSource, views: ViewCache): Promise<Overview> {
  const isLive = source.overview.mode === 'local';
  const [gate] = await Promise.all([source.gate(), ...(isLive ? viewNames.map((view) => views.get(view)) : [])]);
  const of = <V extends ViewName>(view: V): ViewData[V] | undefined => {
    const reading = views.peek(view)?.reading;
    return reading?.kind === 'read' ? reading.data : undefined;
  };
  const known: Known = {
    compliance: of('compliance'),
    queue: of('queue'),
    feed: of('feed'),
    history: of('history'),
    health: of('health'),
  };
  return { ...source.overview, now: source.now().toISOString(), gate, ...countsOf(known) };
}

/** Pure. What a person should look at, page by page. */
export function countsOf({ compliance, queue, feed, history, health }: Known): Pick<Overview, 'counts' | 'held'> {
  const safety = health?.safety.kind === 'read' ? health.safety.data : undefined;
  const stopped = safety === undefined ? 0 : safety.tugsOfWar.length + (safety.tripped === null ? 0 : 1);
  const dead = health?.deadLetters.kind === 'read' ? health.deadLetters.data.depth.visible : 0;
  return {
    counts: {
      ...(compliance === undefined ? {} : { compliance: count(compliance.resources).breaking }),
      ...(queue === undefined ? {} : { queue: queue.resources.length }),
      ...(feed === undefined ? {} : { feed: feed.messages.length }),
      ...(history === undefined ? {} : { history: history.actions.length }),
      ...(health === undefined ? {} : { health: stopped + dead }),
    },
    held: stopped > 0,
  };
}
