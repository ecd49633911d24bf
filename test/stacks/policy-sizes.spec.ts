import { assert } from 'chai';
import { toText } from '../../local/terraform/value.ts';
import { mostMembers } from '../../stacks/member-variables.ts';
import { evaluated } from './support/evaluated.ts';
import { membersOf } from './support/members.ts';

/** The longest names there are, and as many members as may be. */
const planned = evaluated({
  name_prefix: 'p'.repeat(16),
  region: 'us-gov-west-1',
  external_id: 'an-external-id',
  organization_id: `o-${'a'.repeat(32)}`,
  enable_fast_path: true,
  member_accounts: Object.fromEntries(
    Object.entries(membersOf(mostMembers)).map(([id, member]) => [id, { ...member, regions: ['us-gov-west-1'] }]),
  ),
});
const lengthsBy = (type: string, key: string, textOf: (given: Readonly<Record<string, unknown>>) => string) => {
  const lengths = new Map<unknown, number>();
  for (const { arguments: given } of planned.resources(type)) {
    lengths.set(given[key], (lengths.get(given[key]) ?? 0) + textOf(given).length);
  }
  return lengths;
};

describe('with as many members as there may be', () => {
  it('a role’s policies have the 10,240 characters that IAM takes of them together', () => {
    const lengths = lengthsBy('aws_iam_role_policy', 'role', ({ policy }) => toText(String(policy), 'policy'));

    assert.isNotEmpty([...lengths]);
    for (const [role, length] of lengths) assert.isAtMost(length, 10_240, String(role));
  });

  it('a function’s policy has the 20 KB that Lambda takes', () => {
    const account = '1'.repeat(12);
    const lengths = lengthsBy('aws_lambda_permission', 'function_name', (given) =>
      JSON.stringify({
        Sid: given['statement_id'],
        Effect: 'Allow',
        Principal: { Service: given['principal'] },
        Action: given['action'],
        Resource: `arn:aws-us-gov:lambda:us-gov-west-1:${account}:function:${String(given['function_name'])}`,
        Condition: {
          StringEquals: { 'AWS:SourceAccount': given['source_account'] },
          ...(given['source_arn'] === undefined ? {} : { ArnLike: { 'AWS:SourceArn': 'x'.repeat(120) } }),
        },
      }),
    );

    assert.isAbove(Math.max(...lengths.values()), 10_000);
    for (const [name, length] of lengths) assert.isAtMost(length, 20_000, String(name));
  });

  for (const [type, most] of [
    ['aws_cloudwatch_event_bus_policy', 10_240],
    ['aws_s3_bucket_policy', 20_480],
    ['aws_sqs_queue_policy', 20_480],
  ] as const) {
    it(`each ${type} is of at most ${most} characters`, () => {
      assert.isNotEmpty(planned.resources(type));
      for (const { address, arguments: given } of planned.resources(type)) {
        assert.isAtMost(toText(given['policy'] ?? null, address).length, most, address);
      }
    });
  }
});
