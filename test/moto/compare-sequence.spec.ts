import { assert } from 'chai';
import * as fc from 'fast-check';
import { compareSequence, type Compared } from '../../checks/second-opinion/compare-sequence.ts';
import type { KnownDifference } from '../../checks/second-opinion/known-difference.ts';
import { clientsOf, endpointsOf } from '../../checks/second-opinion/sides.ts';
import { call, type Side, type Step, written } from '../../checks/second-opinion/step.ts';
import type { World } from '../../checks/second-opinion/worlds.ts';

/** A counter in each account; moto's forgets above two, and greets in its own words. */
function sidesWithCounters(): { sides: [Side, Side]; counts: Map<Side['name'], number> } {
  const counts = new Map<Side['name'], number>();
  const side = (name: Side['name']): Side => ({
    name,
    accountId: '123456789012',
    clients: clientsOf(endpointsOf('http://127.0.0.1:1'), { accessKeyId: 'nobody', secretAccessKey: 'none' }),
    names: new Map(),
  });
  return { sides: [side('local'), side('moto')], counts };
}

describe('A sequence sent to two accounts', () => {
  let counted: ReturnType<typeof sidesWithCounters>;
  let sent: string[];
  beforeEach(() => {
    counted = sidesWithCounters();
    sent = [];
  });

  const step = (operation: string, send: (side: Side) => object): Step => ({
    operation,
    input: {},
    async send(side) {
      if (side.name === 'local') sent.push(operation);
      return send(side);
    },
  });
  const countOf = ({ name }: Side): number => counted.counts.get(name) ?? 0;
  const add = step('x:Add', (side) => {
    counted.counts.set(side.name, Math.min(countOf(side) + 1, side.name === 'moto' ? 2 : 9));
    return {};
  });
  const look = step('x:Look', (side) => ({ Count: countOf(side) }));
  const greet = step('x:Greet', ({ name }) => ({ Text: name }));
  const refuse = step('x:Refuse', ({ name }) => {
    throw Object.assign(new Error('no'), { name: name === 'moto' ? 'Other' : 'Denied' });
  });

  const world: World = {
    prepare: [],
    steps: fc.constant(add),
    longest: 5,
    sequences: 1,
    reads: ({ operation }) => (operation === 'x:Add' ? [look] : []),
  };
  const known = (operation: string, more: Partial<KnownDifference> = {}): KnownDifference => ({
    id: operation,
    operations: [operation],
    path: /./,
    what: 'known',
    right: 'local',
    source: 'EC2 API Reference, nothing',
    shown: { world: 'groups', steps: [add] },
    ...more,
  });
  const compare = (steps: readonly Step[], list: readonly KnownDifference[] = []): Promise<Compared> =>
    compareSequence(world, steps, counted.sides, list);

  it('differs in nothing as long as both do the same', async () => {
    const { differences, operations } = await compare([add, add]);

    assert.deepEqual(differences, []);
    assert.deepEqual([...operations], ['x:Add', 'x:Look']);
  });

  it('differs in the state that a call left, and ends there', async () => {
    const { unknown } = await compare([add, add, add, greet]);

    const [found, ...more] = unknown;
    assert.deepEqual(more, []);
    assert.include(found, { operation: 'x:Look', path: 'Count', local: 3, moto: 2 });
    assert.deepEqual(found?.after, { operation: 'x:Add', input: {}, local: 'an answer', moto: 'an answer' });
    assert.lengthOf(found?.earlier ?? [], 3);
    assert.deepEqual(found?.seen.at(-1), {});
    assert.notInclude(sent, 'x:Greet');
  });

  it('is not taken for one that compares an operation which either refused', async () => {
    const alone = step('x:Alone', ({ name }) => {
      if (name === 'moto') throw Object.assign(new Error('no'), { name: 'Denied' });
      return {};
    });
    const compared = await compare([refuse, alone], [known('x:Refuse'), known('x:Alone')]);

    assert.deepEqual([...compared.operations], []);
  });

  it('is compared from what prepares it', async () => {
    const compared = await compareSequence({ ...world, prepare: [greet] }, [], counted.sides, []);

    assert.deepEqual(
      compared.unknown.map(({ operation, path }) => [operation, path]),
      [['x:Greet', 'Text']],
    );
    assert.deepEqual([...compared.operations], ['x:Greet']);
  });

  it('differs in the code of an error', async () => {
    const { unknown } = await compare([refuse]);

    assert.deepEqual(
      unknown.map(({ local, moto }) => [local, moto]),
      [['Denied', 'Other']],
    );
  });

  it('goes on after a difference that is known', async () => {
    const list = [known('x:Greet')];
    const compared = await compare([greet, add, add, add], list);

    assert.deepEqual([...compared.known], list);
    assert.deepEqual(
      compared.unknown.map(({ operation }) => operation),
      ['x:Look'],
    );
  });

  it('ends at a known difference that leaves the states apart', async () => {
    const { unknown } = await compare([add, add, add, add, greet], [known('x:Look', { parts: true })]);

    assert.deepEqual(unknown, []);
    assert.lengthOf(
      sent.filter((operation) => operation === 'x:Add'),
      3,
    );
  });

  it('is excused only where the known difference says so', async () => {
    const { unknown } = await compare([greet], [known('x:Greet', { when: ({ moto }) => moto === 'hello' })]);

    assert.lengthOf(unknown, 1);
  });

  it('is not begun where it cannot be prepared', async () => {
    const failed: unknown = await compareSequence({ ...world, prepare: [refuse] }, [add], counted.sides, []).catch(
      (error: unknown) => error,
    );

    assert.match(String(failed), /x:Refuse cannot prepare a sequence: Denied, Other/);
    assert.notInclude(sent, 'x:Add');
  });

  it('is sent with what each account calls the things it names', async () => {
    const seen: object[] = [];
    const named = call(
      'x:Named',
      async (_clients, input: { readonly id: string; readonly rule: readonly string[] }) => {
        seen.push(input);
        return {};
      },
    )({ id: 'of $group-1', rule: ['$rule-7'] });
    counted.sides[0].names.set('$group-1', 'sg-1');
    counted.sides[1].names.set('$group-1', 'sg-2');

    await compare([named]);

    const rule = ['sgr-0123456789abcdef0'];
    assert.sameDeepMembers(seen, [
      { id: 'of sg-1', rule },
      { id: 'of sg-2', rule },
    ]);
    assert.equal(written(named), 'x:Named {"id":"of $group-1","rule":["$rule-7"]}');
  });
});
