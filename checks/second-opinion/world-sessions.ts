import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import * as fc from 'fast-check';
import { calls } from './calls.ts';
import type { World } from './worlds.ts';

const { sts } = calls;
const RoleArn = 'arn:aws:iam::$account-own:role/second-opinion';
const Policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'ec2:Describe*', Resource: '*' }],
});

export const sessions: World = {
  prepare: [],
  steps: fc.oneof(
    fc.constant(sts.whoami({})),
    fc
      .record({
        RoleSessionName: fc.constantFrom('configmend-1', 'x', 'a b'),
        more: fc.constantFrom<Partial<AssumeRoleCommandInput>>(
          {},
          { ExternalId: 'agreed-with-security' },
          { Policy },
          { Tags: [{ Key: 'configmend-rule', Value: 'security-group-restricted-ports' }] },
          { DurationSeconds: 900 },
          { DurationSeconds: 60 },
        ),
      })
      .map(({ RoleSessionName, more }) => sts.assume({ RoleArn, RoleSessionName, ...more })),
    fc.constant(sts.assume({ RoleArn: 'arn:aws:iam::$account-own:role/nobody', RoleSessionName: 'configmend-1' })),
  ),
  always: [[sts.whoami({}), sts.assume({ RoleArn, RoleSessionName: 'configmend-1' })]],
  longest: 4,
  sequences: 16,
  reads: () => [],
};
