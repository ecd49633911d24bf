import { assert } from 'chai';
import type { GroupRule } from '../../contract/resource.ts';
import { notesOnCuts } from '../../remediators/cut-notes.ts';
import type { RuleCut } from '../../remediators/rule-cut.ts';
import { egress, ingress } from '../support/security-groups.ts';

const cut = (rule: GroupRule, unwanted: string | null = null): RuleCut => ({
  rule,
  pieces: [],
  kept: [],
  note: null,
  unwanted,
});
const loss = 'whatever still uses sg-1 loses the traffic that it has by this alone.';
const closed = 'as well: what is cut out is closed towards them too, unless another rule opens it.';

describe('what people should know of cuts', () => {
  const everywhere = egress('-1', null, '0.0.0.0/0');
  const cases: [string, RuleCut[], string[]][] = [
    ['is nothing of none', [], []],
    ['is nothing of ingress', [cut(ingress('-1', null, '0.0.0.0/0'))], []],
    [
      'is once for each reason how many rules go, and who loses what',
      [
        cut(everywhere, 'it must be empty'),
        cut(egress('-1', null, '::/0'), 'nobody asked'),
        cut(everywhere, 'nobody asked'),
      ],
      [
        `1 rule is revoked whole, because it must be empty: ${loss}`,
        `2 rules are revoked whole, because nobody asked: ${loss}`,
      ],
    ],
    [
      'is where private addresses are, sorted, each once',
      [cut(egress('tcp', 25, '::/0')), cut(everywhere), cut(egress('tcp', 26, '::/0'))],
      [`Private addresses are in 0.0.0.0/0 and ::/0 ${closed}`],
    ],
    ['is nothing of public destinations', [cut(egress('tcp', 25, '8.0.0.0/7'))], []],
    [
      'is both, beside each other',
      [cut(everywhere), cut(egress('tcp', 25, '::/0'), 'nobody asked')],
      [`1 rule is revoked whole, because nobody asked: ${loss}`, `Private addresses are in 0.0.0.0/0 ${closed}`],
    ],
  ];
  for (const [what, cuts, notes] of cases) {
    it(what, () => {
      assert.deepEqual(notesOnCuts('sg-1', cuts), notes);
    });
  }
});
