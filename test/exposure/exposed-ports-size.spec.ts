import { assert } from 'chai';
import type { GroupRule } from '../../contract/resource.ts';
import { contextWith, exposed, ingress, judge } from '../support/security-groups.ts';

/**
 * Generous, since machines differ and share: what grows with the square or the cube of its input takes a minute. A group
 * holds 1,000 rules at most (VPC user guide, "Amazon VPC quotas").
 */
const longestMs = 5000;

function timed(rules: readonly GroupRule[], parameters: Record<string, string>, context = contextWith({})): number {
  const start = performance.now();
  const found = exposed(judge(rules, parameters, context));
  const took = performance.now() - start;
  assert.isAbove(found.length, 0);
  assert.isBelow(took, longestMs);
  return found.length;
}

const thousand = Array.from({ length: 1000 }, (_, at) => at);
const ipv4 = (at: number, prefix: number) => `${16 + (at % 100)}.${Math.floor(at / 100) * 16}.0.0/${prefix}`;
const ipv6 = (at: number, prefix: number) =>
  `2a${(at % 256).toString(16).padStart(2, '0')}:${at.toString(16)}::/${prefix}`;

describe('the verdict on groups as large as AWS allows', function () {
  for (const [what, sourceOf] of [
    ['IPv4 sources', (at: number) => ipv4(at, 13)],
    ['IPv6 sources', (at: number) => ipv6(at, 36)],
    ['sources that contain each other', (at: number) => `${at % 128}.0.0.0/${1 + (at % 32)}`],
  ] as const) {
    for (const ports of ['0-65535', '22,3389,8080']) {
      it(`takes no minute for 1,000 overlapping ranges of ports, ${what}, restricted ports ${ports}`, () => {
        timed(
          thousand.map((at) => ingress('tcp', [at * 5, 60_000 + at * 3], sourceOf(at))),
          { ports },
        );
      });
    }
  }

  it('nor for 100 prefix lists of 1,000 entries', () => {
    const ids = Array.from({ length: 100 }, (_, at) => `pl-${at}`);
    const entries = (list: number) =>
      thousand.map((at) => `${16 + (at % 150)}.${(list * 2 + (at % 7)) % 256}.${Math.floor(at / 4)}.0/24`);

    timed(
      ids.map((id, at) => ingress('tcp', [at, 60_000], id)),
      { ports: '22,3389,8000-9000', ipv4Addresses: '65536' },
      contextWith(Object.fromEntries(ids.map((id, at) => [id, entries(at)]))),
    );
  });
});
