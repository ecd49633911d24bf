import { assert } from 'chai';
import { type ClauseReading, isListed, keysThatMustExist, readClause } from '../../publicness/condition.ts';
import { awsBreadth } from '../../publicness/source-ip.ts';

function read(operator: string, key: string, ...values: string[]): ClauseReading {
  return readClause({ operator, key, values }, awsBreadth, new Set());
}

describe('readClause', () => {
  const binding: [string, string, ...string[]][] = [
    ['StringEquals', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5'],
    ['ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*'],
    ['StringEquals', 'aws:PrincipalAccount', '111122223333'],
    ['ArnEquals', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:role/deploy'],
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/24', '2001:db8::/48'],
    ['ipaddress', 'AWS:SOURCEIP', '203.0.113.9'],
    ['StringEquals', 'aws:SourceIp', '203.0.113.9'],
    ['ForAnyValue:IpAddress', 'aws:SourceIp', '203.0.113.9'],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main'],
    ['StringEquals', 'aws:SourceVpc', 'vpc-91237329'],
    ['StringEqualsIgnoreCase', 'aws:SourceVpce', 'vpce-1a2b3c4d', 'vpce-5e6f7a8b'],
    ['StringLike', 'aws:SourceVpce', 'vpce-1a2b3c4d'],
    ['StringEquals', 'aws:SourceOwner', '111122223333'],
    ['StringEquals', 'aws:SourceAccount', '111122223333'],
    ['StringEquals', 'aws:userid', 'AIDAEXAMPLEUSERID'],
    ['StringEquals', 's3:x-amz-server-side-encryption-aws-kms-key-id', 'arn:aws:kms:eu-west-1:111122223333:key/1'],
    ['StringLike', 's3:DataAccessPointArn', 'arn:aws:s3:us-west-2:123456789012:accesspoint/*'],
    ['StringEquals', 's3:DataAccessPointAccount', '111122223333'],
    ['StringLike', 's3:DataAccessPointArn', 'arn:aws:s3:us-west-2:123456789012:accesspoint/mine*'],
    ['StringEquals', 'aws:PrincipalServiceName', 'cloudtrail.amazonaws.com'],
    ['StringEquals', 'aws:SourceOrgID', 'o-a1b2c3d4e5'],
    ['ForAnyValue:StringLike', 'aws:SourceOrgPaths', 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*'],
    ['ArnEquals', 'aws:SourceVpcArn', 'arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-91237329'],
    ['StringEquals', 'aws:VpceAccount', '111122223333'],
    ['StringEquals', 'aws:VpceOrgID', 'o-a1b2c3d4e5'],
    ['ForAnyValue:StringLike', 'aws:VpceOrgPaths', 'o-a1b2c3d4e5/*'],
  ];
  for (const [operator, key, ...values] of binding) {
    it(`binds: ${operator} ${key} ${values.join(', ')}`, () => {
      assert.isNull(read(operator, key, ...values).looseness);
    });
  }

  const loose: [string, string, string, string][] = [
    ['a wildcard', 'StringLike', 'aws:SourceVpc', 'vpc-*'],
    ['a wildcard under an operator that takes it literally', 'StringEquals', 'aws:SourceVpc', 'vpc-*'],
    ['a one-letter wildcard', 'StringLike', 'aws:SourceVpce', 'vpce-1a2b3c4?'],
    ['nothing but a wildcard', 'StringLike', 'aws:PrincipalOrgID', '*'],
    ['a policy variable', 'StringEquals', 'aws:PrincipalAccount', '${aws:PrincipalAccount}'],
    ['any role of any account', 'ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/deploy'],
    ['any role of an account', 'ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:role/*'],
    ['a wildcard in ArnEquals', 'ArnEquals', 'aws:SourceArn', 'arn:aws:sns:*:*:*'],
    ['any session of a role', 'StringLike', 'aws:userid', 'AROAEXAMPLEROLEID:*'],
    ['an organisation that is not fixed', 'ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', 'o-*/r-ab12/*'],
    ['whatever ends like an organisation', 'ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', '*o-a1b2c3d4e5/*'],
    ['a variable in a path', 'ForAnyValue:StringLike', 'aws:SourceOrgPaths', 'o-a1b2c3d4e5/${aws:PrincipalTag/unit}'],
    ['any path of a VPC endpoint', 'ForAnyValue:StringLike', 'aws:VpceOrgPaths', 'o-*'],
    [
      'whatever ends like an access point',
      'StringLike',
      's3:DataAccessPointArn',
      '*arn:aws:s3:us-west-2:123456789012:accesspoint/mine*',
    ],
    [
      'a variable in the name of an access point',
      'StringLike',
      's3:DataAccessPointArn',
      'arn:aws:s3:us-west-2:123456789012:accesspoint/of-${aws:PrincipalTag/team}',
    ],
    ['any access point', 'StringLike', 's3:DataAccessPointArn', 'arn:aws:s3:us-west-2:*:accesspoint/mine'],
    [
      'access points of any partition',
      'StringLike',
      's3:DataAccessPointArn',
      'arn:*:s3:eu-west-1:123456789012:accesspoint/*',
    ],
    ['access points of any region', 'StringLike', 's3:DataAccessPointArn', 'arn:aws:s3:*:123456789012:accesspoint/*'],
    ['everyone', 'IpAddress', 'aws:SourceIp', '0.0.0.0/0'],
    ['half of everyone', 'IpAddress', 'aws:SourceIp', '0.0.0.0/1'],
    ['nothing', 'StringEquals', 'aws:SourceVpc', ''],
  ];
  for (const [what, operator, key, value] of loose) {
    it(`does not bind by ${what}: ${key} ${value}`, () => {
      const reading = read(operator, key, value);

      assert.include(reading.looseness ?? '', `${key} ${value}`);
      assert.isEmpty(reading.looseValues);
    });
  }

  const passing: [string, string][] = [
    ['StringNotEquals', 'vpc-1'],
    ['StringNotLike', 'vpc-1'],
    ['StringEqualsIfExists', 'vpc-1'],
    ['ForAnyValue:StringEqualsIfExists', 'vpc-1'],
    ['ForAllValues:StringEquals', 'vpc-1'],
    ['Null', 'false'],
    ['Bool', 'true'],
    ['IpAddress', '203.0.113.0/24'],
    ['StringResembles', 'vpc-1'],
  ];
  for (const [operator, value] of passing) {
    it(`does not bind under ${operator}, whatever the value`, () => {
      assert.include(read(operator, 'aws:SourceVpc', value).looseness ?? '', operator);
    });
  }
  it('does not bind by excluded addresses', () => {
    assert.isNotNull(read('NotIpAddress', 'aws:SourceIp', '203.0.113.0/24').looseness);
    assert.isNotNull(read('IpAddressIfExists', 'aws:SourceIp', '203.0.113.0/24').looseness);
  });

  for (const key of [
    'aws:SecureTransport',
    'aws:Referer',
    'aws:UserAgent',
    's3:prefix',
    'aws:PrincipalTag/team',
    'aws:VpcSourceIp',
  ]) {
    it(`does not bind by ${key}, which anyone can bring about`, () => {
      assert.include(read('StringEquals', key, 'fixed').looseness ?? '', key);
    });
  }

  it('does not bind without a value', () => {
    assert.equal(read('StringEquals', 'aws:SourceVpc').looseness, 'aws:SourceVpc has no value');
  });

  it('does not bind if one of several values is loose, and says which ones to drop', () => {
    const reading = read('IpAddress', 'aws:SourceIp', '203.0.113.0/24', '0.0.0.0/1', '128.0.0.0/1', '198.51.100.1');

    assert.equal(reading.looseness, 'aws:SourceIp 0.0.0.0/1 is broader than /8');
    assert.deepEqual(reading.looseValues, ['0.0.0.0/1', '128.0.0.0/1']);
  });

  it('cannot be helped by dropping values if the narrow ones together are everyone', () => {
    const slash8s = Array.from({ length: 60 }, (_, i) => `${i + 11}.0.0.0/8`);

    assert.isEmpty(read('IpAddress', 'aws:SourceIp', ...slash8s).looseValues);
    assert.match(read('IpAddress', 'aws:SourceIp', ...slash8s).looseness ?? '', /together hold/);
    assert.isEmpty(read('IpAddress', 'aws:SourceIp', ...slash8s, '0.0.0.0/0').looseValues);
  });
});

describe('readClause, for a key that must exist', () => {
  const readExisting = (operator: string, key: string, ...values: string[]): ClauseReading =>
    readClause({ operator, key, values }, awsBreadth, new Set([key.toLowerCase()]));

  for (const [operator, key, value] of [
    ['StringEqualsIfExists', 'aws:SourceVpce', 'vpce-1'],
    ['ArnLikeIfExists', 'aws:SourceArn', 'arn:aws:sns:eu-west-1:111122223333:topic'],
    ['IpAddressIfExists', 'aws:SourceIp', '203.0.113.0/24'],
    ['ForAllValues:StringLike', 'aws:PrincipalOrgPaths', 'o-a1b2c3d4e5/*'],
    ['forallvalues:stringequalsifexists', 'AWS:SourceVpce', 'vpce-1'],
  ] as const) {
    it(`binds: ${operator} ${key}`, () => {
      assert.isNull(readExisting(operator, key, value).looseness);
      assert.include(read(operator, key, value).looseness ?? '', operator);
    });
  }

  it('still asks for a binding operator and fixed values', () => {
    assert.isNotNull(readExisting('StringNotEqualsIfExists', 'aws:SourceVpce', 'vpce-1').looseness);
    assert.isNotNull(readExisting('ForAllValues:StringNotLike', 'aws:PrincipalOrgPaths', 'o-a1b2c3d4e5/*').looseness);
    assert.isNotNull(readExisting('StringLikeIfExists', 'aws:SourceVpce', 'vpce-*').looseness);
    assert.isNotNull(readExisting('Null', 'aws:SourceVpce', 'false').looseness);
  });
});

describe('isListed', () => {
  it('knows the keys of AWS’s own text in any case, and no others', () => {
    for (const key of ['aws:SourceIp', 'AWS:SOURCEVPCE', 'aws:PrincipalOrgPaths']) assert.isTrue(isListed(key), key);
    for (const key of ['aws:SourceOrgID', 'aws:VpceAccount', 'aws:UserAgent']) assert.isFalse(isListed(key), key);
  });
});

describe('keysThatMustExist', () => {
  for (const [operator, values, found] of [
    ['Null', ['false'], true],
    ['null', ['false'], true],
    ['Null', ['true'], false],
    ['Null', ['false', 'true'], false],
    ['Null', [], false],
    ['Bool', ['false'], false],
    ['ForAllValues:Null', ['false'], false],
  ] as const) {
    it(`${found ? 'holds' : 'does not hold'} the key of ${operator} ${values.join(', ')}, in lower case`, () => {
      const keys = keysThatMustExist([{ operator, key: 'aws:SourceVpce', values }]);

      assert.deepEqual([...keys], found ? ['aws:sourcevpce'] : []);
    });
  }
});

describe('what a clause says for itself where it does not bind', () => {
  for (const [operator, key, value, looseness] of [
    ['StringLike', 'aws:SourceVpc', 'vpc-*', 'aws:SourceVpc vpc-* has a wildcard or variable'],
    [
      'StringLike',
      's3:DataAccessPointArn',
      'arn:aws:s3:*:*:accesspoint/a',
      's3:DataAccessPointArn arn:aws:s3:*:*:accesspoint/a does not fix the account of the access point',
    ],
    ['StringLike', 'aws:PrincipalOrgPaths', 'o-*', 'aws:PrincipalOrgPaths o-* does not fix the organisation'],
    ['StringEquals', 'aws:UserAgent', 'x', 'aws:UserAgent does not say who asks'],
    ['StringForAnyValue:Equals', 'aws:SourceVpc', 'vpc-1', 'StringForAnyValue:Equals does not hold aws:SourceVpc'],
    ['StringForAllValues:Equals', 'aws:SourceVpc', 'vpc-1', 'StringForAllValues:Equals does not hold aws:SourceVpc'],
    ['StringIfExistsEquals', 'aws:SourceVpc', 'vpc-1', 'StringIfExistsEquals does not hold aws:SourceVpc'],
  ] as const) {
    it(`${operator} ${key} ${value}: ${looseness}, and no value would help`, () => {
      const reading = readClause({ operator, key, values: [value] }, awsBreadth, new Set([key.toLowerCase()]));

      assert.include(reading.looseness ?? '', looseness);
      assert.isEmpty(reading.looseValues);
    });
  }
});
