import { assert } from 'chai';
import * as fc from 'fast-check';
import { IndexedHeap } from '../../../local/indexed-heap.ts';

describe('the indexed heap', () => {
  it('gives what was pushed and not removed, in order, whatever the sequence of calls', () => {
    const item = fc.record({ key: fc.integer({ min: 0, max: 20 }) });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 60 }), fc.array(fc.nat(59)), (items, removals) => {
        const heap = new IndexedHeap<{ key: number }>((a, b) => a.key < b.key);
        for (const pushed of items) heap.push(pushed);
        const removed = new Set(removals.flatMap((position) => items[position] ?? []));
        for (const gone of removed) assert.isTrue(heap.remove(gone));

        const given: number[] = [];
        for (let first = heap.peek(); first !== undefined; first = heap.peek()) {
          given.push(first.key);
          heap.remove(first);
        }

        const left = items.filter((pushed) => !removed.has(pushed)).map(({ key }) => key);
        assert.deepEqual(
          given,
          left.toSorted((a, b) => a - b),
        );
      }),
    );
  });

  it('says whether it held what is to be removed', () => {
    const heap = new IndexedHeap<{ key: number }>((a, b) => a.key < b.key);
    const held = { key: 1 };
    heap.push(held);

    assert.isFalse(heap.remove({ key: 1 }));
    assert.isTrue(heap.remove(held));
    assert.isFalse(heap.remove(held));
    assert.equal(heap.size, 0);
  });
});
