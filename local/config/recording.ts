import type { Pending } from '../pending.ts';
import type { Recordable, Regional, ResourceChange } from '../service.ts';
import { type ItemDiff, diffItems } from './diff.ts';
import { nextItem, resourceKey, type ResourceName, type StreamItem } from './item.ts';
import { type ConfigState, currentItems, records } from './state.ts';

export interface RecordingDeps {
  readonly states: Regional<ConfigState>;
  readonly recordables: readonly Recordable[];
  readonly pending: Pending;
  readonly now: () => number;
  readonly recordMs: number;
  /** A new item, its predecessor and what differs. */
  readonly recorded: (state: ConfigState, item: StreamItem, previous: StreamItem | undefined, diff: ItemDiff) => void;
}

export interface Recording {
  /** Something changed; it is recorded as it is when the delay is over. */
  changed(change: ResourceChange): void;
  /** Records everything that exists, and the end of what no longer does. */
  inventory(state: ConfigState): void;
}

export function createRecording(deps: RecordingDeps): Recording {
  const owners = new Map(
    deps.recordables.flatMap((owner) => owner.resourceTypes.map((type) => [type, owner] as const)),
  );

  const capture = (state: ConfigState, resource: ResourceName): void => {
    if (state.recorder?.recording !== true || !records(state.recorder, resource.resourceType)) return;
    const key = resourceKey(resource);
    const history = state.histories.get(key) ?? [];
    const previous = history.at(-1);
    const live = owners.get(resource.resourceType)?.recordedState(resource.resourceType, resource.resourceId, state);
    const item = nextItem(
      { ...resource, accountId: state.accountId, region: state.region },
      live,
      previous,
      deps.now(),
    );
    if (item === undefined) return;
    state.histories.set(key, history);
    history.push(item);
    deps.recorded(state, item, previous, diffItems(previous, item));
  };

  const record = (state: ConfigState, resource: ResourceName): void => {
    const key = resourceKey(resource);
    if (state.recorder?.recording !== true || !owners.has(resource.resourceType) || state.awaiting.has(key)) return;
    state.awaiting.add(key);
    deps.pending.after(deps.recordMs, () => {
      state.awaiting.delete(key);
      capture(state, resource);
    });
  };

  return {
    changed: ({ accountId, region, resourceType, resourceId }) =>
      record(deps.states.of({ accountId, region }), { resourceType, resourceId }),
    inventory(state) {
      for (const [resourceType, owner] of owners) {
        for (const resourceId of owner.resourceIds(resourceType, state)) record(state, { resourceType, resourceId });
      }
      for (const { resourceType, resourceId } of currentItems(state)) record(state, { resourceType, resourceId });
    },
  };
}
