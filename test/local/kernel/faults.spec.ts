import { assert } from 'chai';
import { type Fault, type FaultedCall, Faults } from '../../../local/faults.ts';

const call: FaultedCall = {
  service: 'ec2',
  operation: 'DescribeSecurityGroups',
  accountId: '123456789012',
  region: 'eu-west-1',
  principalArn: 'arn:aws:sts::123456789012:assumed-role/mender/1',
  body: 'GroupId=sg-1',
  path: '/',
};
const slow: Fault = { kind: 'delay', ms: 5 };
const broken: Fault = { kind: 'error', code: 'InternalError', status: 500 };

describe('Faults', () => {
  const rules = [
    { name: 'everything, without conditions', rule: {}, strikes: true },
    { name: 'the service', rule: { service: 'ec2' }, strikes: true },
    { name: 'another service', rule: { service: 's3' }, strikes: false },
    { name: 'the operation', rule: { operation: 'DescribeSecurityGroups' }, strikes: true },
    { name: 'another operation', rule: { service: 'ec2', operation: 'CreateTags' }, strikes: false },
    {
      name: 'one resource, by the body',
      rule: { when: ({ body }: FaultedCall) => body.includes('sg-1') },
      strikes: true,
    },
    { name: 'another principal', rule: { when: (one: FaultedCall) => one.principalArn === 'x' }, strikes: false },
  ];
  for (const { name, rule, strikes } of rules) {
    it(`${strikes ? 'strike' : 'spare a call, aimed at'} ${name}`, () => {
      const faults = new Faults();
      faults.inject({ ...rule, fault: slow });

      assert.deepEqual(faults.strike(call), strikes ? slow : undefined);
    });
  }

  it('strike as often as they are told, then the next rule does', () => {
    const faults = new Faults();
    faults.inject({ times: 2, fault: broken });
    faults.inject({ fault: slow });

    const struck = [1, 2, 3].map(() => faults.strike(call));

    assert.deepEqual(struck, [broken, broken, slow]);
  });

  it('can be taken back one by one or all at once', () => {
    const faults = new Faults();
    const takeBack = faults.inject({ fault: broken });
    faults.inject({ fault: slow });

    takeBack();
    const second = faults.strike(call);
    faults.clear();

    assert.deepEqual([second, faults.strike(call)], [slow, undefined]);
  });
});
