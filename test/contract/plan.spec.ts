import { assert } from 'chai';
import * as v from 'valibot';
import { Change } from '../../contract/plan.ts';

const withInput = (input: unknown): unknown => ({ service: 'ec2', operation: 'RevokeSecurityGroupIngress', input });

describe('Change', () => {
  it('takes the input of any call that a mend makes', () => {
    const input = { GroupId: 'sg-1', IpPermissions: [{ IpProtocol: 'tcp', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] };

    assert.deepEqual(v.parse(Change, withInput(input)), withInput(input));
  });

  it('takes none that could not be written as JSON again, however deep it was read from', () => {
    const deep: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000));

    const parsed = v.safeParse(Change, withInput({ deep }));

    assert.isFalse(parsed.success);
    assert.equal(parsed.issues?.[0].message, 'must not nest deeper than 32 levels');
  });
});
