import { assert } from 'chai';
import * as v from 'valibot';
import { evaluateForScan, noExemptions } from '../../../cli/scan-evaluate.ts';
import { type Context, emptyContext } from '../../../contract/context.ts';
import { Resource } from '../../../contract/resource.ts';
import { Violation } from '../../../contract/violation.ts';
import { longestAnnotation } from '../../../rules/annotation.ts';
import { rules } from '../../../rules/registry.ts';
import { givenParameters } from '../../support/given-parameters.ts';
import { assertNoSecret } from './secrets.ts';

const bound = rules.map((rule) => ({ rule, judge: rule.withParameters(givenParameters(rule)) }));

/** By every rule of its type: what is said of it has to be fit to be reported, queued and printed. */
export async function assertJudged(resource: Resource, context: Context = emptyContext): Promise<void> {
  v.parse(Resource, resource);
  for (const one of bound) {
    if (one.rule.resourceType !== resource.type) continue;
    const verdict = await evaluateForScan(one, resource, context, noExemptions);
    const { violations, annotation = 'none', compliance } = verdict;
    for (const violation of violations) v.parse(Violation, violation);
    assert.equal(compliance === 'NON_COMPLIANT', violations.length > 0);
    assert.isAtLeast(annotation.length, 1);
    assert.isAtMost(annotation.length, longestAnnotation);
    assert.notMatch(annotation, /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u);
    assertNoSecret(JSON.stringify(verdict));
  }
}
