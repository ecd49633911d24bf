import { assert } from 'chai';
import { isComputed, policyText } from '../../stacks/policy-text.ts';

describe('the text of a policy', () => {
  it('is JSON, where nothing is computed', () => {
    const statement = { Effect: 'Allow', Action: ['sns:Publish'], Resource: ['${aws_sns_topic.x.arn}'] };

    assert.deepEqual(JSON.parse(policyText([statement])), { Version: '2012-10-17', Statement: [statement] });
  });

  it('has in the place of what is computed the expression that makes JSON of it, its quotes as Terraform has them', () => {
    const computed = '[for id in ["a", "é"] : "arn:${id}" if id != "$&"]';

    const text = policyText([{ Effect: 'Allow', Resource: { computed }, Condition: { computed: '{}' } }]);

    assert.equal(
      text,
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",' +
        `"Resource":\${jsonencode(${computed})},"Condition":\${jsonencode({})}}]}`,
    );
  });

  for (const [value, is] of [
    [{ computed: 'x' }, true],
    [['x'], false],
    ['computed', false],
    [null, false],
  ] as const) {
    it(`takes ${JSON.stringify(value)} for ${is ? 'an expression' : 'a value'}`, () => {
      assert.equal(isComputed(value), is);
    });
  }
});
