import { assert } from 'chai';
import { actorsOf, callsOf, eventsOf } from '../../queue/calls-of.ts';
import { instruction } from '../support/instructions.ts';

const sam = 'arn:aws:iam::123456789012:user/sam';
const kim = 'arn:aws:iam::123456789012:user/kim';
const evidence = (eventId?: string) => ({
  source: 'cloudtrail' as const,
  capturedAt: '2026-11-20T10:00:00.000Z',
  ...(eventId === undefined ? {} : { eventId }),
});

describe('the calls that instructions name', () => {
  it('are each one’s own and those of the others that it stands for, once each', () => {
    const calls = callsOf([
      instruction(),
      instruction({ evidence: evidence('e1'), actor: sam }),
      instruction({ evidence: evidence('e2'), otherCalls: [{ eventId: 'e1' }, { eventId: 'e3', actor: kim }] }),
      instruction({ evidence: evidence('e2'), actor: kim }),
    ]);

    assert.deepEqual(calls, [
      { eventId: 'e1', actor: sam },
      { eventId: 'e2', actor: kim },
      { eventId: 'e3', actor: kim },
    ]);
  });

  it('have events and actors, each once', () => {
    const named = [
      instruction({ evidence: evidence('e1'), actor: sam }),
      instruction({ evidence: evidence('e2'), actor: sam }),
      instruction({ actor: kim }),
    ];

    assert.deepEqual(eventsOf(named), ['e1', 'e2']);
    assert.equal(actorsOf(named), `${sam}, ${kim}`);
  });

  it('have nobody where nobody is known', () => {
    assert.isUndefined(actorsOf([instruction(), instruction({ evidence: evidence('e1') })]));
  });

  it('name three actors and count the others', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((actor) => instruction({ actor }));

    assert.equal(actorsOf(many), 'a, b, c and 2 more');
  });

  it('name an actor at such a length only as a notice has room for', () => {
    assert.lengthOf(actorsOf([instruction({ actor: 'x'.repeat(900_000) })]) ?? '', 301);
  });
});
