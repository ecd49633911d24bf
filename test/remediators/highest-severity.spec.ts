import { assert } from 'chai';
import type { Severity } from '../../contract/instruction.ts';
import { highestSeverity } from '../../remediators/highest-severity.ts';
import { instruction } from '../support/instructions.ts';

const asking = (...severities: Severity[]) =>
  severities.map((severity, at) => ({
    messageId: `m${at}`,
    receiptHandle: `r${at}`,
    instruction: instruction({ severity }),
  }));

describe('the highest severity of what asks for a resource', () => {
  const cases: [Severity[], Severity][] = [
    [['low'], 'low'],
    [['low', 'medium'], 'medium'],
    [['high', 'low'], 'high'],
    [['medium', 'critical', 'high'], 'critical'],
    [[], 'high'],
  ];
  for (const [given, highest] of cases) {
    it(`is ${highest} of ${given.length === 0 ? 'none' : given.join(', ')}`, () => {
      assert.equal(highestSeverity(asking(...given)), highest);
    });
  }
});
