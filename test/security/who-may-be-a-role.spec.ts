import { assert } from 'chai';
import { lambdaSources } from '../../build/lambdas.ts';
import { mainTemplate, resourcesOf, statementsIn } from '../stacks/support/synthesised.ts';

describe('who may be a role of the stack', () => {
  const roles = resourcesOf(mainTemplate(), 'aws_iam_role').filter(([name]) => name !== 'config-role');

  it('is asked of the role of each function', () => {
    assert.lengthOf(roles, lambdaSources().length);
  });

  for (const [name, role] of roles) {
    it(`is Lambda alone: ${name}`, () => {
      const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } };
      assert.deepEqual<unknown>(statementsIn(role['assume_role_policy']), [trust]);
    });
  }
});
