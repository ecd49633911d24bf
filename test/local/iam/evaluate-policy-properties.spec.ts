import { assert } from 'chai';
import * as fc from 'fast-check';
import { type AccessRequest, evaluatePolicy } from '../../../local/iam/evaluate-policy.ts';
import { parsePolicy, type Statement } from '../../../local/iam/policy-document.ts';

const actions = ['s3:GetObject', 's3:PutObject', 'sqs:SendMessage'];
const resources = ['arn:aws:s3:::a', 'arn:aws:s3:::b', 'arn:aws:sqs:eu-west-1:111122223333:q'];
const regions = ['eu-west-1', 'us-east-1'];

const someOf = (values: readonly string[]) => fc.subarray([...values], { minLength: 1 });
const condition = fc.oneof(
  fc.constant({}),
  fc.record({ StringEquals: fc.record({ region: someOf(regions) }) }),
  fc.record({ StringNotLikeIfExists: fc.record({ region: someOf(['eu-*', 'us-*']) }) }),
  fc.record({ Null: fc.record({ region: fc.boolean() }) }),
);
const actionElement = fc.oneof(
  fc.record({ Action: someOf([...actions, 's3:*', '*', 'S3:get*']) }),
  fc.record({ NotAction: someOf(actions) }),
);
const resourceElement = fc.oneof(
  fc.record({ Resource: someOf([...resources, '*', 'arn:aws:s3:::?']) }),
  fc.record({ NotResource: someOf(resources) }),
);
const statementOf = (effect: fc.Arbitrary<'Allow' | 'Deny'>): fc.Arbitrary<Statement> =>
  fc
    .tuple(effect, actionElement, resourceElement, condition)
    .map(([Effect, action, resource, Condition]) => ({ Effect, ...action, ...resource, Condition }))
    .map((one) => parsePolicy({ Version: '2012-10-17', Statement: one }))
    .chain((parsed) => fc.constantFrom(...parsed));
const statements = fc.array(statementOf(fc.constantFrom('Allow', 'Deny')), { maxLength: 6 });
const request: fc.Arbitrary<AccessRequest> = fc.record({
  action: fc.constantFrom(...actions),
  resource: fc.constantFrom(...resources),
  context: fc.oneof(fc.constant({}), fc.record({ region: fc.constantFrom(...regions) })),
});
const effectOf = (list: readonly Statement[], asked: AccessRequest): string => evaluatePolicy(list, asked).effect;

describe('Whatever the policies, the evaluation', () => {
  it('denies once a deny applies, whatever else is there', () => {
    fc.assert(
      fc.property(statements, statementOf(fc.constant('Deny')), fc.nat(), request, (list, deny, at, asked) => {
        const applies = effectOf([deny], asked) === 'explicit-deny';
        const position = at % (list.length + 1);
        const effect = effectOf([...list.slice(0, position), deny, ...list.slice(position)], asked);

        if (applies) assert.equal(effect, 'explicit-deny');
        else assert.equal(effect, effectOf(list, asked));
      }),
    );
  });

  it('never loses a permission by an added allow', () => {
    fc.assert(
      fc.property(statements, statementOf(fc.constant('Allow')), request, (list, allow, asked) => {
        if (effectOf(list, asked) === 'allow') assert.equal(effectOf([allow, ...list], asked), 'allow');
        if (effectOf(list, asked) === 'explicit-deny') assert.equal(effectOf([...list, allow], asked), 'explicit-deny');
      }),
    );
  });

  it('never gains a permission by an added deny', () => {
    fc.assert(
      fc.property(statements, statementOf(fc.constant('Deny')), request, (list, deny, asked) => {
        if (effectOf(list, asked) !== 'allow') assert.notEqual(effectOf([...list, deny], asked), 'allow');
      }),
    );
  });

  it('does not depend on the order of statements', () => {
    const shuffled = statements.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, request, ([list, other], asked) => {
        assert.equal(effectOf(list, asked), effectOf(other, asked));
      }),
    );
  });

  it('allows only by a statement that allows by itself, and names it', () => {
    fc.assert(
      fc.property(statements, request, (list, asked) => {
        const decision = evaluatePolicy(list, asked);
        if (!('statement' in decision)) return;
        const named = list[decision.statement];
        assert.isDefined(named);
        assert.equal(named === undefined ? '' : effectOf([named], asked), decision.effect);
      }),
    );
  });
});
