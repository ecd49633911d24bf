import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { emptyContext } from '../../contract/context.ts';
import { Failure } from '../../contract/failure.ts';
import type { Resource } from '../../contract/resource.ts';
import { Violation } from '../../contract/violation.ts';
import { judgesFrom } from '../../remediators/judges.ts';
import type { Judge } from '../../rules/registered-rule.ts';
import { rules } from '../../rules/registry.ts';
import { bucket, allow, policy } from '../support/buckets.ts';
import { givenParameters } from '../support/given-parameters.ts';
import { ingress, egress, securityGroup } from '../support/security-groups.ts';
import { bent, bentText } from './support/bent.ts';
import { answerOf, type Ended, fuzz } from './support/fuzz.ts';
import { assertNoSecret, loggedAs, withSecrets } from './support/secrets.ts';

const block = { blockPublicAcls: true, ignorePublicAcls: false, blockPublicPolicy: true, restrictPublicBuckets: true };
const live: readonly Resource[] = [
  securityGroup([
    ingress('tcp', [0, 65_535], '0.0.0.0/0'),
    ingress('-1', null, '::/0'),
    egress('-1', null, '0.0.0.0/0'),
  ]),
  bucket({ policy: policy(allow({ Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } } })) }),
  {
    type: 'AWS::S3::AccountPublicAccessBlock',
    id: '123456789012',
    arn: 'arn:aws:iam::123456789012:root',
    accountId: '123456789012',
    region: 'eu-west-1',
    tags: {},
    publicAccessBlock: block,
  },
];

/** Every parameter of a rule, as its default or its example has it. */
const all = rules.map((rule) => {
  const defaults = Object.entries(rule.parameters).map(([name, { default: usual }]) => [name, usual]);
  return [rule, { ...Object.fromEntries(defaults), ...givenParameters(rule) }] as const;
});
const byRule = Object.fromEntries(all.map(([{ id }, parameters]) => [id, parameters]));

/** What such parameters make of live resources has to be verdicts still. */
function judges(judge: Judge, type: string): void {
  for (const resource of live) {
    if (resource.type !== type) continue;
    for (const violation of judge(resource, emptyContext)) v.parse(Violation, violation);
  }
}

function refused(failure: Failure): Ended {
  assert.equal(failure.code, 'PARAMETER_INVALID');
  assertNoSecret(loggedAs(failure));
  return 'refused';
}

describe('fuzz: parameters', function () {
  it('of a rule are taken whole, or refused by name: none falls back to its default in silence', () =>
    fuzz({
      name: 'parameters',
      share: 0.7,
      inputs: fc.constantFrom(...all).chain(([rule, parameters]) => fc.tuple(fc.constant(rule), bent([parameters], 2))),
      async try([rule, given]) {
        const bound = await answerOf(() => rule.withParameters(given));

        if (bound instanceof Failure) return refused(bound);
        for (const name of Object.keys(Object(given ?? {}))) assert.property(rule.parameters, name);
        judges(bound.answer, rule.resourceType);
        return 'good';
      },
    }));

  it('of a deployment are taken whole, or refused by name', () =>
    fuzz({
      name: 'parameters',
      share: 0.3,
      inputs: withSecrets(bentText([byRule], 2)),
      async try(text) {
        const bound = await answerOf(() => judgesFrom(String(text), rules));

        if (bound instanceof Failure) return refused(bound);
        for (const [id, judge] of bound.answer) judges(judge, rules.find((rule) => rule.id === id)?.resourceType ?? '');
        return 'good';
      },
    }));
});
