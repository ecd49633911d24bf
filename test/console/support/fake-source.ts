import * as sinon from 'sinon';
import type { ConsoleAction } from '../../../console/console-action.ts';
import type { Health, ViewData, ViewName } from '../../../console/console-data.ts';
import type { ConsoleSource, PreparedAction } from '../../../console/console-source.ts';
import { initialSafetyState } from '../../../contract/safety-state.ts';

const at = '2026-11-20T12:00:00.000Z';
const depth = { visible: 0, inFlight: 0, delayed: 0 };

export const health: Health = {
  gate: { state: 'closed', parameter: '/configmend/enable_auto_response' },
  safety: { kind: 'read', at, data: { ...initialSafetyState, mendsOfHour: 0 } },
  queue: { kind: 'read', at, data: depth },
  deadLetters: { kind: 'read', at, data: { depth, letters: [] } },
  exemptions: { kind: 'read', at, data: { exemptions: [], byTags: false } },
  canWrite: true,
  names: {},
};

const data: ViewData = {
  compliance: { rules: [], resources: [], trend: [] },
  queue: {
    queueUrl: 'http://localhost/queue',
    at,
    resources: [],
    unreadable: [],
    messages: 0,
    expected: 0,
    heldSeconds: 0,
    complete: true,
    notes: [],
    names: {},
  },
  feed: { source: 'slack', messages: [] },
  history: { since: at, actions: [], unreadable: [], canUndo: true },
  health,
};

type Views = { readonly [V in ViewName]: sinon.SinonStub<[], Promise<ViewData[V]>> };

export interface FakeSource extends ConsoleSource {
  readonly views: Views;
  readonly carryOut: sinon.SinonStub<[], Promise<readonly string[]>>;
  readonly prepare?: sinon.SinonStub<[ConsoleAction], Promise<PreparedAction>>;
}

/** A source without AWS behind it, where nothing is found; `isReal` makes it one that cannot be written to. */
export function fakeSource(isReal = false): FakeSource {
  const every = { compliance: 1000, queue: 1000, feed: 1000, history: 1000, health: 1000 };
  const carryOut = sinon.stub<[], Promise<readonly string[]>>().resolves(['done']);
  const prepare = sinon.stub<[ConsoleAction], Promise<PreparedAction>>().resolves({
    preview: { title: 'Open the gate?', lines: [], conflicts: [], confirm: 'Open the gate' },
    carryOut,
  });
  const view = <T>(given: T): sinon.SinonStub<[], Promise<T>> =>
    sinon.stub<[], Promise<T>>().returns(Promise.resolve(given));
  return {
    overview: {
      mode: isReal ? 'account' : 'local',
      accountId: '123456789012',
      region: 'eu-west-1',
      caller: 'arn:aws:iam::123456789012:user/somebody',
      breakages: [],
      everyMs: { ...every, overview: 1000 },
    },
    staleMs: every,
    gate: () => Promise.resolve({ state: 'closed' }),
    views: {
      compliance: view(data.compliance),
      queue: view(data.queue),
      feed: view(data.feed),
      history: view(data.history),
      health: view(data.health),
    },
    detail: () => Promise.reject(new Error('not asked for')),
    version: () => 0,
    now: () => new Date(at),
    carryOut,
    ...(isReal ? {} : { prepare }),
  };
}
