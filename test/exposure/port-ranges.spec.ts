import { assert } from 'chai';
import * as fc from 'fast-check';
import type { PortRange } from '../../contract/violation.ts';
import { describePorts } from '../../exposure/describe-rule.ts';
import { intersectPorts, mergePorts, reachesPorts, subtractPorts } from '../../exposure/port-ranges.ts';

const universe = Array.from({ length: 40 }, (_, port) => port);
const range: fc.Arbitrary<PortRange> = fc
  .tuple(fc.nat({ max: 39 }), fc.nat({ max: 39 }))
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const ranges = fc.array(range, { maxLength: 5 });

function has(ranges: readonly PortRange[], port: number): boolean {
  return ranges.some(({ from, to }) => from <= port && port <= to);
}

describe('port ranges', () => {
  it('merge into the same ports, ascending, with a gap between any two', () => {
    fc.assert(
      fc.property(ranges, (ranges) => {
        const merged = mergePorts(ranges);

        for (const port of universe) assert.equal(has(merged, port), has(ranges, port));
        for (const [at, { from }] of merged.entries()) {
          assert.isAbove(from, (merged[at - 1]?.to ?? -2) + 1);
        }
      }),
    );
  });

  it('subtract and intersect port by port, into merged ranges', () => {
    fc.assert(
      fc.property(range, ranges, (one, others) => {
        const left = subtractPorts(one, others);
        const both = intersectPorts([one], others);

        for (const port of universe) {
          assert.equal(has(left, port), has([one], port) && !has(others, port));
          assert.equal(has(both, port), has([one], port) && has(others, port));
        }
        assert.deepEqual(left, mergePorts(left));
        assert.deepEqual(both, mergePorts(both));
        for (const { from, to } of [...left, ...both]) assert.isAtMost(from, to);
      }),
    );
  });

  it('reach one another when they share a port', () => {
    fc.assert(
      fc.property(range, ranges, (one, others) => {
        const share = universe.some((port) => has([one], port) && has(others, port));

        assert.equal(reachesPorts(one, mergePorts(others)), share);
      }),
    );
  });

  it('are written as people write them', () => {
    const ports = [
      { from: 0, to: 0 },
      { from: 20, to: 25 },
      { from: 3389, to: 3389 },
    ];

    assert.equal(describePorts(ports), '0,20-25,3389');
  });
});
