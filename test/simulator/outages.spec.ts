import { assert } from 'chai';
import { scenarioOf } from '../../simulator/host/draw-scenario.ts';
import { outageOf } from '../../simulator/host/outage-of.ts';
import type { Outage } from '../../simulator/host/scenario.ts';

const during = (of: Outage['of'], name: string, service: string, operation: string): string | undefined => {
  const actor = { name, number: 0, principalArn: '', environment: {}, dead: false, startedAt: 0 };
  const scenario = { ...scenarioOf(1), outages: [{ from: 0, to: 10, of }] };
  return outageOf(scenario, 5, { actor, service, operation })?.error.code;
};

/** What is withdrawn, of whom, and a call that is still allowed. */
const withdrawn = [
  [
    'revoke permissions',
    'remediator-security-group',
    'ec2',
    'RevokeSecurityGroupIngress',
    'AuthorizeSecurityGroupIngress',
  ],
  ['ledger permissions', 'coordinator', 's3', 'GetObject', 'GetBucketPolicy'],
  ['queue permissions', 'coordinator', 'sqs', 'ReceiveMessage', undefined],
  ['topic permissions', 'coordinator', 'sns', 'PublishBatch', undefined],
  ['invoke permissions', 'coordinator', 'lambda', 'Invoke', undefined],
  ['verdict permissions', 'security-group-restricted-ports', 'config', 'PutEvaluations', 'GetResourceConfigHistory'],
] as const;

describe('A permission that is withdrawn', () => {
  for (const [of, name, service, denied, allowed] of withdrawn) {
    it(`refuses ${denied} and nothing else: ${of}`, () => {
      assert.match(during(of, name, service, denied) ?? '', /AccessDenied|Unauthorized|AuthorizationError/);
      if (allowed !== undefined) assert.isUndefined(during(of, name, service, allowed));
      assert.isUndefined(during(of, name, 'ssm', 'GetParameter'));
    });
  }
});
