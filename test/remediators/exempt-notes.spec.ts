import { assert } from 'chai';
import type { ExposedPorts, Violation } from '../../contract/violation.ts';
import type { Exempted } from '../../exemptions/apply-exemptions.ts';
import { exemptNotes } from '../../remediators/exempt-notes.ts';
import { exemption } from '../support/exemptions.ts';
import { ingress } from '../support/security-groups.ts';

const rule = ingress('-1', null, '0.0.0.0/0');
const other = ingress('-1', null, '::/0');
const exposed = (from: number, to = from, protocol = 'tcp'): ExposedPorts => ({
  kind: 'exposed-ports',
  rule,
  protocol,
  ports: [{ from, to }],
  reachedBy: 'the whole IPv4 internet',
});
const exempt = (violation: Violation): Exempted => ({
  violation,
  exemption: exemption(),
  until: new Date('2026-11-30T00:00:00Z'),
});
const words = 'exempt until 2026-11-30 by network team: the partner moves in December';
const [left, ended] = [`Left as it is where ${words}`, `Ended, because another rule asks for it, where ${words}`];

describe('what is told of exempt parts beside a mend', () => {
  const cases: [string, Violation, Violation[], string[]][] = [
    ['nothing else is mended', exposed(22), [], [left]],
    ['other ports of the same rule are mended', exposed(22), [exposed(3389)], [left]],
    ['the same port of another protocol is mended', exposed(22), [exposed(22, 22, 'udp')], [left]],
    ['another rule asks for the same', exposed(22), [exposed(20, 25)], [ended]],
    ['another rule asks for a part of it', exposed(20, 25), [exposed(22)], [left, ended]],
    [
      'no such rule may be there at all',
      exposed(22),
      [{ kind: 'unwanted-rule', rule, reason: 'it must not' }],
      [ended],
    ],
    [
      'no other such rule may be there',
      exposed(22),
      [{ kind: 'unwanted-rule', rule: other, reason: 'it must not' }],
      [left],
    ],
    ['the same of another rule is mended', exposed(22), [{ ...exposed(22), rule: other }], [left]],
    [
      'a setting is mended beside it',
      exposed(22),
      [{ kind: 'block-off', of: 'bucket', settings: ['blockPublicAcls'] }],
      [left],
    ],
    ['two rules ask for a part each', exposed(20, 25), [exposed(23, 30), exposed(0, 22)], [ended]],
    [
      'another rule asks for one of its ports',
      { ...exposed(22), ports: [22, 3389].map((port) => ({ from: port, to: port })) },
      [exposed(22)],
      [left, ended],
    ],
    ['it is about no ports', { ...exposed(22), ports: [] }, [exposed(22)], [left]],
    [
      'it is a setting, which no other rule asks for',
      { kind: 'block-off', of: 'bucket', settings: ['blockPublicAcls'] },
      [{ kind: 'block-off', of: 'bucket', settings: ['blockPublicPolicy'] }],
      [left],
    ],
  ];
  for (const [what, violation, violations, notes] of cases) {
    it(`is true where ${what}`, () => {
      assert.deepEqual(exemptNotes([exempt(violation)], violations), notes);
    });
  }

  it('is nothing where nothing is exempt', () => {
    assert.deepEqual(exemptNotes([], [exposed(22)]), []);
  });
});
