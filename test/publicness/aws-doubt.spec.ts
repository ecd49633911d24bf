import { assert } from 'chai';
import { awsDoubt } from '../../publicness/aws-doubt.ts';
import { type AllowStatement, readPolicy } from '../../publicness/policy-document.ts';
import { awsBreadth } from '../../publicness/source-ip.ts';
import { judgeStatement } from '../../publicness/statement.ts';
import { allow, policy } from '../support/buckets.ts';

function read(overrides: Record<string, unknown>): AllowStatement {
  const reading = readPolicy(policy(allow(overrides)));
  const first = reading.kind === 'read' ? reading.statements[0] : undefined;
  if (first?.effect !== 'Allow') throw new Error('the test gives no Allow statement');
  return first;
}

describe('why a statement may be public to AWS', () => {
  for (const [operator, key, value, doubt] of [
    ['StringEquals', 'aws:SourceOrgID', 'o-a1b2c3d4e5', 'AWS does not list aws:SourceOrgID'],
    ['ForAnyValue:StringLike', 'AWS:SourceOrgPaths', 'o-a1b2c3d4e5/*', 'AWS does not list AWS:SourceOrgPaths'],
    [
      'ArnEquals',
      'aws:SourceVpcArn',
      'arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1',
      'AWS does not list aws:SourceVpcArn',
    ],
    ['StringEquals', 'aws:VpceAccount', '111122223333', 'AWS does not list aws:VpceAccount'],
    ['StringEquals', 'aws:VpceOrgID', 'o-a1b2c3d4e5', 'AWS does not list aws:VpceOrgID'],
    ['ForAnyValue:StringEquals', 'aws:VpceOrgPaths', 'o-a1b2c3d4e5/r-ab12/', 'AWS does not list aws:VpceOrgPaths'],
    [
      'ForAnyValue:StringLike',
      'aws:PrincipalOrgPaths',
      'o-a1b2c3d4e5/*',
      'aws:PrincipalOrgPaths o-a1b2c3d4e5/* has a wildcard',
    ],
    ['ForAnyValue:StringEquals', 'aws:PrincipalOrgPaths', 'o-a1b2c3d4e5/r-ab12/', null],
    ['StringEquals', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5', null],
    ['StringEquals', 'AWS:principalAccount', '111122223333', null],
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/24', null],
    ['StringLike', 's3:DataAccessPointArn', 'arn:aws:s3:us-west-2:123456789012:accesspoint/*', null],
    ['StringEquals', 'aws:SourceVpce', 'vpce-1', null],
  ] as const) {
    it(`${operator} ${key} ${value}: ${doubt ?? 'none'}`, () => {
      const statement = read({ Condition: { [operator]: { [key]: value } } });

      assert.equal(awsDoubt(statement), doubt);
      assert.isNull(judgeStatement(statement, awsBreadth));
    });
  }

  it('names the first value that is not fixed', () => {
    const paths = ['o-a1b2c3d4e5/r-ab12/', 'o-f6a7b8c9d0/*', 'o-a1b2c3d4e5/*'];

    assert.equal(
      awsDoubt(read({ Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': paths } } })),
      'aws:PrincipalOrgPaths o-f6a7b8c9d0/* has a wildcard',
    );
  });

  const organisation = { StringEquals: { 'aws:SourceOrgID': 'o-a1b2c3d4e5' } };
  const unit = { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/r-ab12/*' } };
  const ofOrganisation = 'AWS does not list aws:SourceOrgID';
  const helped = { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' }, Null: { 'aws:SourceVpce': 'false' } };
  for (const [what, overrides, doubt] of [
    [
      'two such clauses',
      { Condition: { ...organisation, ...unit } },
      `${ofOrganisation}; aws:PrincipalOrgPaths o-a1b2c3d4e5/r-ab12/* has a wildcard`,
    ],
    [
      'an operator that Null helps',
      { Condition: helped },
      'StringEqualsIfExists does not hold aws:SourceVpce to its values',
    ],
    [
      'one beside a clause that says nothing',
      { Condition: { ...organisation, Bool: { 'aws:SecureTransport': 'true' } } },
      ofOrganisation,
    ],
    [
      'one beside a clause that AWS takes',
      { Condition: { ...organisation, IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } },
      null,
    ],
    [
      'fixed principals',
      { Principal: { AWS: 'arn:aws:iam::111122223333:role/deploy' }, Condition: organisation },
      null,
    ],
  ] as const) {
    it(`${what}: ${doubt ?? 'none'}`, () => {
      assert.equal(awsDoubt(read(overrides)), doubt);
      assert.isNull(judgeStatement(read(overrides), awsBreadth));
    });
  }

  it('is none beyond the verdict where a statement is public by our reading as well', () => {
    assert.isNull(awsDoubt(read({})));
  });
});
