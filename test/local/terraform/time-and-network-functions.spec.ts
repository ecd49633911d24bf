import { assert } from 'chai';
import { evaluateData } from '../../../local/terraform/evaluate.ts';
import { assertTemplateError } from './support/assert-template-error.ts';

const evaluate = (expression: string) => evaluateData(`\${${expression}}`, {});

describe('functions over times, networks and lists', () => {
  const cases: readonly [expression: string, value: unknown][] = [
    ['timeadd("2026-11-20T00:00:00Z", "24h")', '2026-11-21T00:00:00Z'],
    ['timeadd("2026-11-20T00:00:00Z", "-90m")', '2026-11-19T22:30:00Z'],
    ['timeadd("2024-02-28T23:59:59Z", "1s")', '2024-02-29T00:00:00Z'],
    ['timecmp("2026-11-20T00:00:00Z", "2026-11-20T00:00:01Z")', -1],
    ['timecmp("2026-11-20T00:00:00Z", "2026-11-20T00:00:00Z")', 0],
    ['timecmp("2027-01-01T00:00:00Z", "2026-12-31T23:59:59Z")', 1],
    ['cidrhost("10.1.2.3/8", 0)', '10.0.0.0'],
    ['cidrhost("2001:db8:0::1/32", 0)', '2001:db8::'],
    ['length(distinct(["a", "b", "a"]))', 2],
    ['can(timeadd("2027-02-29T00:00:00Z", "0s"))', false],
    ['can(timeadd("2026-11-20", "0s"))', false],
    ['can(timecmp("2026-11-20T00:00:00Z", "soon"))', false],
    ['can(cidrhost("10.0.0.0/33", 0))', false],
    ['can(cidrhost("10.0.0.0", 0))', false],
    ['can(cidrhost("1::2::3/64", 0))', false],
  ];
  for (const [expression, value] of cases) {
    it(`${expression} is ${JSON.stringify(value)}`, () => {
      assert.deepEqual(evaluate(expression), value);
    });
  }

  it('says that it knows only the first host of a network', async () => {
    await assertTemplateError(() => evaluate('can(cidrhost("10.0.0.0/8", 5))'), 'only host 0');
  });
});
