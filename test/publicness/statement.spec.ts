import { assert } from 'chai';
import type { PublicStatement } from '../../contract/violation.ts';
import { readPolicy } from '../../publicness/policy-document.ts';
import { awsBreadth } from '../../publicness/source-ip.ts';
import { judgeStatement } from '../../publicness/statement.ts';
import { allow, policy } from '../support/buckets.ts';

function judge(statement: Record<string, unknown>, breadth = awsBreadth): PublicStatement | null {
  const reading = readPolicy(policy(statement));
  const read = reading.kind === 'read' ? reading.statements[0] : undefined;
  if (read?.effect !== 'Allow') throw new Error('the test gives no Allow statement');
  return judgeStatement(read, breadth);
}

const fixedRole = 'arn:aws:iam::111122223333:role/deploy';
const narrowIp = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };

describe('judgeStatement', () => {
  const publicOnes: [string, Record<string, unknown>, string][] = [
    ['Principal * without a condition', {}, 'Principal is *'],
    ['{"AWS":"*"}', { Principal: { AWS: '*' } }, 'Principal AWS is *'],
    ['{"AWS":["*"]}', { Principal: { AWS: ['*'] } }, 'Principal AWS is *'],
    ['a wildcard in an account', { Principal: { AWS: 'arn:aws:iam::*:root' } }, 'arn:aws:iam::*:root'],
    ['NotPrincipal', { Principal: undefined, NotPrincipal: { AWS: fixedRole } }, 'NotPrincipal'],
    [
      'a public identity provider',
      { Principal: { Federated: 'graph.facebook.com' }, Action: 's3:PutObject' },
      'facebook',
    ],
    ['NotAction', { Action: undefined, NotAction: 's3:PutObject' }, 'Principal is *'],
    ['actions that are not of S3', { Action: 'sqs:SendMessage' }, 'Principal is *'],
    ['a wildcard VPC', { Condition: { StringLike: { 'aws:SourceVpc': 'vpc-*' } } }, 'aws:SourceVpc vpc-*'],
    ['only TLS asked for', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }, 'aws:SecureTransport'],
    ['an excluded range', { Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }, 'NotIpAddress'],
    ['IfExists', { Condition: { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } } }, 'StringEqualsIfExists'],
    [
      'IfExists where another key must exist',
      { Condition: { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' }, Null: { 'aws:SourceVpc': 'false' } } },
      'StringEqualsIfExists',
    ],
    [
      'IfExists where the key must not exist',
      { Condition: { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' }, Null: { 'aws:SourceVpce': 'true' } } },
      'StringEqualsIfExists',
    ],
    [
      'ForAllValues',
      { Condition: { 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/*' } } },
      'ForAll',
    ],
    ['an empty Condition', { Condition: {} }, 'Principal is *'],
    ['a referer', { Condition: { StringLike: { 'aws:Referer': 'https://example.com/*' } } }, 'aws:Referer'],
  ];
  it('is public for every reason, the principal first', () => {
    const Condition = { StringLike: { 'aws:SourceVpc': 'vpc-*' }, Bool: { 'aws:SecureTransport': 'true' } };

    assert.equal(
      judge(allow({ Condition }))?.reason,
      'Principal is *; aws:SourceVpc vpc-* has a wildcard or variable; aws:SecureTransport does not say who asks',
    );
  });

  for (const [what, statement, reason] of publicOnes) {
    it(`calls ${what} public`, () => {
      assert.include(judge(allow(statement))?.reason ?? '', reason);
    });
  }

  const fixedOnes: [string, Record<string, unknown>][] = [
    ['a role', { Principal: { AWS: fixedRole } }],
    ['accounts', { Principal: { AWS: ['111122223333', '444455556666'] } }],
    ['a service', { Principal: { Service: 'cloudtrail.amazonaws.com' } }],
    ['a service and a canonical user', { Principal: { Service: 's3.amazonaws.com', CanonicalUser: '79a5' } }],
    ['everyone in one VPC', { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-91237329' } } }],
    ['everyone at an endpoint', { Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } } }],
    ['everyone of an organisation', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } }],
    ['everyone at an address', { Condition: narrowIp }],
    [
      'everyone at an endpoint that must be there',
      { Condition: { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' }, Null: { 'AWS:SourceVPCE': 'false' } } },
    ],
    [
      'everyone all of whose paths are of an organisation, and there must be some',
      {
        Condition: {
          'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/*' },
          Null: { 'aws:PrincipalOrgPaths': false },
        },
      },
    ],
    ['a deleted role', { Principal: { AWS: 'AROA27HJSWAHEPTTLIWSO' } }],
    [
      'everyone but one, at an address',
      { Principal: undefined, NotPrincipal: { AWS: fixedRole }, Condition: narrowIp },
    ],
    [
      'a loose condition beside one that binds',
      { Condition: { ...narrowIp, StringLike: { 'aws:SourceVpc': 'vpc-*' } } },
    ],
    [
      'a negated condition beside one that binds',
      { Condition: { ...narrowIp, NotIpAddress: { 'aws:SourceIp': '203.0.113.9' } } },
    ],
    [
      'a role under a loose condition',
      { Principal: { AWS: fixedRole }, Condition: { StringLike: { 'aws:SourceVpc': '*' } } },
    ],
  ];
  for (const [what, statement] of fixedOnes) {
    it(`does not call a grant to ${what} public`, () => {
      assert.isNull(judge(allow(statement)));
    });
  }

  it('is as strict as the parameters ask', () => {
    const statement = allow({ Condition: narrowIp });

    assert.isNull(judge(statement, { ipv4PrefixLength: 24, ipv6PrefixLength: 32 }));
    assert.isNotNull(judge(statement, { ipv4PrefixLength: 25, ipv6PrefixLength: 32 }));
  });

  it('names the statement by its position and Sid', () => {
    assert.deepInclude(judge(allow({ Sid: 'PublicRead' })), { kind: 'public-statement', index: 0, sid: 'PublicRead' });
    assert.notProperty(judge(allow()), 'sid');
  });

  describe('says what alone makes a statement public', () => {
    const mixedIps = { IpAddress: { 'aws:SourceIp': ['0.0.0.0/0', '203.0.113.0/24', '::/0'] } };
    const cases: [string, Record<string, unknown>, PublicStatement['narrowBy']][] = [
      ['a * beside a role', { Principal: { AWS: ['*', fixedRole] } }, [{ path: ['Principal', 'AWS'], values: ['*'] }]],
      [
        'a * beside a service',
        { Principal: { Service: 's3.amazonaws.com', AWS: '*' } },
        [{ path: ['Principal', 'AWS'], values: ['*'] }],
      ],
      [
        'loose principals of two kinds beside a role',
        { Principal: { AWS: [fixedRole, '*'], Federated: ['graph.facebook.com', 'www.amazon.com'] } },
        [
          { path: ['Principal', 'AWS'], values: ['*'] },
          { path: ['Principal', 'Federated'], values: ['graph.facebook.com', 'www.amazon.com'] },
        ],
      ],
      [
        'broad ranges beside a narrow one',
        { Condition: mixedIps },
        [{ path: ['Condition', 'IpAddress', 'aws:SourceIp'], values: ['0.0.0.0/0', '::/0'] }],
      ],
      [
        'a wildcard VPC beside a fixed one',
        { Condition: { StringLike: { 'AWS:SourceVPC': ['vpc-1', 'vpc-*'] } } },
        [{ path: ['Condition', 'StringLike', 'AWS:SourceVPC'], values: ['vpc-*'] }],
      ],
      [
        'a * beside a role rather than broad ranges',
        { Principal: { AWS: ['*', fixedRole] }, Condition: mixedIps },
        [{ path: ['Principal', 'AWS'], values: ['*'] }],
      ],
    ];
    for (const [what, statement, expected] of cases) {
      it(what, () => {
        assert.deepEqual(judge(allow(statement))?.narrowBy, expected);
      });
    }

    const wholes: [string, Record<string, unknown>][] = [
      ['everyone is named alone', {}],
      ['NotPrincipal is used', { Principal: undefined, NotPrincipal: { AWS: ['*', fixedRole] } }],
      ['a deleted role alone stands beside *', { Principal: { AWS: ['*', 'AROA27HJSWAHEPTTLIWSO'] } }],
      ['all ranges are broad', { Condition: { IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } } }],
      [
        'narrow values stand under IfExists',
        { Condition: { IpAddressIfExists: { 'aws:SourceIp': ['0.0.0.0/0', '203.0.113.9'] } } },
      ],
    ];
    for (const [what, statement] of wholes) {
      it(`the whole of it, where ${what}`, () => {
        const violation = judge(allow(statement));

        assert.isNotNull(violation);
        assert.notProperty(violation, 'narrowBy');
      });
    }
  });
});
