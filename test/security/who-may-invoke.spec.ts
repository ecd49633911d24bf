import { assert } from 'chai';
import { remediators } from '../../remediators/registry.ts';
import { mainTemplate, resourcesOf, statementsIn } from '../stacks/support/synthesised.ts';

/** Role policies that let their role start the function, and permissions on the function itself with whom they are for. */
function invokersOf(name: string): string[] {
  const arn = `\${aws_lambda_function.${name}.arn}`;
  const byPolicy = resourcesOf(mainTemplate(), 'aws_iam_role_policy')
    .filter(([, { policy }]) =>
      statementsIn(policy).some(({ Effect, Action, Resource = [] }) => {
        const mayInvoke = [Action].flat().some((action) => /^(\*|lambda:(\*|I\w*\*|Invoke\w*))$/.test(action));
        return Effect === 'Allow' && mayInvoke && [Resource].flat().some((one) => one.includes('*') || one === arn);
      }),
    )
    .map(([policy]) => policy);
  const byPermission = resourcesOf(mainTemplate(), 'aws_lambda_permission')
    .filter(([, permission]) => JSON.stringify(permission['function_name']).includes(`aws_lambda_function.${name}.`))
    .map(([, permission]) => `${String(permission['principal'])} for ${String(permission['source_arn'])}`);
  return [...byPolicy, ...byPermission];
}

describe('who may invoke a remediator, and the coordinator', () => {
  for (const { id } of remediators) {
    it(`is, of the remediator ${id}, the coordinator alone: no AWS service has a permission on it`, () => {
      assert.deepEqual(invokersOf(`remediator-${id}`), ['coordinator-policy']);
    });
  }

  it('is, of the coordinator, its own schedule, and the two functions that have found something', () => {
    assert.sameMembers(invokersOf('coordinator'), [
      'fast-path-policy',
      'sweep-policy',
      'events.amazonaws.com for ${aws_cloudwatch_event_rule.schedule.arn}',
    ]);
  });
});
